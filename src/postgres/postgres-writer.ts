import type { AppendOutcome, Commit, CommitRecord } from '../store/store'
import { Batch, type Facts } from './batch'
import { stateOf } from './driver'
import { behindRestores, type Incarnation, incarnationSql } from './incarnation'

/** Rounds after which the commits that are left count as conflicts. Each round after the first follows a write that failed. */
const ROUNDS = 8

/** SQLSTATEs of a rollback because of another transaction: serialization failure, deadlock, and a row that both inserted. */
const COLLISIONS = ['40001', '40P01', '23505']

/** What an append returns if another database answers than the one that the commits were decided on. */
const REPLACED = 'replaced'

/** Runs one statement. */
export type Ask = (sql: string, values: unknown[]) => Promise<readonly unknown[]>

/** Names of the streams, commands and keys of a batch. */
type Subjects = readonly [streams: string[], commands: string[], keys: string[]]

/** Writes batches of commits. A batch without conflicts takes one round trip. */
export class PostgresWriter {
  private readonly facility: string
  private readonly appendSql: string
  private readonly factsSql: string
  private readonly incarnationSql: string

  constructor(
    private readonly ask: Ask,
    schema: string,
    facility: string,
    private readonly incarnation: Incarnation,
  ) {
    this.facility = facility
    const slots = Array.from({ length: 17 }, (_, index) => `$${index + 1}`).join(', ')
    this.incarnationSql = incarnationSql(schema)
    this.appendSql = `SELECT CASE WHEN $18::text IS NULL OR $18 = ${this.incarnationSql}
      THEN ${schema}.append(${slots}) ELSE '${REPLACED}' END AS found
      FROM ${behindRestores(schema)}`
    this.factsSql = `SELECT ${schema}.facts($1, $2, $3, $4) AS found`
  }

  async append(commits: readonly Commit[], ask = this.ask): Promise<readonly AppendOutcome[]> {
    if (commits.length === 0) return []
    const { known } = this.incarnation
    let facts: Facts | undefined
    for (let round = 1; ; round++) {
      let batch = new Batch(commits, facts)
      if (facts === undefined && batch.hoped.length < commits.length) {
        // Some commits contradict each other. Which of them fails, and why, depends on the database.
        facts = await this.look(commits, ask)
        batch = new Batch(commits, facts)
      }
      if (batch.hoped.length === 0) return batch.outcomes
      if (round > ROUNDS)
        return batch.outcomes.map((one) => (one.status === 'committed' ? { status: 'conflict' } : one))
      const found = await this.write(batch, known, ask)
      if (found === undefined) return batch.outcomes
      if (found === 'replaced') return unwritten(commits, await this.look(commits, ask))
      facts = found === 'collision' ? await this.look(commits, ask) : merge(facts, found)
    }
  }

  /**
   * Returns undefined if all was written, else the facts that prevented it, `collision` after a rollback, or `replaced` if another
   * database answered.
   */
  private async write(
    batch: Batch,
    known: string | null,
    ask: Ask,
  ): Promise<Facts | 'collision' | 'replaced' | undefined> {
    try {
      const [row] = await ask(this.appendSql, [this.facility, ...columns(batch), known])
      const { found } = row as { found: string | null }
      if (found !== REPLACED) return found === null ? undefined : read(found)
      const [answer] = await ask(`SELECT ${this.incarnationSql} AS database`, [])
      this.incarnation.answered((answer as { database: string }).database)
      return REPLACED
    } catch (thrown) {
      if (COLLISIONS.includes(stateOf(thrown) ?? '')) return 'collision'
      throw thrown
    }
  }

  private async look(commits: readonly Commit[], ask: Ask): Promise<Facts> {
    const subjects: Subjects = [
      commits.flatMap(({ writes }) => writes.map(({ stream }) => stream)),
      commits.map(({ commandId }) => commandId),
      commits.flatMap(({ claims }) => claims.map(({ key }) => key)),
    ]
    const [row] = await ask(this.factsSql, [this.facility, ...subjects])
    return read((row as { found: string }).found)
  }
}

/** The outcomes of commits of which this attempt wrote none. An earlier attempt may have. */
function unwritten(commits: readonly Commit[], { commands }: Facts): readonly AppendOutcome[] {
  return commits.map(({ commandId }) => {
    const commit = commands.get(commandId)
    return commit === undefined ? { status: 'conflict' } : { status: 'command-known', commit }
  })
}

/** Returns the arguments of the SQL function `append` after the facility. */
function columns(batch: Batch): unknown[] {
  const streams = [...batch.streams]
  const places = new Map(streams.map(([name], index) => [name, index + 1]))
  const events = batch.hoped.flatMap(({ writes }) =>
    writes.flatMap(({ stream, events }) => events.map((event) => ({ place: places.get(stream)!, event }))),
  )
  const entries = streams.map(([, { entry }]) => entry)
  return [
    streams.map(([name]) => name),
    numbers(streams.map(([, { expected }]) => expected)),
    numbers(streams.map(([, { version }]) => version)),
    entries.map((entry) => entry?.doctorId ?? null),
    entries.map((entry) => (entry?.kind === 'session' ? entry.date : null)),
    entries.map((entry) => (entry?.kind === 'session' ? entry.open : null)),
    entries.map((entry) => (entry?.kind === 'session' ? entry.dueAt : null)),
    batch.hoped.map(({ commandId }) => commandId),
    lines(batch.hoped.map(({ fingerprint, answer }) => ({ fingerprint, answer }))),
    [...batch.free],
    [...batch.dropped],
    batch.claimed.map(([key]) => key),
    batch.claimed.map(([, stream]) => stream),
    numbers(events.map(({ place }) => place)),
    numbers(events.map(({ event }) => event.version)),
    lines(events.map(({ event }) => event)),
  ]
}

/** Returns numbers as an array literal of SQL; the driver would quote each. */
function numbers(values: readonly number[]): string {
  return `{${values.join(',')}}`
}

/** Returns values as lines of JSON. JSON has no line breaks, so no escapes are needed, unlike in an array of texts. */
function lines(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join('\n')
}

function read(found: string): Facts {
  const { versions, commands, taken } = JSON.parse(found) as {
    versions: [string, number][] | null
    commands: [string, string][] | null
    taken: string[] | null
  }
  return {
    versions: new Map(versions),
    commands: new Map((commands ?? []).map(([commandId, record]) => [commandId, recordOf(commandId, record)])),
    taken: new Set(taken),
  }
}

/** Returns a commit as it was stored. */
export function recordOf(commandId: string, record: string): CommitRecord {
  return { commandId, ...(JSON.parse(record) as Pick<CommitRecord, 'fingerprint' | 'answer'>) }
}

function merge(older: Facts | undefined, newer: Facts): Facts {
  if (older === undefined) return newer
  return {
    versions: new Map([...older.versions, ...newer.versions]),
    commands: new Map([...older.commands, ...newer.commands]),
    taken: new Set([...older.taken, ...newer.taken]),
  }
}
