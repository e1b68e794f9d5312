import { describe, it } from 'vitest'
import { bookTwiceAtOnce } from '../stores/two-at-once'
import { database } from './database'

describe('a patient who is booked with two doctors at once', async () => {
  const { newSchema, newStore } = await database()

  it('gets one token, if the rules allow one a day', async () => {
    const schema = newSchema()
    await bookTwiceAtOnce(() => newStore({ schema }), 20)
  })
})
