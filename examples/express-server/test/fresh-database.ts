import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

/** Creates a database on the run's PostgreSQL server, and drops it after the file's tests. */
export async function freshDatabase(): Promise<string> {
  let answer = ''
  for await (const part of connect(inject('postgresDoor'), '127.0.0.1')) answer += part
  const { url, error } = JSON.parse(answer) as { url?: string; error?: string }
  if (url === undefined) throw new Error(error)
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
