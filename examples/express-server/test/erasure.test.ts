import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest'
import { openStorage, type Storage } from '../src/storage'
import type { Client } from './client'
import { DATE, openDay, type Started, start } from './start'
import { until } from './until'

let folder: string
let file: string
let storage: Storage
let server: Started
let client: Client
/** Another program that uses the file, such as a backup. */
let other: Database.Database
/** Sees the statements that the server prepares. */
let prepared: MockInstance<Database.Database['prepare']>

beforeEach(async () => {
  prepared = vi.spyOn(Database.prototype, 'prepare')
  folder = mkdtempSync(join(tmpdir(), 'opd-server-'))
  file = join(folder, 'opd.db')
  await open()
  await openDay(client)
  other = new Database(file)
})
afterEach(async () => {
  prepared.mockRestore()
  other.close()
  await close()
  rmSync(folder, { recursive: true })
})

async function open(): Promise<void> {
  storage = await openStorage({ kind: 'sqlite', file })
  server = await start({ ...storage, patientIndex: 'own' })
  client = await server.client()
}

async function close(): Promise<void> {
  await server.stop()
  await storage.patients.close()
  await storage.close()
}

const onDisk = () => {
  const bytes = Buffer.concat([file, `${file}-wal`].filter(existsSync).map((path) => readFileSync(path)))
  return ['Zubeida Quux', 'zubeida quux', '9123456780', 'MRN-4711', 'rang about Quux'].filter((each) =>
    bytes.includes(each),
  )
}
const EVERYTHING = ['Zubeida Quux', 'zubeida quux', '9123456780', 'MRN-4711', 'rang about Quux']

const admit = async (n = 0) => {
  const patient = { name: 'Zubeida Quux', phone: '+91 91234 56780', hospitalNumber: `MRN-4711${n === 0 ? '' : n}` }
  const body = { doctorId: 'dr-rao', date: DATE, source: 'online', patient, note: 'rang about Quux' }
  const booked = await client.call('book', { body })
  expect(booked.status).toBe(201)
  return { patientId: booked.body.patient.id as string }
}
const erasing = async (params: { patientId: string }) => {
  const { status, body } = await client.call('getPatient', { params })
  return [status, body.details?.erased]
}

it('nothing of an erased patient is left in the file and its write-ahead log', async () => {
  const params = await admit()
  expect(onDisk()).toEqual(EVERYTHING)
  const erased = await client.call('erasePatient', { params })
  expect([erased.status, erased.body.erased, erased.body.notes]).toEqual([200, true, 1])
  expect(onDisk()).toEqual([])
})

it('while another program reads, the erasure is pending, nobody waits for it, and it is finished later', async () => {
  const params = await admit()
  other.exec('BEGIN')
  expect(other.prepare('SELECT count(*) AS n FROM patients').all()).toEqual([{ n: 1 }])
  const erased = await client.call('erasePatient', { params })
  expect([erased.status, erased.body]).toMatchObject([202, { erased: 'pending', notes: 1 }])
  // The whole server would wait if the connection that empties the log waited inside SQLite.
  const emptying = prepared.mock.calls.findIndex(([sql]) => sql.includes('wal_checkpoint'))
  const connection = prepared.mock.contexts[emptying] as Database.Database
  expect(connection.prepare('PRAGMA busy_timeout').get()).toMatchObject({ timeout: 0 })
  expect(onDisk()).toEqual(EVERYTHING)
  expect(await erasing(params)).toEqual([410, 'pending'])
  expect((await client.call('erasePatient', { params })).status).toBe(202)
  other.exec('COMMIT')
  await until('the erasure to be finished', async () => (await erasing(params))[1] === true)
  expect(onDisk()).toEqual([])
  const again = await client.call('erasePatient', { params })
  expect([again.status, again.body.erased, again.body.notes]).toEqual([200, true, 1])
})

it('a pending erasure is finished after a restart', async () => {
  const params = await admit()
  other.exec('BEGIN')
  other.prepare('SELECT count(*) AS n FROM patients').all()
  expect((await client.call('erasePatient', { params })).status).toBe(202)
  await close()
  await open()
  expect(await erasing(params)).toEqual([410, 'pending'])
  expect(onDisk()).toEqual(EVERYTHING)
  other.exec('COMMIT')
  await until('the erasure to be finished', async () => (await erasing(params))[1] === true)
  expect(onDisk()).toEqual([])
})

it('while another program writes, the server answers other requests, and the write is done afterwards', async () => {
  const order: string[] = []
  other.exec('BEGIN IMMEDIATE')
  const params = await server.client().then(() => ({ patientId: 'p-none' }))
  const admitted = client.call('admitPatient', { body: { name: 'Patient Waiter' } }).then((answer) => {
    order.push('admitted')
    return answer
  })
  for (let n = 0; n < 5; n++) {
    expect((await client.call('getLiveness')).status).toBe(200)
    expect((await client.call('getPatient', { params })).status).toBe(404)
    order.push('answered')
  }
  other.exec('COMMIT')
  expect((await admitted).status).toBe(201)
  expect(order).toEqual(['answered', 'answered', 'answered', 'answered', 'answered', 'admitted'])
})

it('many patients are erased together while others are added', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, (_, n) => admit(n + 1)))
  const answers = await Promise.all([
    ...all.map((params) => client.call('erasePatient', { params })),
    ...Array.from({ length: 20 }, (_, n) => client.call('admitPatient', { body: { name: `Other ${n}` } })),
  ])
  expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([])
  for (const params of all) await until('the erasure to be finished', async () => (await erasing(params))[1] === true)
  expect(onDisk()).toEqual([])
})
