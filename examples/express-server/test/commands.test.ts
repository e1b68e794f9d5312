import { Writable } from 'node:stream'
import { bumpByClass } from 'opd-scheduler'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client, Json } from './client'
import { DATE, openDay, type Started, start } from './start'

let server: Started
let client: Client
/** A server with patients of its own. */
let registry: Started
let people: Client
const lines: string[] = []

beforeAll(async () => {
  const sink = new Writable({
    write(part, _encoding, done) {
      lines.push(String(part))
      done()
    },
  })
  server = await start({ rules: bumpByClass(), log: pino({ level: 'debug' }, sink) })
  client = await server.client()
  await openDay(client, 'dr-rao', [1, 1])
  registry = await start({ log: pino({ level: 'debug' }, sink), patientIndex: 'own' })
  people = await registry.client()
  await openDay(people, 'dr-rao', [1, 1])
})
afterAll(async () => {
  await server.stop()
  await registry.stop()
})

const slotId = `dr-rao.${DATE}.0900`
const booking = (patientId: string, source = 'online') => ({ slotId, source, patientId })
const version = async (asked = client): Promise<number> =>
  (await asked.call('getSession', { params: { sessionId: `dr-rao.${DATE}` } })).body.version

it('a preview shows the moves, changes nothing, and is carried out only if nothing has changed since', async () => {
  await client.call('book', { body: booking('p-1') })
  const before = await version()
  const wanted = { body: booking('p-2', 'paid'), query: { preview: 'true' } }
  const preview = await client.call('book', wanted)
  expect(preview.body).toMatchObject({
    status: 'confirmed',
    preview: true,
    moves: [{ patientId: 'p-1', cause: 'outranked' }],
  })
  expect(await version()).toBe(before)

  const headers = { 'If-Match': preview.headers.get('etag')! }
  await client.call('checkIn', { params: { tokenId: `dr-rao.${DATE}.t1` }, body: {} })
  const stale = await client.call('book', { body: wanted.body, headers })
  expect([stale.status, stale.body.code]).toEqual([412, 'plan-stale'])
  await client.call('undo', { params: { tokenId: `dr-rao.${DATE}.t1` }, body: {} })
  const again = await client.call('book', wanted)
  const done = await client.call('book', { body: wanted.body, headers: { 'If-Match': again.headers.get('etag')! } })
  expect([done.status, done.body.moves]).toEqual([201, preview.body.moves])
  const refused = await client.call('book', { ...wanted, body: booking('p-2') })
  expect([refused.status, refused.body.code]).toEqual([409, 'duplicate-token'])
})

it('concurrent repetitions of a key with the same content get the same answer, and other content gets 422', async () => {
  const headers = { 'Idempotency-Key': 'booking-77' }
  const request = {
    body: { doctorId: 'dr-rao', source: 'emergency', patient: { name: 'Leela Nair', phone: '99001 12233' } },
    headers,
  }
  const before = await version(people)
  const answers = await Promise.all(Array.from({ length: 8 }, () => people.call('book', request)))
  for (const { status, body } of answers) expect([status, body]).toEqual([201, answers[0]!.body])
  const after = await version(people)
  expect(after).toBeGreaterThan(before)
  const other = await people.call('book', { ...request, body: { ...request.body, source: 'online' } })
  expect([other.status, other.body.code]).toEqual([422, 'command-id-reused'])
  const otherPatient = { ...request.body, patient: { name: 'Anil Nair', phone: '99001 12233' } }
  expect((await people.call('book', { headers, body: otherPatient })).status).toBe(422)
  expect(await version(people)).toBe(after)
})

it('a refusal is a problem document with the library’s code, message and details', async () => {
  const nobody = await client.call('cancel', { params: { tokenId: 'nobody' }, body: {} })
  expect(nobody).toMatchObject({ status: 404, body: { code: 'token-not-found', title: 'Token not found' } })
  const wrong = await client.call('book', { body: { source: 'online', patientId: 'p-1', date: DATE } })
  expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid-input', details: { field: 'doctorId' } } })
  const strange = await client.call('book', { body: { ...booking('p-9'), surprise: 1 } })
  expect(strange).toMatchObject({ status: 422, body: { details: { errors: [{ at: 'body' }] } } })
  const late = await client.call('book', {
    body: { doctorId: 'dr-rao', source: 'online', patientId: 'p-9', start: '9am' },
  })
  expect(late.body.detail).toBe('body.start is "9am": give a time such as 09:00.')
  const unnamed = await client.call('book', { body: { doctorId: 'dr-rao', patientId: 'p-9' } })
  expect(unnamed.body.detail).toMatch(/^body\.source is missing: /)
})

it('a failure reveals nothing to the client, and logs its stack', async () => {
  const broken = await start({
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    patients: { search: () => Promise.reject(new TypeError('Leela Nair, 99001: no such row')) } as never,
    patientIndex: 'own',
  })
  const headers = { 'X-Request-Id': 'the-failing-one' }
  const { status, body } = await (await broken.client()).call('searchPatients', { body: { name: 'Leela' }, headers })
  expect([status, body.code, body.requestId]).toEqual([500, 'internal-error', 'the-failing-one'])
  expect(JSON.stringify(body)).not.toMatch(/Leela|99001|TypeError|\.ts/)
  const failed = lines.filter((line) => line.includes('the-failing-one')).map((line) => JSON.parse(line) as Json)
  expect(failed.map(({ msg }) => msg)).toEqual(['threw', 'failed'])
  expect(failed[0].places.join()).toContain('commands.test.ts')
  await broken.stop()
})

it('the log has a line for every request, without names, phones or notes', async () => {
  const person = { name: 'Leela Nair', phone: '+91 99001 12233' }
  const headers = { 'X-Request-Id': 'from-the-gateway' }
  const body = { doctorId: 'dr-rao', source: 'online', patient: person, note: 'a secret remark' }
  const answer = await people.call('book', { body, headers })
  expect(answer.headers.get('x-request-id')).toBe('from-the-gateway')
  await people.call('searchPatients', { body: { phone: person.phone } })
  await fetch(`${server.url}/api/Leela-Nair?phone=99001`)
  const [line] = lines.filter((each) => each.includes('from-the-gateway')).map((each) => JSON.parse(each) as Json)
  expect(line).toMatchObject({ operation: 'book', method: 'POST', key: 'local', requestId: 'from-the-gateway' })
  expect(lines.join('')).not.toMatch(/Leela|Nair|99001|secret remark/)
})

it('the metrics count outcomes, moves and waits', async () => {
  const { body: booked } = await client.call('book', {
    body: { doctorId: 'dr-rao', date: DATE, source: 'emergency', patientId: 'p-50' },
  })
  await client.call('checkIn', { params: { tokenId: booked.token.id }, body: {} })
  server.time.now += 12 * 60_000
  await client.call('call', { params: { tokenId: booked.token.id }, body: {} })
  const { body: text } = await client.call('getMetrics')
  expect(text).toMatch(/opd_outcomes_total\{op="book",outcome="confirmed"\} [1-9]/)
  expect(text).toMatch(/opd_outcomes_total\{op="cancel",outcome="token-not-found"\} 1/)
  expect(text).toMatch(/opd_events_total\{type="token.bumped",cause="outranked"\} [1-9]/)
  expect(text).toMatch(/opd_wait_minutes_sum 12\n/)
  expect(text).toMatch(/opd_request_seconds_count\{operation="book",status="201"\} [1-9]/)
})
