import { randomBytes } from 'node:crypto'
import { postgresStore } from 'opd-scheduler/postgres'
import pg from 'pg'
import { type Server, startServer } from '../../../postgres/server'
import type { StoredEvent } from '../checker/history'
import { CuttingProxy } from './cutting-proxy'
import { POSTGRES_SABOTAGE } from './postgres-sabotage'
import type { Fault, StoreUnderStress, Tables } from './store-under-stress'

/**
 * One in this many connections has a statement timeout of this many milliseconds, which is short if eight processes wait for each
 * other.
 */
const IMPATIENT = 4
const STATEMENT_TIMEOUT_MS = 12

/** The checker waits at most a minute for each answer of the store. */
const ANSWERED = { query_timeout: 60_000, connectionTimeoutMillis: 60_000 }

let connections = process.pid

class NowAndThenImpatient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, statement_timeout: connections++ % IMPATIENT === 0 ? STATEMENT_TIMEOUT_MS : 0 })
  }
}

export interface Address {
  readonly url: string
  readonly schema: string
  /** Whether statements time out now and then. */
  readonly isImpatient: boolean
}

/** A server that restarts at once, behind a proxy that cuts connections; statements of some connections time out. */
export const postgresUnderStress: StoreUnderStress = {
  open: async (address) => {
    const { url, schema, isImpatient } = JSON.parse(address) as Address
    const own = isImpatient ? { Client: NowAndThenImpatient } : ANSWERED
    const pool = new pg.Pool({ connectionString: url, max: 5, ...own })
    pool.on('error', () => {})
    const store = postgresStore(pool, { schema })
    return {
      ...store,
      close: async () => {
        await store.close()
        await pool.end()
      },
    }
  },
  start: async () => {
    const given = process.env.TEST_POSTGRES_URL
    const server = given ? undefined : await startServer()
    const direct = server?.url ?? given!
    const { hostname, port } = new URL(direct)
    const proxy = await CuttingProxy.start(hostname, Number(port || 5432))
    const url = new URL(direct)
    url.hostname = '127.0.0.1'
    url.port = String(proxy.port)
    const schema = `opd_stress_${randomBytes(6).toString('hex')}`
    return {
      address: JSON.stringify({ url: url.href, schema, isImpatient: true } satisfies Address),
      quietAddress: JSON.stringify({ url: direct, schema, isImpatient: false } satisfies Address),
      faults: faultsOf(proxy, server),
      tables: () => tablesOf(direct, schema),
      stop: async () => {
        proxy.close()
        if (server === undefined) await withClient(direct, (client) => client.query(`DROP SCHEMA "${schema}" CASCADE`))
        await server?.stop()
      },
    }
  },
  sabotage: POSTGRES_SABOTAGE,
}

function faultsOf(proxy: CuttingProxy, server: Server | undefined): Fault[] {
  const restart: Fault = {
    name: 'restarts',
    every: 1_500,
    unavailable:
      server === undefined ? 'the server of TEST_POSTGRES_URL belongs to others and is not restarted' : undefined,
    strike: async () => {
      await server?.restart()
      return true
    },
  }
  const cuts = (['before', 'within', 'after'] as const).map(
    (cut): Fault => ({ name: `cuts ${cut} an append`, every: 600, strike: (over) => proxy.cut(cut, over) }),
  )
  return [restart, ...cuts]
}

/** Reads everything with plain SQL, without the proxy. */
export function tablesOf(url: string, schema: string): Promise<Tables> {
  return withClient(url, async (client) => {
    const rows = async <Row>(sql: string) => (await client.query(sql)).rows as Row[]
    const events = await rows<Omit<StoredEvent, 'command'>>(
      `SELECT position::float8 AS position, name AS stream, events.version, event FROM "${schema}".events
       JOIN "${schema}".streams ON streams.id = events.stream ORDER BY events.position`,
    )
    const streams = await rows<{ name: string; version: number }>(`SELECT name, version FROM "${schema}".streams`)
    const commits = await rows<{ command: string }>(`SELECT command FROM "${schema}".commits`)
    const keys = await rows<{ key: string; stream: string }>(`SELECT key, stream FROM "${schema}".keys`)
    let before: string | undefined
    return {
      // These tables do not mark the first event of a commit: it is the first one with another command id.
      events: events.map((row) => {
        const { commandId } = JSON.parse(row.event) as { commandId: string }
        const command = commandId === before ? null : commandId
        before = commandId
        return { ...row, command }
      }),
      versions: new Map(streams.map(({ name, version }) => [name, version])),
      commits: commits.map(({ command }) => command),
      keys: new Map(keys.map(({ key, stream }) => [key, stream])),
    }
  })
}

async function withClient<Answer>(url: string, ask: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, ...ANSWERED })
  await client.connect()
  try {
    return await ask(client)
  } finally {
    await client.end()
  }
}
