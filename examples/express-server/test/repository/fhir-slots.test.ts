import { Writable } from 'node:stream'
import { Client } from 'fhir-kit-client'
import { pino } from 'pino'
import { afterEach, expect, it } from 'vitest'
import { keysOf, readKeys } from '../../src/security/keys'
import type { Json } from '../client'
import { DATE, type Options, openDay, type Started, start } from '../start'

const SECRET = 'desk-secret-0123456789abcdef'
let server: Started

afterEach(() => server.stop())

/** A server with a day of Dr. Rao, and a FHIR client of npm for it. */
async function begin(options: Options = {}): Promise<Client> {
  server = await start({ keys: keysOf(() => readKeys(`portal=admin:${SECRET}`)), ...options })
  await openDay(await server.client(SECRET))
  return new Client({ baseUrl: `${server.url}/fhir`, bearerToken: SECRET })
}

const search = async (portal: Client, searchParams: Record<string, string>): Promise<Json[]> => {
  const bundle = (await portal.search({ resourceType: 'Slot', searchParams })) as Json
  expect(bundle.total).toBe(bundle.entry?.length ?? 0)
  return (bundle.entry ?? []).map(({ resource }: Json) => resource)
}

it('a FHIR client finds free slots, and reads the Appointment that was booked in one', async () => {
  const portal = await begin()
  const metadata = (await portal.capabilityStatement()) as Json
  expect(metadata.rest[0].resource.map(({ type }: Json) => type)).toEqual(['Appointment', 'Slot'])

  const today = { schedule: 'Schedule/dr-rao', start: DATE }
  const [first] = await search(portal, { ...today, status: 'free' })
  expect(first).toMatchObject({ id: `dr-rao.${DATE}.0900`, start: `${DATE}T09:00:00+05:30` })
  const desk = await server.client(SECRET)
  const book = (patientId: string) =>
    desk.call('book', { body: { slotId: first.id, source: 'online', patientId, tokenId: `token-of-${patientId}` } })
  await book('p-17')
  await book('p-18')
  expect((await search(portal, { ...today, status: 'free' })).map(({ id }) => id.slice(-4))).toEqual(['1000', '1100'])
  expect((await search(portal, { ...today, status: 'busy' })).map(({ id }) => id)).toEqual([first.id])

  const appointment = (await portal.read({ resourceType: 'Appointment', id: 'token-of-p-17' })) as Json
  expect(appointment).toMatchObject({ status: 'booked', start: first.start, slot: [{ reference: `Slot/${first.id}` }] })
  expect(appointment.participant[0].actor.reference).toBe('Patient/p-17')
  await expect(portal.read({ resourceType: 'Appointment', id: 'nothing' })).rejects.toMatchObject({
    response: { status: 404, data: { code: 'token-not-found' } },
  })
})

it('a slot is found on the day on which it starts, which may be the morning after a night', async () => {
  const portal = await begin()
  const night = [
    { start: '23:00', end: '00:00', capacity: 1 },
    { start: '00:00', end: '01:00', capacity: 1 },
  ]
  await server.scheduler.registerDoctor({ id: 'dr-night', name: 'Dr. Night' })
  await server.scheduler.openSession({ doctorId: 'dr-night', date: DATE, slots: night })
  const starts = async (day: string) => (await search(portal, { schedule: 'dr-night', start: day })).map(({ id }) => id)
  expect(await starts(DATE)).toEqual([`dr-night.${DATE}.2300`])
  expect(await starts('2026-01-31')).toEqual([`dr-night.${DATE}.0000`])
  // Today and every doctor, if the client names neither.
  expect((await search(portal, {})).map(({ id }) => id)).toHaveLength(4)
})

it('answers FHIR JSON, with the address of the server in links, and the person in the audit', async () => {
  const lines: Json[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  await begin({ publicUrl: 'https://opd.example.org', log: pino(stream) })
  const headers = { Authorization: `Bearer ${SECRET}` }
  const booked = await server.scheduler.book({ doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-17' })
  const { token } = booked as Json
  const response = await fetch(`${server.url}/fhir/Appointment/${token.id}`, { headers })
  expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
  expect(((await response.json()) as Json).identifier[0].system).toBe(`https://opd.example.org/number/dr-rao.${DATE}`)
  const slots = (await (await fetch(`${server.url}/fhir/Slot?start=${DATE}`, { headers })).json()) as Json
  expect(slots.entry[0].fullUrl).toBe(`https://opd.example.org/fhir/Slot/dr-rao.${DATE}.0900`)
  const again = await fetch(`${server.url}/fhir/Slot?start=${DATE}`, {
    headers: {
      ...headers,
      'If-None-Match': (await fetch(`${server.url}/fhir/Slot?start=${DATE}`, { headers })).headers.get('etag')!,
    },
  })
  expect(again.status).toBe(304)
  const audit = lines.filter((line) => line.audit && line.operation === 'getFhirAppointment')
  expect(audit).toMatchObject([{ key: 'portal', patients: ['p-17'], tokens: [token.id] }])
})
