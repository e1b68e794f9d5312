import type { AppendOutcome, Commit, CommitRecord, Postponement, StreamEntry } from '../store/store'
import { readJson, type SqliteDatabase } from './driver'
import { rollBack } from './schema'

/** A stream as a batch leaves it. */
interface Stream {
  /** 0 if the stream does not exist yet. */
  id: number
  version: number
  /** How it is listed: in the file, and after the batch. */
  was: Listed
  is: Listed
  /** Whether a commit of the batch that writes to it has failed. */
  isBroken: boolean
}

/** Whether a stream is listed as an open session, 0 or 1, and when that is due. */
interface Listed {
  readonly open: number
  readonly due: number | null
}

const UNLISTED: Listed = { open: 0, due: null }

const COMMITTED: AppendOutcome = { status: 'committed' }

/** Writes batches of commits, each batch in one transaction. */
export class SqliteWriter {
  private readonly findStream
  private readonly addStream
  private readonly listStream
  private readonly postponeSession
  private readonly addUsual
  private readonly addEvent
  private readonly findCommand
  private readonly findKey
  private readonly addKey
  private readonly dropKey
  private streams = new Map<string, Stream>()

  constructor(private readonly database: SqliteDatabase) {
    // The version is read from the index of the log. A column for it would cost each commit another row to write.
    this.findStream = database.prepare(
      'SELECT id, open, due, (SELECT max(version) FROM log WHERE stream = id) AS version FROM streams WHERE name = ?',
    )
    this.addStream = database.prepare(
      'INSERT INTO streams (name, doctor, date, open, due) VALUES (?, ?, ?, ?, ?) RETURNING id',
    )
    this.listStream = database.prepare('UPDATE streams SET open = ?, due = ? WHERE id = ?')
    this.postponeSession = database.prepare(
      'UPDATE streams SET due = ? WHERE name = ? AND (SELECT max(version) FROM log WHERE stream = id) = ?',
    )
    // SQLite makes the position one more than the last. Rows are never deleted, so positions have no holes.
    this.addEvent = database.prepare(
      'INSERT INTO log VALUES (NULL, ?, ?, ?, ?, ?, ?) ON CONFLICT (command) WHERE command IS NOT NULL DO NOTHING',
    )
    // A row is ignored if its command id is known, or if it has no stream, because version or entry are not as expected.
    this.addUsual = database.prepare(
      `INSERT OR IGNORE INTO log VALUES (
         NULL,
         (SELECT id FROM streams
          WHERE name = ? AND open = ? AND due IS ? AND (SELECT max(version) FROM log WHERE stream = id) = ?),
         ?, ?, ?, ?, ?)`,
    )
    this.findCommand = database.prepare('SELECT fingerprint, answer FROM log WHERE command = ?')
    this.findKey = database.prepare('SELECT 1 FROM keys WHERE key = ?')
    this.addKey = database.prepare('INSERT INTO keys VALUES (?, (SELECT id FROM streams WHERE name = ?))')
    this.dropKey = database.prepare('DELETE FROM keys WHERE key = ?')
  }

  append(commits: readonly Commit[]): AppendOutcome[] {
    return this.inTransaction(() => {
      this.streams = new Map()
      const outcomes = commits.map((commit) => {
        const outcome = this.appendOne(commit)
        if (outcome.status !== 'committed') for (const { stream } of commit.writes) this.stream(stream).isBroken = true
        return outcome
      })
      for (const { id, was, is } of this.streams.values())
        if (was.open !== is.open || was.due !== is.due) this.listStream.run(is.open, is.due, id)
      return outcomes
    })
  }

  postpone(sessions: readonly Postponement[]): void {
    this.inTransaction(() => {
      for (const { stream, version, dueAt } of sessions) this.postponeSession.run(dueAt, stream, version)
    })
  }

  findCommit(commandId: string): CommitRecord | undefined {
    const row = this.findCommand.get(commandId) as { fingerprint: string; answer: string } | undefined
    return row && { commandId, fingerprint: row.fingerprint, answer: readJson(row.answer, 'An answer') }
  }

  /** Carries out a task in one transaction. Only its beginning can meet a lock, and every driver ends that statement. */
  inTransaction<T>(task: () => T): T {
    this.database.exec('BEGIN IMMEDIATE')
    try {
      const result = task()
      this.database.exec('COMMIT')
      return result
    } catch (thrown) {
      rollBack(this.database)
      throw thrown
    }
  }

  /**
   * Writes a commit with one event and no keys that leaves the entry of its stream as it is, as most bookings do. One statement looks up
   * the stream, checks everything and writes, because each call of a driver costs several microseconds. Returns false, and writes nothing,
   * for any other commit, and for one that fails.
   */
  private appendUsual({ commandId, fingerprint, answer, writes, claims, releases }: Commit): boolean {
    const [write] = writes
    if (write === undefined || writes.length > 1 || claims.length > 0 || releases.length > 0) return false
    const { stream, expectedVersion, events, entry } = write
    if (events.length !== 1) return false
    const { open, due } = listed(entry)
    const text = JSON.stringify(events[0])
    const row = [events[0]!.version, text, commandId, fingerprint, JSON.stringify(answer)]
    return Number(this.addUsual.run(stream, open, due, expectedVersion, ...row).changes) > 0
  }

  private appendOne(commit: Commit): AppendOutcome {
    // A stream that this batch has looked up may be broken, or have an entry that is not written yet.
    if (!commit.writes.some(({ stream }) => this.streams.has(stream)) && this.appendUsual(commit)) return COMMITTED
    const obstacle = this.obstacle(commit)
    // A committed command id has precedence over other obstacles. Without an obstacle the unique index finds it.
    const known = obstacle === undefined ? undefined : this.findCommit(commit.commandId)
    if (known !== undefined) return { status: 'command-known', commit: known }
    if (obstacle !== undefined) return obstacle
    if (!this.write(commit)) return { status: 'command-known', commit: this.findCommit(commit.commandId)! }
    for (const key of commit.releases) this.dropKey.run(key)
    for (const { key, stream } of commit.claims) this.addKey.run(key, stream)
    return COMMITTED
  }

  private obstacle({ writes, claims, releases }: Commit): AppendOutcome | undefined {
    for (const { stream, expectedVersion } of writes) {
      const { version, isBroken } = this.stream(stream)
      if (isBroken || version !== expectedVersion) return { status: 'conflict' }
    }
    const taken = claims.find(({ key }) => !releases.includes(key) && this.findKey.get(key) !== undefined)
    return taken && { status: 'key-taken', key: taken.key }
  }

  /** Writes the events, the first with the command id. Returns false, and writes nothing, if that id was committed before. */
  private write({ commandId, fingerprint, answer, writes }: Commit): boolean {
    let command: string | null = commandId
    for (const { stream: name, events, entry } of writes) {
      const stream = this.stream(name)
      for (const event of events) {
        // A new stream is added only when it is clear that this commit is written.
        if (stream.id === 0 && this.isKnown(command)) return false
        if (stream.id === 0) {
          stream.id = this.make(name, entry)
          stream.was = listed(entry)
        }
        const text = JSON.stringify(event)
        const first = command === null ? [null, null] : [fingerprint, JSON.stringify(answer)]
        const { changes } = this.addEvent.run(stream.id, event.version, text, command, ...first)
        if (Number(changes) === 0) return false
        stream.version = event.version
        stream.is = listed(entry)
        command = null
      }
    }
    return true
  }

  private isKnown(command: string | null): boolean {
    return command !== null && this.findCommand.get(command) !== undefined
  }

  private make(name: string, entry: StreamEntry): number {
    const date = entry.kind === 'session' ? entry.date : null
    const { open, due } = listed(entry)
    return (this.addStream.get(name, entry.doctorId, date, open, due) as { id: number }).id
  }

  private stream(name: string): Stream {
    let stream = this.streams.get(name)
    if (stream === undefined) {
      const row = this.findStream.get(name) as (Listed & { id: number; version: number }) | undefined
      const { id, version } = row ?? { id: 0, version: 0 }
      stream = { id, version, was: row ?? UNLISTED, is: row ?? UNLISTED, isBroken: false }
      this.streams.set(name, stream)
    }
    return stream
  }
}

function listed(entry: StreamEntry): Listed {
  return entry.kind === 'session' ? { open: entry.open ? 1 : 0, due: entry.dueAt } : UNLISTED
}
