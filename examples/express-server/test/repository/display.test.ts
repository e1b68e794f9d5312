import { afterAll, beforeAll, expect, it } from 'vitest'
import { DATE, doctorsOf, MIDNIGHT, TIME_ZONE } from '../../../day-simulation/src/day/clinic'
import { clinicDay } from '../../../day-simulation/src/day/clinic-day'
import { demandOf, requestsFor } from '../../../day-simulation/src/day/demand'
import { Random } from '../../../day-simulation/src/day/random'
import { keysOf, readKeys } from '../../src/security/keys'
import type { Client } from '../client'
import { type Started, start } from '../start'

const SEED = Number(process.env.SEED ?? 11)
const SECRETS = { admin: 'admin-secret-0123456789abcdef', wall: 'wall-secret-0123456789abcdef' }
const KEYS = readKeys(`admin=admin:${SECRETS.admin}\nwall=display:${SECRETS.wall}`)
/** How many commands lie between two looks at everything. */
const EVERY = 25

let server: Started
let wall: Client
let admin: Client

beforeAll(async () => {
  server = await start({ keys: keysOf(() => KEYS), timeZone: TIME_ZONE, now: MIDNIGHT, patientIndex: 'own' })
  wall = await server.client(SECRETS.wall)
  admin = await server.client(SECRETS.admin)
})
afterAll(() => server.stop())

/** Everything that a display key is answered: all operations that read, and the pages. */
async function answers(tokenId: string, patientId: string, doctorId: string): Promise<string[]> {
  const texts: string[] = []
  const params = {
    tokenId,
    patientId,
    doctorId,
    sessionId: `${doctorId}.${DATE}`,
    slotId: `${doctorId}.${DATE}.0900`,
    link: 'none',
  }
  for (const [operationId, { method }] of wall.operations) {
    if (method !== 'GET' || operationId === 'streamEvents' || operationId === 'getOpenApi') continue
    const query = operationId === 'searchFhirSlots' ? { schedule: `Schedule/${doctorId}`, start: DATE } : {}
    const response = await wall.send(operationId, { params, query })
    // A refusal shows the path that was asked for, and with it the id that the caller gave.
    if (response.ok) texts.push(`${operationId} ${await response.text()}`)
    else await response.body?.cancel()
  }
  const headers = { Authorization: `Bearer ${SECRETS.wall}` }
  for (const path of ['/wall', '/desk', '/doctor', '/my', '/'])
    texts.push(await (await fetch(server.url + path, { headers })).text())
  return texts
}

it(`a display key is shown no name, patient’s id or token’s id in any answer of a random day (seed ${SEED})`, async () => {
  const doctors = doctorsOf(3)
  const script = clinicDay(doctors, demandOf(requestsFor(1.2, 3), doctors, new Random(SEED)))
  const ids = new Set<string>()
  const texts: string[] = []
  let commands = 0
  let last: [string, string, string] = ['none', 'none', doctors[0]!.id]
  for (let step = script.next(); step.done !== true; ) {
    const { at, command } = step.value
    server.time.now = Math.max(server.time.now, at)
    const result = await server.scheduler.execute(command)
    if ('token' in result) {
      const { id, patientId, doctorId } = result.token
      ids.add(id).add(patientId)
      last = [id, patientId, doctorId]
    }
    step = script.next(result)
    if (++commands % EVERY === 0) texts.push(...(await answers(...last)))
  }
  // Somebody with a name, who is there at the end of the day.
  const patient = { name: 'Zubeida Qureshi', phone: '98450 76543' }
  const next = '2026-02-16'
  const slots = [{ start: '09:00', end: '10:00', capacity: 1 }]
  await admin.call('openSession', { params: { sessionId: `${doctors[0]!.id}.${next}` }, body: { slots } })
  const booked = await admin.call('book', {
    body: { doctorId: doctors[0]!.id, date: next, source: 'online', patient, note: 'a wheelchair' },
  })
  ids
    .add(booked.body.token.id)
    .add(booked.body.token.patientId)
    .add('Zubeida')
    .add('Qureshi')
    .add('76543')
    .add('wheelchair')
  texts.push(...(await answers(booked.body.token.id, booked.body.token.patientId, doctors[0]!.id)))

  const stream = await wall.send('streamEvents', { query: { after: '0' } })
  let streamed = ''
  for await (const part of stream.body!) {
    streamed += Buffer.from(part).toString()
    if (streamed.includes(`${doctors[0]!.id}.${next}`) && streamed.includes('token.confirmed')) break
  }
  const all = [...texts, streamed]

  // What was searched is a busy day, and numbers were shown.
  expect(ids.size).toBeGreaterThan(300)
  expect(texts.length).toBeGreaterThan(200)
  expect(streamed.length).toBeGreaterThan(50_000)
  expect(texts.some((text) => /^getBoard .*"called":\[\{"number"/.test(text))).toBe(true)
  expect(texts.some((text) => /^getBoard .*"next":\[\{"number":"\d+","from":"/.test(text))).toBe(true)
  for (const id of ids) {
    // An id is a word of its own: t-1 is not in t-12.
    const found = all.find((text) => new RegExp(`(?<![\\w.-])${id.replaceAll('.', '\\.')}(?![\\w-])`).test(text))
    expect(found?.slice(0, 60), id).toBeUndefined()
  }
})
