import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { type PostgresOptions, postgresStore } from 'opd-scheduler/postgres'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

/** Returns the address of the run's server. */
async function serverUrl(): Promise<string> {
  let answer = ''
  const socket = connect(inject('postgresDoor'), '127.0.0.1')
  for await (const chunk of socket) answer += chunk
  const { url, error } = JSON.parse(answer) as { url?: string; error?: string }
  if (url === undefined) throw new Error(error)
  return url
}

/** Schemas and pools of one test file on the run's server. They are removed when its tests are over. */
export async function database() {
  const url = await serverUrl()
  const pools: pg.Pool[] = []
  const schemas: string[] = []
  const newPool = (options: pg.PoolConfig = {}) => {
    const pool = new pg.Pool({ connectionString: url, max: 8, ...options })
    pools.push(pool)
    return pool
  }
  /** Returns a name that no other test uses. */
  const newSchema = () => {
    const schema = `opd_test_${randomBytes(6).toString('hex')}`
    schemas.push(schema)
    return schema
  }
  const admin = newPool()
  afterAll(async () => {
    for (const schema of schemas) await admin.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`)
    await Promise.all(pools.map((pool) => pool.end()))
  })
  return {
    url,
    admin,
    newPool,
    newSchema,
    /** Returns a store with its own connections, as in another process. */
    newStore: (options: PostgresOptions) => postgresStore(newPool(), options),
  }
}
