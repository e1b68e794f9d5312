import { createRequire } from 'node:module'
import { storeConformance } from 'opd-scheduler/testing'
import { afterAll, describe, it } from 'vitest'
import { database } from './database'

const { version } = createRequire(import.meta.url)('pg/package.json') as { version: string }

describe('postgresStore', async () => {
  const { admin, newSchema, newStore } = await database()
  const { rows } = await admin.query<{ server_version: string }>('SHOW server_version')
  const checks = storeConformance(() => {
    const schema = newSchema()
    return { store: newStore({ schema }), again: () => newStore({ schema }) }
  })
  for (const { name, run } of checks) it(name, run)
  afterAll(() =>
    console.log(`The conformance suite ran on: PostgreSQL ${rows[0]!.server_version} through pg ${version}`),
  )
})
