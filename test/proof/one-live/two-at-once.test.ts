import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, describe, it } from 'vitest'
import { database } from '../../postgres/database'
import { Folder } from '../../stores/clinic-file'
import { bookTwiceAtOnce } from '../../stores/two-at-once'

const ROUNDS = 1000

describe('a thousand patients who are each booked with two doctors at once get one token a day', async () => {
  const folder = new Folder()
  const { newSchema, newStore } = await database()
  afterAll(() => folder.remove())

  it('on SQLite', async () => {
    const path = folder.file()
    await bookTwiceAtOnce(() => sqliteStore(path), ROUNDS)
  })

  it('on PostgreSQL', async () => {
    const schema = newSchema()
    await bookTwiceAtOnce(() => newStore({ schema }), ROUNDS)
  })
})
