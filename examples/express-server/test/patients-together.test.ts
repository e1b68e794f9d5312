import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { guarded } from '../src/patients/guarded-table'
import { postgresTable } from '../src/patients/postgres-table'
import { sqliteTable } from '../src/patients/sqlite-table'
import type { Decision, Found, Stored } from '../src/patients/table'
import { freshDatabase } from './fresh-database'

/** A table whose transactions are counted. */
async function opened() {
  const pool = new pg.Pool({ connectionString: await freshDatabase() })
  onTestFinished(() => pool.end())
  const table = guarded(await postgresTable(pool))
  let transactions = 0
  let reads = 0
  pool.on('acquire', () => {
    transactions += 1
  })
  const { query } = pool
  pool.query = (...given: unknown[]) => {
    reads += 1
    return Reflect.apply(query, pool, given)
  }
  const counted = () => {
    const counts = { transactions: transactions - reads, reads }
    transactions = reads = 0
    return counts
  }
  return { pool, table, counted }
}

const phoneOf = (index: number) => `+9198450123${index + 10}`

function personOf(id: string, phone: string): Stored {
  const details = { name: `Patient ${id}`, phone, hospitalNumber: null, birthDate: null, age: 40, gender: null }
  return { ...details, id, createdAt: 1, updatedAt: 1, stays: false }
}

/** Stores a patient, unless somebody has the phone. */
const storing =
  (put: Stored) =>
  ({ near }: Found): Decision<string> =>
    near.length > 0 ? { result: 'there' } : { result: 'stored', put, remember: claimOf(put.id) }

const claimOf = (patientId: string) => ({ key: `key ${patientId}`, patientId, fingerprint: 'f', found: false, uses: 1 })

it('patients of bookings that are committed together are stored in one transaction', async () => {
  const { table, counted } = await opened()
  const people = Array.from({ length: 20 }, (_, index) => personOf(`p${index}`, phoneOf(index)))
  counted()
  const write = (put: Stored) =>
    table.write({ key: `key ${put.id}`, id: put.id, phone: put.phone }, storing(put), false, true)
  expect(new Set(await Promise.all(people.map(write)))).toEqual(new Set(['stored']))
  expect(counted()).toEqual({ transactions: 1, reads: 0 })
  const found = await Promise.all(people.map(({ id, phone }) => table.find({ key: `key ${id}`, phone })))
  // One query for the records of the keys, and one for the patients.
  expect(counted()).toEqual({ transactions: 0, reads: 2 })
  for (const [index, patient] of people.entries()) {
    const { key: _, ...claim } = claimOf(patient.id)
    expect(found[index]).toEqual({ claim, patient, near: [patient] })
  }
})

it('patients who share a phone are stored one after another', async () => {
  const { table, counted } = await opened()
  counted()
  const people = ['a', 'b', 'c', 'd'].map((id) => personOf(id, phoneOf(id === 'd' ? 1 : 0)))
  const write = (put: Stored) => table.write({ id: put.id, phone: put.phone }, storing(put), false, true)
  expect((await Promise.all(people.map(write))).sort()).toEqual(['stored', 'stored', 'there', 'there'])
  // One for a and d, one each for b and c.
  expect(counted().transactions).toBe(3)
})

it('a patient who cannot be stored harms no other', async () => {
  const { pool, table } = await opened()
  const client = await pool.connect()
  await client.query('BEGIN')
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [phoneOf(1)])
  const people = [0, 1, 2].map((index) => personOf(`p${index}`, phoneOf(index)))
  const write = (put: Stored) => table.write({ id: put.id, phone: put.phone }, storing(put), false, true)
  const settled = await Promise.allSettled(people.map(write))
  await client.query('ROLLBACK')
  client.release()
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(settled[1]).toMatchObject({ reason: { code: 'store-failed', cause: { code: '55P03' } } })
  expect((await table.list(['p0', 'p1', 'p2'])).map(({ id }) => id)).toEqual(['p0', 'p2'])
})

it('in SQLite too, patients are stored together, those who share a phone one after another, and a failure harms no other', async () => {
  const table = guarded(sqliteTable())
  const attempts = new Map<string, number>()
  const write = (put: Stored) =>
    table.write(
      { key: `key ${put.id}`, id: put.id, phone: put.phone },
      (found) => {
        attempts.set(put.id, (attempts.get(put.id) ?? 0) + 1)
        if (put.id === 'wrong') throw new RangeError('a mistake')
        return storing(put)(found)
      },
      false,
      true,
    )
  const people = ['a', 'b', 'c'].map((id) => personOf(id, phoneOf(id === 'c' ? 1 : 0)))
  expect(await Promise.all(people.map(write))).toEqual(['stored', 'there', 'stored'])
  expect([...attempts.values()]).toEqual([1, 1, 1])
  const settled = await Promise.allSettled(
    ['d', 'wrong', 'e'].map((id, index) => write(personOf(id, phoneOf(2 + index)))),
  )
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  // Together, and then each alone.
  expect(attempts.get('d')).toBe(2)
  const found = await Promise.all(['a', 'c', 'd', 'e'].map((id) => table.find({ key: `key ${id}` })))
  for (const [index, id] of ['a', 'c', 'd', 'e'].entries()) {
    const { key: _, ...claim } = claimOf(id)
    expect(found[index]).toMatchObject({ claim, patient: { id }, near: [] })
  }
  expect((await table.list(['a', 'b', 'c', 'wrong', 'd', 'e'])).map(({ id }) => id)).toEqual(['a', 'c', 'd', 'e'])
  await table.close()
})
