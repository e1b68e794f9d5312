import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Port on which the library's own test run tells where its PostgreSQL server is. */
    postgresDoor: number
  }
}

async function serverOfRun(): Promise<string> {
  const given = process.env.TEST_POSTGRES_URL
  if (given) return given
  const door = inject('postgresDoor')
  if (door === undefined) throw new Error('Set TEST_POSTGRES_URL to a PostgreSQL server that tests may use.')
  let answer = ''
  for await (const part of connect(door, '127.0.0.1')) answer += part
  const { url, error } = JSON.parse(answer) as { url?: string; error?: string }
  if (url === undefined) throw new Error(error)
  return url
}

/** Creates a database on the run's PostgreSQL server, and drops it after the file's tests. */
export async function freshDatabase(): Promise<string> {
  const url = await serverOfRun()
  const name = `server_test_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`CREATE DATABASE "${name}"`)
  afterAll(async () => {
    await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`)
    await admin.end()
  })
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}
