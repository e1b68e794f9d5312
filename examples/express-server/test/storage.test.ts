import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { memoryStore, OpdError } from 'opd-scheduler'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, expect, it, vi } from 'vitest'
import { backUp } from '../src/backup'
import { guarded } from '../src/patients/guarded-table'
import { patientsIn } from '../src/patients/patients'
import { sqliteTable } from '../src/patients/sqlite-table'
import { openPatiently } from '../src/running/open-patiently'
import { Readiness } from '../src/running/readiness'
import { serve } from '../src/serve'
import { readSettings } from '../src/settings'
import { openStorage } from '../src/storage'
import { freshDatabase } from './fresh-database'
import { DATE, MORNING, openDay, start } from './start'
import { until } from './until'

const folder = mkdtempSync(join(tmpdir(), 'opd-storage-'))
afterAll(() => rmSync(folder, { recursive: true }))
const silent = pino({ level: 'silent' })
const url = await freshDatabase()

/** The wish to enter a person, as the API reads it. */
const person = (phone: string, fingerprint: string, key?: string) => ({
  details: { name: 'Asha Verma', phone, hospitalNumber: null, birthDate: null, age: null, gender: null },
  isNew: false,
  id: `p-${phone}`,
  at: MORNING,
  key,
  fingerprint,
})

it('a connection that is ended in the middle of a patient write fails that write only', async () => {
  const { patients, store, close } = await openStorage({ kind: 'postgres', url })
  const [blocker, watcher] = [1, 2].map(() => new pg.Client({ connectionString: url })) as [pg.Client, pg.Client]
  await Promise.all([blocker.connect(), watcher.connect()])
  await blocker.query('BEGIN')
  await blocker.query("SELECT pg_advisory_xact_lock(hashtextextended('9000000001', 0))")
  const waiting = patients.admit(person('9000000001', 'a'))
  const failed = expect(waiting).rejects.toMatchObject({ code: 'store-failed' })
  const pid = await until('the admission to wait for the lock', async () => {
    // Other tests on this server wait for locks of their own databases.
    const sql =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%advisory%'"
    return (await watcher.query<{ pid: number }>(sql)).rows[0]?.pid
  })
  await blocker.query('SELECT pg_terminate_backend($1)', [pid])
  await failed
  await blocker.query('COMMIT')
  expect(await patients.admit(person('9000000001', 'a'))).toMatchObject({ status: 'done' })
  await Promise.all([blocker.end(), watcher.end()])
  await store.close()
  await close()
})

it('one Idempotency-Key for different people at the same time belongs to one of them', async () => {
  const { patients, store, close } = await openStorage({ kind: 'postgres', url })
  for (let round = 0; round < 5; round++) {
    const admit = (n: number) => patients.admit(person(`98000${round}${n}`, `person-${n}`, `key-${round}`))
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, n) => admit(n)))
    const statuses = outcomes.map(({ status }) => status).sort()
    expect(statuses).toEqual(['done', ...Array.from({ length: 7 }, () => 'key-reused')])
  }
  await store.close()
  await close()
})

it('an instance whose clock is hours wrong is not ready, and neither writes nor sweeps', async () => {
  const right = await openStorage({ kind: 'postgres', url })
  const before = Date.now()
  // Date.now() leaves parts of a millisecond out.
  const probed = Math.floor((await right.probe())!)
  expect([before, probed, Date.now()].toSorted((a, b) => a - b)[1]).toBe(probed)
  await right.store.close()
  await right.close()

  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
  const settings = readSettings({ KEYS: 'none', PORT: '0', DATABASE_URL: url, SAMPLE: 'on' })
  const { address, stop } = await serve(settings, log, () => Date.now() + 3 * 3_600_000)
  const ready = await fetch(`${address}/readyz`)
  const { code, detail } = (await ready.json()) as { code: string; detail: string }
  expect([ready.status, code]).toEqual([503, 'clock-wrong'])
  expect(detail).toMatch(/^This server's clock is 10(800|79\d|80\d) seconds ahead of the database's\. .* NTP\.$/)
  const put = await fetch(`${address}/api/v1/doctors/dr-rao`, { method: 'PUT' })
  expect([put.status, ((await put.json()) as { code: string }).code]).toEqual([503, 'clock-wrong'])
  // Reading goes on, and shows that the sample was not opened at the wrong time either.
  expect(await (await fetch(`${address}/api/v1/doctors`)).json()).toEqual({ doctors: [], next: null })
  expect(lines.join()).toContain('clock-wrong')
  await stop()
})

it('failures of both tables are one problem, which names neither files nor hosts', async () => {
  const path = '/srv/hospital/opd.db'
  const broken = async () => {
    throw Object.assign(new Error(`connect ECONNREFUSED 10.1.2.3:5432 ${path}`), { code: 'ECONNREFUSED' })
  }
  const inner = memoryStore()
  const failing = {
    ...inner,
    doctors: async () => Promise.reject(new OpdError('store-failed', `The file '${path}' failed.`)),
  }
  const lines: string[] = []
  const server = await start({
    store: failing,
    patients: patientsIn(guarded({ ...sqliteTable(), find: broken, write: broken })),
    patientIndex: 'own',
    log: pino({ level: 'info' }, { write: (line) => void lines.push(line) }),
  })
  const client = await server.client()
  const person = { name: 'Asha Verma', phone: '9845012345' }
  await openDay(client)
  const booking = { doctorId: 'dr-rao', date: DATE, source: 'online', patient: person }
  const answers = [
    await client.call('listDoctors'),
    await client.call('getPatient', { params: { patientId: 'p-1' } }),
    await client.call('book', { body: booking }),
    await client.call('getReadiness'),
  ]
  for (const { status, body, headers } of answers) {
    expect([status, body.code]).toEqual([503, 'store-failed'])
    expect(headers.get('retry-after')).toBe('1')
    expect(JSON.stringify(body)).not.toMatch(/ECONN|10\.1|srv/)
  }
  expect(lines.join()).toContain('ECONNREFUSED 10.1.2.3:5432')
  expect(lines.join()).toContain(path)
  await server.stop()
})

it('a mistake in the program is no failure of the storage', async () => {
  const wrong = async () => {
    throw new TypeError('undefined is not a function')
  }
  const patients = patientsIn(guarded({ ...sqliteTable(), find: wrong }))
  await expect(patients.get('p-1')).rejects.toThrow(TypeError)
})

it('readiness does not wait for another process that writes to the SQLite file', async () => {
  const file = join(folder, 'busy.db')
  const { probe, store, patients, close } = await openStorage({ kind: 'sqlite', file })
  const other = new Database(file)
  other.exec('BEGIN IMMEDIATE')
  await expect(probe()).resolves.toBeUndefined()
  other.exec('ROLLBACK')
  other.close()
  await patients.close()
  await store.close()
  await close()
})

it('readiness writes once for many probes, and does not wait for a storage that hangs', async () => {
  let probes = 0
  const readiness = new Readiness({
    probe: async () => {
      probes++
      return undefined
    },
    clock: () => MORNING,
    log: silent,
  })
  for (let n = 0; n < 20; n++) await readiness.check()
  expect(probes).toBe(1)
  const hanging = new Readiness({
    probe: () => new Promise(() => undefined),
    clock: () => MORNING,
    log: silent,
    patienceMs: 20,
  })
  await expect(hanging.check()).rejects.toMatchObject({ code: 'store-failed' })
})

it('the clock is compared again and again, and writes are allowed as soon as it is right', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let theirs = MORNING
  const readiness = new Readiness({ probe: async () => theirs, clock: () => MORNING, log: silent })
  await readiness.check()
  theirs += 61_000
  vi.advanceTimersByTime(5_000)
  await expect(readiness.check()).rejects.toThrow('61 seconds behind')
  expect(() => readiness.requireClock()).toThrow('61 seconds behind')
  theirs = MORNING - 59_000
  vi.advanceTimersByTime(5_000)
  await readiness.check()
  readiness.requireClock()
  vi.useRealTimers()
})

it('opening waits for a storage that is away, and not for one that is wrong', async () => {
  let attempts = 0
  const away = async () => {
    if (++attempts < 3) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    return 'open'
  }
  const { signal } = new AbortController()
  expect(await openPatiently(away, silent, signal, 1)).toBe('open')
  const wrong = openStorage({ kind: 'postgres', url: url.replace(/:\/\/postgres:[^@]*@/, '://postgres:wrong@') })
  await expect(openPatiently(() => wrong, silent, signal)).rejects.toThrow(/password/)
  const stopping = new AbortController()
  const stopped = openPatiently(() => Promise.reject(new Error('away')), silent, stopping.signal)
  stopping.abort()
  await expect(stopped).rejects.toThrow('abort')
})

it('a backup that is taken while the server runs is restored by giving it the file’s name', async () => {
  const file = join(folder, 'opd.db')
  const settings = readSettings({ KEYS: 'none', PORT: '0', SQLITE_FILE: file })
  const copy = join(folder, 'copy.db')
  const book = async (address: string, name: string) => {
    const body = JSON.stringify({ doctorId: 'dr-rao', source: 'online', patient: { name, phone: '9845012345' } })
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(`${address}/api/v1/tokens`, { method: 'POST', headers, body })
    return ((await answer.json()) as { token: { id: string; patientId: string } }).token
  }
  const first = await serve(settings, silent, () => MORNING)
  const { id } = await book(first.address, 'Asha Verma')
  expect(await backUp(settings.storage, copy)).toBe(`Copied ${file} to ${copy}.`)
  await expect(backUp(settings.storage, copy)).rejects.toThrow('exists already')
  const later = await book(first.address, 'Ravi Kumar')
  await first.stop()

  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  renameSync(copy, file)
  const second = await serve(settings, silent, () => MORNING)
  const read = (token: string) => fetch(`${second.address}/api/v1/tokens/${token}`)
  expect(((await (await read(id)).json()) as { patient: { name: string } }).patient.name).toBe('Asha Verma')
  expect((await read(later.id)).status).toBe(404)
  await second.stop()

  await expect(backUp({ kind: 'postgres', url }, copy)).rejects.toThrow('pg_dump')
  await expect(backUp({ kind: 'sqlite', file: join(folder, 'none.db') }, copy)).rejects.toThrow('no file')
  await expect(backUp(settings.storage, undefined)).rejects.toThrow('Name the new file')
})
