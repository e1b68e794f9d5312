import { storeConformance } from 'opd-scheduler/testing'
import { describe, it } from 'vitest'
import { database } from './database'

describe('postgresStore', async () => {
  const { newSchema, newStore } = await database()
  const checks = storeConformance(() => {
    const schema = newSchema()
    return { store: newStore({ schema }), again: () => newStore({ schema }) }
  })
  for (const { name, run } of checks) it(name, run)
})
