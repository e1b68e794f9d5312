import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Json } from './client'
import { type Started, start } from './start'

let server: Started
let client: Client

beforeAll(async () => {
  server = await start()
  client = await server.client()
  await client.call('registerDoctor', { params: { doctorId: 'dr-week' }, body: { name: 'Dr. Week' } })
})
afterAll(() => server.stop())

const slots = [{ start: '09:00', end: '10:00', capacity: 10 }]
const body = { from: '2026-03-02', to: '2026-03-15', week: { monday: slots, friday: slots }, actor: 'rota' }
const params = { doctorId: 'dr-week' }
const DATES = ['2026-03-02', '2026-03-06', '2026-03-09', '2026-03-13']

describe('a timetable', () => {
  it('is opened once, and sent again changes nothing', async () => {
    const headers = { 'Idempotency-Key': 'march' }
    const first = await client.call('openSessions', { params, body, headers })
    expect([first.status, first.body]).toEqual([200, { opened: DATES, asBefore: [], other: [], failed: [] }])
    const again = await client.call('openSessions', { params, body, headers })
    expect(again.body).toEqual({ opened: [], asBefore: DATES, other: [], failed: [] })
    const { sessions } = (
      await client.call('listSessions', { query: { doctorId: 'dr-week', from: body.from, to: body.to } })
    ).body
    expect(sessions.map(({ date }: Json) => date)).toEqual(DATES)
  })

  it('that has changed names the days that have other slots', async () => {
    const changed = { ...body, week: { ...body.week, friday: [{ ...slots[0]!, capacity: 5 }] } }
    const { other } = (await client.call('openSessions', { params, body: changed })).body
    expect(other).toEqual(['2026-03-06', '2026-03-13'])
  })

  it.each([
    ['of an unknown doctor', { params: { doctorId: 'dr-nobody' }, body }, 404, 'doctor-not-found'],
    ['with an unknown weekday', { params, body: { ...body, week: { funday: slots } } }, 422, 'invalid-input'],
    ['that ends before it begins', { params, body: { ...body, to: '2026-03-01' } }, 422, 'invalid-input'],
    [
      'with a key that is too long',
      { params, body, headers: { 'Idempotency-Key': 'x'.repeat(54) } },
      422,
      'invalid-input',
    ],
  ])('%s is refused', async (_, request, status, code) => {
    const answer = await client.call('openSessions', request)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })
})
