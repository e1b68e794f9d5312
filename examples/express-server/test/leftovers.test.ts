import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpdError } from 'opd-scheduler'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import type { Settings } from '../src/settings'
import { openStorage } from '../src/storage'
import type { Json } from './client'
import { freshDatabase } from './fresh-database'
import { DATE, openDay, start } from './start'

const folder = mkdtempSync(join(tmpdir(), 'opd-server-'))
afterAll(() => rmSync(folder, { recursive: true }))

const STORAGES: readonly Settings['storage'][] = [
  { kind: 'sqlite', file: join(folder, 'opd.db') },
  { kind: 'postgres', url: await freshDatabase() },
]

it.each(STORAGES)('with $kind, only patients of bookings that were never committed are removed', async (settings) => {
  const storage = await openStorage(settings)
  const { patients } = storage
  let isLost = false
  const store = {
    ...storage.store,
    append: async (commits: Parameters<typeof storage.store.append>[0]) => {
      // The patient is stored by now, and nothing removes it.
      if (isLost) throw new OpdError('outcome-unknown', 'The process died.')
      return storage.store.append(commits)
    },
  }
  const server = await start({ store, patients, patientIndex: 'own' })
  onTestFinished(async () => {
    await server.stop()
    await patients.close()
    await storage.close()
  })
  const client = await server.client()
  await openDay(client, 'dr-rao', [9])
  const book = async (name: string, phone: string, key?: string) => {
    const body = { doctorId: 'dr-rao', date: DATE, source: 'online', patient: { name, phone } }
    return (await client.call('book', { body, headers: key === undefined ? {} : { 'Idempotency-Key': key } })).status
  }
  const names = async (): Promise<Json[]> => (await patients.search({ name: '' }, 99)).map(({ name }) => name).sort()
  const hourPasses = () => patients.removeLeftovers(async (id) => (await storage.store.findCommit(id)) !== undefined)

  await client.call('admitPatient', { body: { name: 'Admitted', phone: '98450 12301' } })
  expect(await book('Booked', '98450 12302')).toBe(201)
  isLost = true
  expect(await book('Lost', '98450 12303')).toBe(503)
  expect(await book('Lost Key', '98450 12304', 'lost')).toBe(503)
  expect(await book('Repeated', '98450 12305', 'repeated')).toBe(503)
  expect(await book('Found Again', '98450 12306', 'again-1')).toBe(503)
  expect(await book('Twice', '98450 12307', 'twice')).toBe(503)
  isLost = false
  const everybody = ['Admitted', 'Booked', 'Found Again', 'Lost', 'Lost Key', 'Repeated', 'Twice']
  await hourPasses()
  expect(await names()).toEqual(everybody)
  // Bookings that rely on the stored patients come in the hour; one of them is still under way when it ends.
  expect(await book('Repeated', '98450 12305', 'repeated')).toBe(201)
  expect(await book('Found Again', '98450 12306', 'again-2')).toBe(201)
  isLost = true
  expect(await book('Twice', '98450 12307', 'twice')).toBe(503)
  isLost = false
  await hourPasses()
  const kept = ['Admitted', 'Booked', 'Found Again', 'Repeated']
  expect(await names()).toEqual([...kept, 'Twice'])
  for (let hour = 0; hour < 4; hour++) await hourPasses()
  expect(await names()).toEqual(kept)
  // The key of a removed patient is free.
  expect(await book('Lost Key', '98450 12304', 'lost')).toBe(201)
  for (let hour = 0; hour < 3; hour++) await hourPasses()
  expect(await names()).toEqual([...kept, 'Lost Key'].sort())
})
