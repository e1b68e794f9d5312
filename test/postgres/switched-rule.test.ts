import { describe, it } from 'vitest'
import { switchTheRule } from '../stores/switched-rule'
import { database } from './database'

describe('a key of the day in a database', async () => {
  const { newSchema, newStore } = await database()

  it('is given back whatever the rules say when its token ends', async () => {
    const schema = newSchema()
    await switchTheRule(() => newStore({ schema }))
  })
})
