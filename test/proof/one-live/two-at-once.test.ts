import { sqliteStore } from 'opd-scheduler/sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { database } from '../../postgres/database'
import { Folder } from '../../stores/clinic-file'
import { amount } from '../../support/amount'
import { bookOnePatientTwice, bookTwoPatientsWithAny, killAroundAppends, type Shared, type Tally } from './two-desks'

const ROUNDS = amount(200, 1000)
/** Bookings with any of two doctors. */
const PAIRS = amount(50, 200)

describe('two processes on one store', async () => {
  const folder = new Folder()
  const { url, newSchema, newStore } = await database()
  afterAll(() => folder.remove())

  const onSqlite = (): Shared => {
    const path = folder.file()
    return { environment: { SQLITE_FILE: path }, connect: () => sqliteStore(path) }
  }
  const onPostgres = (): Shared => {
    const schema = newSchema()
    return {
      environment: { POSTGRES_URL: url, POSTGRES_SCHEMA: schema },
      connect: () => newStore({ schema }),
    }
  }

  describe.each([
    ['SQLite', onSqlite],
    ['PostgreSQL', onPostgres],
  ])('%s', (name, share) => {
    const show = (what: string, { wins, keysTaken, conflicts }: Tally): void =>
      console.log(`${name}, ${what}: ${wins.join(' and ')} won, ${keysTaken} keys taken, ${conflicts} conflicts`)

    it('that book many patients with two doctors at once give each one token a day', async () => {
      const tally = await bookOnePatientTwice(share(), ROUNDS)
      show(`${ROUNDS} patients`, tally)
      expect(tally.wins[0] + tally.wins[1]).toBe(ROUNDS)
      expect(Math.min(...tally.wins)).toBeGreaterThanOrEqual(ROUNDS / 20)
      expect(tally.keysTaken).toBeGreaterThanOrEqual(ROUNDS)
    })

    it('that book two patients with any of two doctors at once, who have one seat each, give each a seat', async () => {
      const tally = await bookTwoPatientsWithAny(share(), PAIRS)
      show(`${PAIRS} pairs`, tally)
      // One of the two, if both have decided on the same seat.
      expect(tally.conflicts).toBeGreaterThanOrEqual(PAIRS / 2)
    })

    it('and one is killed before or after an append: the key is there with the live token, and only then', async () => {
      await killAroundAppends(share())
    })
  })
})
