import { describe, it } from 'vitest'
import { decideByDoctor } from '../stores/two-doctors'
import { database } from './database'

describe('two doctors on one database', async () => {
  const { newSchema, newStore } = await database()

  it('have their sessions decided by their own rules, in every process', async () => {
    const schema = newSchema()
    await decideByDoctor(() => newStore({ schema }))
  })
})
