import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Settings } from '../src/settings'
import { openStorage, type Storage } from '../src/storage'
import type { Client } from './client'
import { freshDatabase } from './fresh-database'
import { DATE, openDay, type Started, start } from './start'

const folder = mkdtempSync(join(tmpdir(), 'opd-server-'))
const file = join(folder, 'opd.db')
afterAll(() => rmSync(folder, { recursive: true }))

const url = await freshDatabase()
const STORAGES: readonly Settings['storage'][] = [
  { kind: 'memory' },
  { kind: 'sqlite', file },
  { kind: 'postgres', url },
]

describe.each(STORAGES)('patients in $kind', (settings) => {
  let storage: Storage
  let server: Started
  let client: Client
  const person = { name: 'Leela Nair', phone: '+91 99001-12233', age: 34, gender: 'female' }

  beforeAll(async () => {
    storage = await openStorage(settings)
    server = await start({ ...storage })
    client = await server.client()
    await openDay(client)
  })
  afterAll(async () => {
    await server.stop()
    await storage.patients.close()
    await storage.close()
  })

  const admit = (body: object, key?: string) =>
    client.call('admitPatient', { body, headers: key === undefined ? {} : { 'Idempotency-Key': key } })

  it('are found again by phone and name in any spelling', async () => {
    const { body: first } = await admit(person)
    const { body: same } = await admit({ name: ' leela  NAIR', phone: '+919900112233' })
    expect(same).toEqual(first)
    const { body: other } = await admit({ ...person, name: 'Anil Nair' })
    expect(other.id).not.toBe(first.id)
    const { body: found } = await client.call('findPatients', { query: { phone: '+91 99001 12233' } })
    expect(found.patients.map(({ id }: { id: string }) => id).sort()).toEqual([first.id, other.id].sort())
    const { body: listed } = await client.call('findPatients', { query: { ids: `${other.id},p-none,${other.id}` } })
    expect(listed.patients).toEqual([other])
  })

  it('are added once by concurrent requests', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => admit({ name: 'Twin', phone: '70001' })))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  })

  it('a repeated key gets the same answer, and other content under it is refused', async () => {
    const details = { name: 'Key Owner', phone: '70002', age: 5 }
    const { body: first } = await admit(details, 'key-1')
    expect((await admit(details, 'key-1')).body).toEqual(first)
    const reused = await admit({ ...details, age: 6 }, 'key-1')
    expect([reused.status, reused.body.code]).toEqual([422, 'command-id-reused'])
    const change = {
      params: { patientId: first.id },
      headers: { 'Idempotency-Key': 'key-2' },
      body: { ...details, age: 7 },
    }
    const { body: changed } = await client.call('changePatient', change)
    expect(changed.age).toBe(7)
    expect((await client.call('changePatient', change)).body).toEqual(changed)
    expect((await client.call('changePatient', { ...change, body: details })).status).toBe(422)
  })

  it('an erased patient is gone, the tokens stay, and a retry does not restore the data', async () => {
    const patient = { name: 'Erased Person', phone: '70003', age: 80 }
    const headers = { 'Idempotency-Key': 'booking-1' }
    const booking = { body: { doctorId: 'dr-rao', date: DATE, source: 'online', patient }, headers }
    const { body: booked } = await client.call('book', booking)
    expect((await client.call('book', booking)).body).toEqual(booked)
    const params = { patientId: booked.token.patientId }
    const erase = { params, headers: { 'Idempotency-Key': 'erase-1' } }
    expect((await client.call('erasePatient', erase)).status).toBe(200)
    expect((await client.call('erasePatient', erase)).status).toBe(200)
    expect((await client.call('erasePatient', { params: { patientId: 'p-nobody' } })).status).toBe(404)
    expect((await client.call('getPatient', { params })).status).toBe(404)
    expect((await client.call('findPatients', { query: { phone: '70003' } })).body.patients).toEqual([])
    const { body: token } = await client.call('getToken', { params: { tokenId: booked.token.id } })
    expect([token.patient, token.token.status]).toEqual([null, 'confirmed'])
    const late = await client.call('book', booking)
    expect([late.status, late.body.code]).toEqual([410, 'patient-erased'])
    const changed = await client.call('changePatient', { params, body: patient })
    expect([changed.status, changed.body.code]).toEqual([410, 'patient-erased'])
  })
})

it('nothing of an erased patient is left in the SQLite file', () => {
  const bytes = Buffer.concat([file, `${file}-wal`].filter(existsSync).map((path) => readFileSync(path)))
  expect(bytes.includes('Leela Nair')).toBe(true)
  expect(bytes.includes('Erased Person')).toBe(false)
})
