import { isOpdError, OpdError } from '../errors'
import type { OpdEvent } from '../events/event'
import { dateOf } from '../events/names'
import type { AppendOutcome, Commit, ListingQuery, LogEntry, Store, WriteTurn } from '../store/store'
import { Connections } from './connections'
import { checkPool, failure, inlined, type PostgresPool } from './driver'
import { Hints } from './hints'
import { behindRestores, Incarnation, incarnationSql } from './incarnation'
import { bringUpToDate, type MigrationOptions, schemaOf } from './migrate'
import { type Ask, PostgresWriter, recordOf } from './postgres-writer'
import { quoted } from './schema'
import { Turn } from './turn'

/** Longest time for a step of a migration. It may have to change many rows, or wait for the process that does. */
const STEP_MS = 600_000

/** Schema and facility of a store. */
export interface PostgresOptions extends MigrationOptions {
  /**
   * Facility whose data this is: 1 to 64 letters, digits, hyphens and dots. Stores of several facilities share a schema without seeing
   * each other's data.
   *
   * @defaultValue `'main'`
   */
  readonly facility?: string
}

/**
 * Returns a store in a PostgreSQL database, which any number of processes may share. The pool of `pg` stays open when the store is
 * closed. A subscriber uses one connection of the pool for the server's hints, if the pool has more than one. The tables are created on
 * first use, or beforehand with `migratePostgres`.
 *
 * Throws `invalid-input` for a bad pool, schema or facility. Does not connect, so other failures show up on first use.
 *
 * @example
 * ```ts
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL })
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: postgresStore(pool, { facility: 'city-hospital' }) })
 * ```
 */
export function postgresStore(pool: PostgresPool, options: PostgresOptions = {}): Store {
  checkPool('postgresStore', pool, ['query', 'connect', 'on', 'removeListener'])
  const schemaName = schemaOf(options)
  const facility = facilityOf(options)
  const s = quoted(schemaName)
  const what = `The store in the schema '${schemaName}'`
  let isClosed = false
  let migration: Promise<void> | undefined
  const connections = new Connections(pool)
  const hints = new Hints(pool, connections, schemaName, facility)
  // The pool replaces an idle connection that breaks, but an error event without a listener would end the process.
  const ignore = () => {}
  pool.on('error', ignore)

  /** Brings the schema up to date before the first statement. If that fails, the next statement tries again. */
  function ready(): Promise<void> {
    const taking = { query: (sql: string) => connections.query(sql, undefined, STEP_MS) }
    migration ??= bringUpToDate(connections, taking, options).catch((thrown: unknown) => {
      migration = undefined
      throw thrown
    })
    return migration
  }

  async function attempt<T>(statement: () => Promise<T>): Promise<T> {
    if (isClosed) throw new OpdError('closed', `${what} is closed. Make a new one.`)
    await ready()
    try {
      return await statement()
    } catch (thrown) {
      throw isOpdError(thrown) ? thrown : failure(thrown, what)
    }
  }

  const ask: Ask = (sql, values) => attempt(async () => (await connections.query(sql, values)).rows)

  /** Returns the column `value` of a query whose `$1` is the facility. */
  async function column<T>(sql: string, ...values: unknown[]): Promise<T[]> {
    const rows = await ask(sql, [facility, ...values])
    return rows.map((row) => (row as { value: T }).value)
  }

  const incarnation = new Incarnation()
  const writer = new PostgresWriter(ask, s, facility, incarnation)

  const tailsSql = `SELECT 0 AS place, ${incarnationSql(s)} AS event FROM ${behindRestores(s)}
    UNION ALL SELECT place, event FROM ${s}.tails($1, $2, $3)`

  /** Returns the events of each stream above a version. The first row says which database answers. */
  async function tails(
    versions: ReadonlyMap<string, number>,
    read: Ask,
  ): Promise<ReadonlyMap<string, readonly OpdEvent[]>> {
    const names = [...versions.keys()]
    const rows = await read(tailsSql, [facility, names, [...versions.values()]])
    const found = new Map(names.map((name): [string, OpdEvent[]] => [name, []]))
    for (const { place, event } of rows as { place: number; event: string }[])
      if (place === 0) incarnation.answered(event)
      else found.get(names[place - 1]!)!.push(parse(event))
    return found
  }

  const turns = new WeakMap<WriteTurn, Turn>()

  async function takeTurn(): Promise<WriteTurn> {
    const turn = await attempt(() => Turn.begin(connections, `opd-scheduler turns of ${facility} in ${schemaName}`))
    const token = { end: () => turn.end() }
    turns.set(token, turn)
    return token
  }

  /** The transaction of a turn, unless it is over. */
  function running(token: WriteTurn | undefined): Turn | undefined {
    const turn = token && turns.get(token)
    return turn?.isOver === false ? turn : undefined
  }

  async function append(commits: readonly Commit[], token?: WriteTurn): Promise<readonly AppendOutcome[]> {
    // The first statement of an append ends the turn, whether it writes or not.
    const write: Ask = (sql, values) => {
      const turn = running(token)
      return turn === undefined ? ask(sql, values) : attempt(() => turn.commit(inlined(sql, values)))
    }
    const outcomes = await writer.append(commits, write)
    if (outcomes.some(({ status }) => status === 'committed')) hints.send()
    return outcomes
  }

  async function sessions({ doctorId, from, to, open, dueBy, after, limit }: ListingQuery): Promise<string[]> {
    const values: unknown[] = []
    const given = (value: unknown) => `$${values.push(value) + 1}`
    const where = (condition: string, value: unknown) =>
      value === undefined ? '' : ` AND ${condition.replace('?', given(value))}`
    const conditions =
      where('due <= ?', dueBy) +
      where('doctor = ?', doctorId) +
      where('date >= ?', from) +
      where('date <= ?', to) +
      (after === undefined ? '' : ` AND (date, name) > (${given(dateOf(after))}, ${given(after)})`)
    const end = `ORDER BY date, name LIMIT ${given(limit)}`
    const among = (condition: string) =>
      `SELECT date, name FROM ${s}.streams WHERE facility = $1 AND date IS NOT NULL AND ${condition}${conditions}`
    // `open` is always given, because the indexes by date and by doctor begin with it. They give sessions by date only for one value of it.
    const chosen = [open === true ? 'open' : open === false ? 'NOT open' : 'open = ANY (ARRAY[true, false])']
    const parts = open === undefined && limit !== undefined ? ['open', 'NOT open'] : chosen
    const listed = parts.map((condition) => `(${among(condition)} ${end})`).join(' UNION ALL ')
    return column(`SELECT name AS value FROM (${listed}) AS listed ${end}`, ...values)
  }

  return {
    load: async (stream, afterVersion) => (await tails(new Map([[stream, afterVersion]]), ask)).get(stream)!,
    loadAll: (versions, token) => {
      const turn = running(token)
      return tails(versions, turn === undefined ? ask : (sql, values) => attempt(() => turn.query(sql, values)))
    },
    append,
    // Statements need the only connection of a pool of one.
    ...((pool.options?.max ?? 10) > 1 && { takeTurn }),
    findCommit: async (commandId) => {
      const sql = `SELECT record AS value FROM ${s}.commits WHERE facility = $1 AND command = $2`
      const [record] = await column<string>(sql, commandId)
      return record === undefined ? undefined : recordOf(commandId, record)
    },
    read: async (afterPosition, limit) => {
      const rows = await ask(
        `SELECT position::float8 AS position, event FROM ${s}.events WHERE facility = $1 AND position > $2
         ORDER BY events.position LIMIT $3`,
        [facility, afterPosition, limit],
      )
      return (rows as { position: number; event: string }[]).map(
        ({ position, event }): LogEntry => ({ position, event: parse(event) }),
      )
    },
    head: async () => {
      const sql = `SELECT position::float8 AS value FROM ${s}.heads WHERE facility = $1`
      return (await column<number>(sql))[0] ?? 0
    },
    locate: async (key) => {
      const sql = `SELECT stream AS value FROM ${s}.keys WHERE facility = $1 AND key = $2`
      return (await column<string>(sql, key))[0]
    },
    sessions,
    postpone: async (postponed) => {
      await ask(`SELECT ${s}.postpone($1, $2, $3, $4)`, [
        facility,
        postponed.map(({ stream }) => stream),
        postponed.map(({ version }) => version),
        postponed.map(({ dueAt }) => dueAt),
      ])
    },
    doctors: () =>
      column(
        `SELECT doctor AS value FROM ${s}.streams WHERE facility = $1 AND date IS NULL AND doctor IS NOT NULL ORDER BY doctor`,
      ),
    checkpoint: async (consumer) => {
      const sql = `SELECT position::float8 AS value FROM ${s}.checkpoints WHERE facility = $1 AND consumer = $2`
      return (await column<number>(sql, consumer))[0] ?? 0
    },
    advance: async (consumer, from, to) => {
      const sql =
        from === 0
          ? `INSERT INTO ${s}.checkpoints AS known VALUES ($1, $2, $4)
             ON CONFLICT (facility, consumer) DO UPDATE SET position = $4 WHERE known.position = $3 RETURNING true AS value`
          : `UPDATE ${s}.checkpoints SET position = $4
             WHERE facility = $1 AND consumer = $2 AND position = $3 RETURNING true AS value`
      return (await column(sql, consumer, from, to)).length > 0
    },
    watch: (wake) => hints.watch(wake),
    whenReplaced: (forget) => incarnation.onReplaced(forget),
    giveUpAfter: (ms) => connections.giveUpAfter(ms),
    close: async () => {
      if (isClosed) return
      isClosed = true
      hints.close()
      incarnation.close()
      connections.close()
      pool.removeListener('error', ignore)
    },
  }
}

function parse(event: string): OpdEvent {
  try {
    return JSON.parse(event) as OpdEvent
  } catch (thrown) {
    throw new OpdError('store-corrupt', 'An event in the store is damaged. Restore the last backup.', {}, thrown)
  }
}

function facilityOf({ facility = 'main' }: PostgresOptions): string {
  if (typeof facility === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(facility)) return facility
  const message = `The facility is ${JSON.stringify(facility)}. Give 1 to 64 letters, digits, hyphens and dots.`
  throw new OpdError('invalid-input', message, { field: 'facility', value: facility })
}
