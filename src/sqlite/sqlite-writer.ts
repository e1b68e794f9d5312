import type { AppendOutcome, Commit, CommitRecord, StreamEntry } from '../store/store'
import type { SqliteDatabase } from './driver'
import { readJson } from './read-json'
import { rollBack } from './schema'

/** A stream as a batch leaves it. */
interface Stream {
  /** 0 if the stream does not exist yet. */
  id: number
  version: number
  /** Whether it is listed as an open session: in the file, and after the batch. 0 or 1. */
  wasOpen: number
  isOpen: number
  /** Whether a commit of the batch that writes to it has failed. */
  isBroken: boolean
}

/** Writes batches of commits, each batch in one transaction. */
export class SqliteWriter {
  private readonly findStream
  private readonly addStream
  private readonly openStream
  private readonly addEvent
  private readonly findCommand
  private readonly findKey
  private readonly addKey
  private readonly dropKey
  private streams = new Map<string, Stream>()

  constructor(private readonly database: SqliteDatabase) {
    // The version is read from the index of the log. A column for it would cost each commit another row to write.
    this.findStream = database.prepare(
      'SELECT id, open, (SELECT max(version) FROM log WHERE stream = id) AS version FROM streams WHERE name = ?',
    )
    this.addStream = database.prepare('INSERT INTO streams (name, doctor, date, open) VALUES (?, ?, ?, ?) RETURNING id')
    this.openStream = database.prepare('UPDATE streams SET open = ? WHERE id = ?')
    // SQLite makes the position one more than the last. Rows are never deleted, so positions have no holes.
    this.addEvent = database.prepare(
      'INSERT INTO log VALUES (NULL, ?, ?, ?, ?, ?, ?) ON CONFLICT (command) WHERE command IS NOT NULL DO NOTHING',
    )
    this.findCommand = database.prepare('SELECT fingerprint, answer FROM log WHERE command = ?')
    this.findKey = database.prepare('SELECT 1 FROM keys WHERE key = ?')
    this.addKey = database.prepare('INSERT INTO keys VALUES (?, (SELECT id FROM streams WHERE name = ?))')
    this.dropKey = database.prepare('DELETE FROM keys WHERE key = ?')
  }

  append(commits: readonly Commit[]): AppendOutcome[] {
    this.database.exec('BEGIN IMMEDIATE')
    try {
      this.streams = new Map()
      const outcomes = commits.map((commit) => {
        const outcome = this.appendOne(commit)
        if (outcome.status !== 'committed') for (const { stream } of commit.writes) this.stream(stream).isBroken = true
        return outcome
      })
      for (const { id, wasOpen, isOpen } of this.streams.values())
        if (wasOpen !== isOpen) this.openStream.run(isOpen, id)
      this.database.exec('COMMIT')
      return outcomes
    } catch (thrown) {
      rollBack(this.database)
      throw thrown
    }
  }

  findCommit(commandId: string): CommitRecord | undefined {
    const row = this.findCommand.get(commandId) as { fingerprint: string; answer: string } | undefined
    return row && { commandId, fingerprint: row.fingerprint, answer: readJson(row.answer, 'An answer') }
  }

  private appendOne(commit: Commit): AppendOutcome {
    const obstacle = this.obstacle(commit)
    // A committed command id has precedence over other obstacles. Without an obstacle the unique index finds it.
    const known = obstacle === undefined ? undefined : this.findCommit(commit.commandId)
    if (known !== undefined) return { status: 'command-known', commit: known }
    if (obstacle !== undefined) return obstacle
    if (!this.write(commit)) return { status: 'command-known', commit: this.findCommit(commit.commandId)! }
    for (const key of commit.releases) this.dropKey.run(key)
    for (const { key, stream } of commit.claims) this.addKey.run(key, stream)
    return { status: 'committed' }
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
          stream.wasOpen = openness(entry)
        }
        const text = JSON.stringify(event)
        const first = command === null ? [null, null] : [fingerprint, JSON.stringify(answer)]
        const { changes } = this.addEvent.run(stream.id, event.version, text, command, ...first)
        if (Number(changes) === 0) return false
        stream.version = event.version
        stream.isOpen = openness(entry)
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
    return (this.addStream.get(name, entry.doctorId, date, openness(entry)) as { id: number }).id
  }

  private stream(name: string): Stream {
    let stream = this.streams.get(name)
    if (stream === undefined) {
      const row = this.findStream.get(name) as { id: number; open: number; version: number } | undefined
      const { id, open, version } = row ?? { id: 0, open: 0, version: 0 }
      stream = { id, version, wasOpen: open, isOpen: open, isBroken: false }
      this.streams.set(name, stream)
    }
    return stream
  }
}

function openness(entry: StreamEntry): number {
  return entry.kind === 'session' && entry.open ? 1 : 0
}
