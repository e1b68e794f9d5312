import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import pg from 'pg'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Patients } from '../src/patients/patients'
import { postgresTable } from '../src/patients/postgres-table'
import { sqliteTable } from '../src/patients/sqlite-table'
import type { PatientTable } from '../src/patients/table'
import type { Settings } from '../src/settings'
import { openStorage } from '../src/storage'
import type { Json } from './client'
import { freshDatabase } from './fresh-database'
import { DATE, openDay, start } from './start'

const folder = mkdtempSync(join(tmpdir(), 'opd-server-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'opd.db')
const url = await freshDatabase()

const STORAGES: readonly Settings['storage'][] = [
  { kind: 'memory' },
  { kind: 'sqlite', file },
  { kind: 'postgres', url },
]

/** Calls `first` before the patients of the next append are stored. */
function beforeNextAppend(patients: Patients): { readonly patients: Patients; next?: () => Promise<unknown> } {
  const held = {
    next: undefined as (() => Promise<unknown>) | undefined,
    patients: {
      ...patients,
      before(store) {
        const inner = patients.before(store)
        return {
          ...inner,
          async append(commits) {
            const { next } = held
            held.next = undefined
            await next?.()
            return inner.append(commits)
          },
        }
      },
    } satisfies Patients,
  }
  return held as { readonly patients: Patients; next?: () => Promise<unknown> }
}

describe.each(STORAGES)('an erasure with $kind', (settings) => {
  it.each([undefined, 'key-1'])('is not undone by a booking under way with the key %s', async (key) => {
    const storage = await openStorage(settings)
    const held = beforeNextAppend(storage.patients)
    const server = await start({ store: storage.store, patients: held.patients, patientIndex: 'own' })
    onTestFinished(async () => {
      await server.stop()
      await storage.patients.close()
      await storage.close()
    })
    const client = await server.client()
    const doctorId = `dr-${key ?? 'none'}`
    await openDay(client, doctorId, [5])
    const patient = { name: 'Asha Verma', phone: key === undefined ? '98450 12345' : '98450 12346', age: 34 }
    const search = async (): Promise<Json[]> =>
      (await client.call('searchPatients', { body: { phone: patient.phone } })).body.patients
    const { body: first } = await client.call('admitPatient', { body: patient })
    const params = { patientId: first.id }
    const erase = () => client.call('erasePatient', { params })

    held.next = async () =>
      expect((await erase()).body).toMatchObject({ erased: true, details: ['name', 'phone', 'age'] })
    const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key }
    const wish = { body: { doctorId, date: DATE, source: 'online', patient }, headers }
    const booked = await client.call('book', wish)
    expect([booked.status, booked.body.patient.found]).toEqual([201, false])
    expect(held.next).toBeUndefined()
    expect(booked.body.patient.id).not.toBe(first.id)
    expect(booked.body.token.patientId).toBe(booked.body.patient.id)
    expect((await client.call('getPatient', { params })).status).toBe(410)
    expect((await search()).map(({ id }) => id)).toEqual([booked.body.patient.id])
    expect((await erase()).body).toMatchObject({ erased: true, details: ['name', 'phone', 'age'] })
    if (key !== undefined) expect((await client.call('book', wish)).body).toEqual(booked.body)
    const again = await client.call('admitPatient', { body: patient })
    expect([again.status, again.body.id]).toEqual([200, booked.body.patient.id])
  })

  it('is not undone by a booking that was planned for the erased id', async () => {
    const storage = await openStorage(settings)
    const { patients } = storage
    onTestFinished(async () => {
      await patients.close()
      await storage.close()
    })
    const details = {
      name: 'Om Iyer',
      phone: '+919845012347',
      hospitalNumber: null,
      birthDate: null,
      age: 7,
      gender: null,
    }
    const write = { at: 1, fingerprint: 'f' }
    const admitted = { ...write, details, isNew: true, id: `p-own-${settings.kind}` }
    await patients.admit(admitted)
    await patients.erase(admitted.id, false, write)
    const inner = { ...storage.store, append: async () => [{ status: 'committed' as const }] }
    const store = patients.before(inner)
    const booking = { ...admitted, key: 'key-own', isFresh: true }
    const commit = { commandId: booking.key, fingerprint: '', answer: null, writes: [], claims: [], releases: [] }
    const book = async () => (await store.append([commit]))[0]!.status
    const attempt = await patients.booking(booking, book, (status) => status !== 'committed')
    expect(attempt).toEqual({ result: 'key-taken', isLost: true, found: undefined })
    expect(await patients.search({ phone: details.phone }, 9)).toEqual([])
  })
})

describe('a row that is erased and has details all the same', () => {
  const DAMAGE =
    "UPDATE patients SET name = 'Quux', compared = 'quux', phone = '+919845012348', hospital_number = 'Q-1'"
  const left = 'SELECT name, compared, phone, hospital_number AS number, erased_notes AS notes FROM patients'
  const details = { name: 'Quux', phone: '+919845012348', hospitalNumber: 'Q-1', birthDate: null, age: 5, gender: null }
  const stored = { ...details, id: 'p-damaged', createdAt: 1, updatedAt: 1, stays: true }
  const note = { commandId: 'c-1', patientId: stored.id, text: 'rang' }

  it.each<[string, () => Promise<{ table: PatientTable; run(sql: string): Promise<Json[]> }>]>([
    [
      'sqlite',
      async () => {
        const damaged = join(folder, 'damaged.db')
        const table = sqliteTable(damaged)
        const other = new Database(damaged)
        const run = async (sql: string) => (sql.startsWith('SELECT') ? other.prepare(sql).all() : [other.exec(sql)])
        onTestFinished(async () => {
          other.close()
          await table.close()
        })
        return { table, run }
      },
    ],
    [
      'postgres',
      async () => {
        const pool = new pg.Pool({ connectionString: url })
        // The database is dropped while connections close.
        pool.on('connect', (connection) => connection.on('error', () => undefined))
        pool.on('error', () => undefined)
        onTestFinished(() => pool.end())
        const table = await postgresTable(pool)
        await pool.query('DELETE FROM patients')
        return { table, run: async (sql) => (await pool.query(sql)).rows }
      },
    ],
  ])('is never found in %s, not written again, and can be erased', async (_, open) => {
    const { table, run } = await open()
    const erase = { id: stored.id, details: ['name'], at: 2 }
    const { id, phone, hospitalNumber } = stored
    const shown = async () => {
      const searches = [{ phone }, { hospitalNumber }, { name: 'quux' }].map((search) => table.search(search, 9))
      const { patient, near } = await table.find({ id, phone, hospitalNumber })
      return [...(await Promise.all(searches)).flat(), ...near, ...(await table.list([id])), patient]
    }
    await table.write({ id }, () => ({ result: undefined, put: stored, note }), true)
    expect(await shown()).toHaveLength(6)
    await table.write({ id }, () => ({ result: undefined, erase }), true)
    const erased = { id, isPending: false, details: ['name'], notes: 1 }
    expect(await shown()).toEqual([erased])

    await table.write({ id }, () => ({ result: undefined, put: stored }), true)
    const nothing = { name: null, compared: null, phone: null, number: null, notes: 1 }
    expect(await run(left)).toEqual([nothing])

    await run(DAMAGE)
    expect(await shown()).toEqual([erased])
    for (let time = 0; time < 2; time++) {
      await table.write({ id }, () => ({ result: undefined, erase }), true)
      expect(await run(left)).toEqual([nothing])
      expect(await shown()).toEqual([erased])
    }
  })
})
