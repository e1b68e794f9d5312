import type { AppendOutcome, Commit, CommitRecord } from '../store/store'
import { Batch, type Facts } from './batch'
import { stateOf } from './failure'

/** Rounds that an append goes before what is left of it is a conflict. Every round but the first follows a collision. */
const ROUNDS = 8

/** The server rolled back because of another transaction: serialization, deadlock, and a row that both inserted. */
const COLLISIONS = ['40001', '40P01', '23505']

/** Carries out one statement. */
export type Ask = (sql: string, values: unknown[]) => Promise<readonly unknown[]>

/** What is asked for in a batch. */
type Subjects = readonly [streams: string[], commands: string[], keys: string[]]

/** Carries out batches of commits: one round trip where nothing is in the way, a second one where something is. */
export class PostgresWriter {
  private readonly facility: string
  private readonly appendSql: string
  private readonly factsSql: string

  constructor(
    private readonly ask: Ask,
    schema: string,
    facility: string,
  ) {
    this.facility = facility
    const slots = Array.from({ length: 16 }, (_, index) => `$${index + 1}`).join(', ')
    this.appendSql = `SELECT ${schema}.append(${slots}) AS found`
    this.factsSql = `SELECT ${schema}.facts($1, $2, $3, $4) AS found`
  }

  async append(commits: readonly Commit[]): Promise<readonly AppendOutcome[]> {
    if (commits.length === 0) return []
    let facts: Facts | undefined
    for (let round = 1; ; round++) {
      let batch = new Batch(commits, facts)
      if (facts === undefined && batch.hoped.length < commits.length) {
        // Some commits contradict each other. Which of them fails, and why, depends on what is there.
        facts = await this.look(commits)
        batch = new Batch(commits, facts)
      }
      if (batch.hoped.length === 0) return batch.outcomes
      if (round > ROUNDS)
        return batch.outcomes.map((one) => (one.status === 'committed' ? { status: 'conflict' } : one))
      const found = await this.write(batch)
      if (found === undefined) return batch.outcomes
      facts = found === 'collision' ? await this.look(commits) : merge(facts, found)
    }
  }

  /** Undefined where all was written, else what stands against it. */
  private async write(batch: Batch): Promise<Facts | 'collision' | undefined> {
    try {
      const [row] = await this.ask(this.appendSql, [this.facility, ...columns(batch)])
      const { found } = row as { found: string | null }
      return found === null ? undefined : read(found)
    } catch (thrown) {
      if (COLLISIONS.includes(stateOf(thrown) ?? '')) return 'collision'
      throw thrown
    }
  }

  private async look(commits: readonly Commit[]): Promise<Facts> {
    const subjects: Subjects = [
      commits.flatMap(({ writes }) => writes.map(({ stream }) => stream)),
      commits.map(({ commandId }) => commandId),
      commits.flatMap(({ claims }) => claims.map(({ key }) => key)),
    ]
    const [row] = await this.ask(this.factsSql, [this.facility, ...subjects])
    return read((row as { found: string }).found)
  }
}

/** What the function `append` takes after the facility. */
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

/** Numbers as the server reads them; the driver would quote each. */
function numbers(values: readonly number[]): string {
  return `{${values.join(',')}}`
}

/** JSON has no line breaks of its own, so this needs no escapes, which an array of texts would. */
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

/** A commit as it was stored. */
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
