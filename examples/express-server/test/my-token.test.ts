import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Links } from '../src/security/links'
import type { Client, Json } from './client'
import { DATE, MORNING, openDay, type Started, start } from './start'

const MINUTE = 60_000
const SESSION = `dr-rao.${DATE}`

let server: Started
let client: Client

beforeEach(async () => {
  server = await start({ linkSecret: 'the secret of the links', patientIndex: 'own' })
  client = await server.client()
  await openDay(client, 'dr-rao', [2, 2, 2])
})
afterEach(() => server.stop())

const book = async (name: string, more: object = {}): Promise<Json> => {
  const request = { doctorId: 'dr-rao', date: DATE, start: '10:00', source: 'online', patient: { name }, ...more }
  const { status, body } = await client.call('book', { body: request })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.token
}
const linkOf = async (tokenId: string): Promise<string> => {
  const { body } = await client.call('getTokenLink', { params: { tokenId } })
  return body.path.split('#')[1]
}
const mine = (link: string, query: Record<string, string> = {}) =>
  client.call('getMyToken', { params: { link }, query })

describe('a patient’s link', () => {
  it('shows the own token: number, doctor, times and state, and no id', async () => {
    const token = await book('Asha Verma')
    const { status, body } = await mine(await linkOf(token.id), { travelMinutes: '30' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      number: '001',
      doctor: 'Doctor dr-rao',
      date: DATE,
      start: '10:00',
      end: '11:00',
      status: 'confirmed',
      room: null,
      place: null,
      away: [],
      estimate: { arriveBy: `${DATE}T10:00:00+05:30`, leaveBy: `${DATE}T09:30:00+05:30`, ahead: 0, late: 0 },
    })
    const text = JSON.stringify(body)
    for (const secret of [token.id, token.patientId, 'Asha']) expect(text).not.toContain(secret)
  })

  it('follows a delay, a leave, a check-in and a call', async () => {
    const token = await book('Asha Verma')
    const link = await linkOf(token.id)
    const params = { sessionId: SESSION }
    await client.call('delay', { params, body: { minutes: 40 } })
    expect((await mine(link)).body.estimate).toMatchObject({ late: 40, arriveBy: `${DATE}T10:40:00+05:30` })
    await client.call('blockTime', { params, body: { from: '10:00', to: '11:00' } })
    expect((await mine(link)).body).toMatchObject({ start: '11:00', away: [{ from: '10:40', to: '11:40' }] })
    server.time.now = MORNING + 240 * MINUTE
    await client.call('checkIn', { params: { tokenId: token.id }, body: {} })
    expect((await mine(link)).body).toMatchObject({ status: 'checked-in', estimate: { arriveBy: null, leaveBy: null } })
    await client.call('call', { params: { tokenId: token.id }, body: { room: '4' } })
    expect((await mine(link)).body).toMatchObject({ status: 'called', room: '4', estimate: null })
  })

  it('shows the newest token after a move to another day', async () => {
    const token = await book('Asha Verma')
    const link = await linkOf(token.id)
    const next = '2026-01-31'
    const slots = [{ start: '09:00', end: '10:00', capacity: 1 }]
    await client.call('openSession', { params: { sessionId: `dr-rao.${next}` }, body: { slots } })
    await client.call('reschedule', { params: { tokenId: token.id }, body: { date: next } })
    expect((await mine(link)).body).toMatchObject({ date: next, start: '09:00', status: 'confirmed' })
  })

  it('says the place on the waiting list', async () => {
    for (const name of ['Asha', 'Ravi', 'Om', 'Lila', 'Ina', 'Uma', 'Eli']) await book(name, { start: '10:00' })
    const { tokens } = (await client.call('getSession', { params: { sessionId: SESSION } })).body
    const waiting = tokens.filter(({ status }: Json) => status === 'waitlisted')
    expect(waiting.length).toBeGreaterThan(0)
    expect((await mine(await linkOf(waiting[0].id))).body).toMatchObject({
      status: 'waitlisted',
      place: 1,
      estimate: null,
    })
  })

  it('is refused if it was not made here, and after its day', async () => {
    const [first, second] = [await book('Asha Verma'), await book('Ravi Kumar')]
    const [one, other] = [await linkOf(first.id), await linkOf(second.id)]
    const [id, signature] = one.split('.')
    const wrong = [
      ...[`${id}.${signature}A`, `${id}.${signature?.slice(1)}`, `${other.split('.')[0]}.${signature}`],
      new Links('another secret').of(first.id),
      new Links('the secret of the links').of('no-such-token'),
    ]
    for (const link of wrong) {
      const { status, body } = await mine(link)
      expect([status, body.code], link).toEqual([404, 'link-unknown'])
    }
    for (const link of ['x', `${id}.`, `.${signature}`]) expect((await mine(link)).status, link).toBe(422)
    const day = 24 * 60 * MINUTE
    server.time.now = MORNING + day
    expect((await mine(one)).status).toBe(200)
    server.time.now = MORNING + 2 * day
    expect((await mine(one)).body.code).toBe('link-unknown')
  })

  it('is a code to scan that leads to the address at which patients reach the server', async () => {
    const token = await book('Asha Verma')
    const query = { origin: 'https://opd.example.org' }
    const { body } = await client.call('getTokenLink', { params: { tokenId: token.id }, query })
    expect(body.url).toBe(`https://opd.example.org${body.path}`)
    expect(body.qr).toMatch(/^<svg .*<\/svg>$/s)
    const { status } = await client.call('getTokenLink', {
      params: { tokenId: token.id },
      query: { origin: 'javascript:x' },
    })
    expect(status).toBe(422)
  })

  it('does not give the number of a wrong way', async () => {
    const token = await book('Asha Verma')
    expect((await mine(await linkOf(token.id), { travelMinutes: '-5' })).status).toBe(422)
  })
})
