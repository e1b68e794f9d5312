import { STATUSES } from 'opd-scheduler'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Json } from './client'
import { DATE, MORNING, openDay, type Started, start } from './start'

const RAO = `dr-rao.${DATE}`
const SHAH = `dr-shah.${DATE}`
const MINUTE = 60_000

let server: Started
let client: Client

beforeEach(async () => {
  server = await start()
  client = await server.client()
  await openDay(client, 'dr-rao', [2, 2])
  await openDay(client, 'dr-shah', [1, 1])
})
afterEach(() => server.stop())

const book = (patientId: string, from = '09:00', doctorId = 'dr-rao') =>
  client.call('book', { body: { doctorId, date: DATE, start: from, source: 'online', patientId } })
const version = async (): Promise<number> =>
  (await client.call('getSession', { params: { sessionId: RAO } })).body.version
const rao = { sessionId: RAO }
/** The patients of these moves, with their status and new slot. */
const moved = ({ body }: { readonly body: Json }): string[] =>
  body.moves.map(({ patientId, to, status, cause }: Json) => `${patientId} ${to ?? status} ${cause}`)

/** Previews a command, checks that nothing changed, and carries it out. */
async function previewed(operationId: string, request: { params: Record<string, string>; body: object }) {
  const before = await version()
  const preview = await client.call(operationId, { ...request, query: { preview: 'true' } })
  expect([preview.status, preview.body.preview]).toEqual([200, true])
  expect(await version()).toBe(before)
  const headers = { 'If-Match': preview.headers.get('etag')! }
  const done = await client.call(operationId, { ...request, headers })
  expect(done.status).toBe(200)
  expect(done.body.moves).toEqual(preview.body.moves)
  const repeated = await client.call(operationId, { ...request, headers })
  expect([repeated.status, repeated.body.code]).toEqual([412, 'plan-stale'])
  return done
}

describe('the doctor is away', () => {
  it('patients get other places, as previewed, and the rest can be listed, called and helped', async () => {
    for (const n of [1, 2, 3, 4]) await book(`p-${n}`, n < 3 ? '09:00' : '10:00')
    await book('s-1', '09:00', 'dr-shah')
    const away = await previewed('blockTime', { params: rao, body: { elsewhere: [SHAH], actor: 'ward 3' } })
    expect(moved(away)).toEqual([
      'p-1 rescheduled blocked',
      'p-2 dropped blocked',
      'p-3 dropped blocked',
      'p-4 dropped blocked',
      `p-1 ${SHAH}.1000 rescheduled`,
    ])
    expect(away.body.session.slots).toMatchObject([
      { blocked: true, free: 0, used: 0 },
      { blocked: true, free: 0 },
    ])

    const { body: list } = await client.call('listTokens', { query: { status: 'dropped', from: DATE, to: DATE } })
    expect(list.tokens.map(({ patientId, cause }: Json) => [patientId, cause])).toEqual([
      ['p-2', 'blocked'],
      ['p-3', 'blocked'],
      ['p-4', 'blocked'],
    ])
    const { body: ofShah } = await client.call('listTokens', { query: { status: 'confirmed', doctorId: 'dr-shah' } })
    expect(ofShah.tokens).toMatchObject([
      { patientId: 's-1', replaces: null },
      { patientId: 'p-1', replaces: `${RAO}.t1` },
    ])
    const { body: told } = await client.call('getToken', { params: { tokenId: `${RAO}.t2` } })
    expect(told.history.at(-1)).toMatchObject({
      type: 'token.moved',
      actor: 'local/ward 3',
      sentence: expect.stringContaining('because the doctor is away'),
    })

    const refused = await book('p-9')
    expect([refused.status, refused.body.code]).toEqual([409, 'slot-blocked'])
    await client.call('addSlots', {
      params: { sessionId: SHAH },
      body: { slots: [{ start: '17:00', end: '18:00', capacity: 1 }] },
    })
    const params = { tokenId: `${RAO}.t2` }
    const helped = await client.call('reschedule', {
      params,
      body: { doctorId: 'dr-shah', date: DATE, start: '17:00' },
    })
    expect(helped.body.token).toMatchObject({ slotId: `${SHAH}.1700`, replaces: `${RAO}.t2` })
    await client.call('cancel', { params: { tokenId: `${RAO}.t3` }, body: {} })
    const { body: left } = await client.call('listTokens', { query: { status: 'dropped' } })
    expect(left.tokens.map(({ patientId }: Json) => patientId)).toEqual(['p-4'])

    const back = await previewed('unblockTime', { params: rao, body: { from: '10:00' } })
    expect(back.body.session.slots.map(({ blocked }: Json) => blocked)).toEqual([true, false])
  })

  it('a preview is stale after another booking', async () => {
    await book('p-1')
    const request = { params: rao, body: { from: '09:00', to: '10:00' } }
    const preview = await client.call('blockTime', { ...request, query: { preview: 'true' } })
    expect(moved(preview)).toEqual([`p-1 ${RAO}.1000 blocked`])
    await book('p-2')
    const stale = await client.call('blockTime', { ...request, headers: { 'If-Match': preview.headers.get('etag')! } })
    expect([stale.status, stale.body.code]).toEqual([412, 'plan-stale'])
  })

  it('the board says so while the doctor is away, and streams say so at once', async () => {
    await client.call('blockTime', { params: rao, body: { to: '10:00' } })
    const away = async () =>
      (await client.call('getBoard')).body.doctors.map(({ doctor, away, late }: Json) => [doctor.id, away, late])
    expect(await away()).toEqual([
      ['dr-rao', [{ from: '09:00', to: '10:00' }], 0],
      ['dr-shah', [], 0],
    ])
    server.time.now = MORNING + 180 * MINUTE
    await client.call('delay', { params: rao, body: { minutes: 20 } })
    expect((await away())[0]).toEqual(['dr-rao', [], 20])
    const stream = await client.send('streamEvents', { query: { after: '0', doctorId: 'dr-rao' } })
    let text = ''
    for await (const part of stream.body!) {
      text += Buffer.from(part).toString()
      if (text.includes('event: session.delayed')) break
    }
    const [, data = ''] = /event: slot\.blocked\ndata: (.*)\n/.exec(text) ?? []
    expect(JSON.parse(data)).toMatchObject({ sessionId: RAO, slot: { slotId: `${RAO}.0900`, blocked: true } })
    const [, late = ''] = /event: session\.delayed\ndata: (.*)\n/.exec(text) ?? []
    expect(JSON.parse(late).slots).toMatchObject([{ slotId: `${RAO}.1000`, plannedAt: `${DATE}T10:00:00+05:30` }])
  })

  it('wrong input is refused with the field', async () => {
    const send = async (operationId: string, body: object) => {
      const { status, body: problem } = await client.call(operationId, { params: rao, body })
      return [status, problem.code, problem.detail]
    }
    expect(await send('blockTime', { from: '9am' })).toEqual([
      422,
      'invalid-input',
      'body.from is "9am": give a time such as 09:00.',
    ])
    expect(await send('blockTime', { from: '12:00', to: '13:00' })).toEqual([
      404,
      'slot-not-found',
      `There is no slot '${RAO}.1200'. Check the id, or add the slot first.`,
    ])
    expect(await send('blockTime', { elsewhere: [RAO] })).toMatchObject([422, 'invalid-input', /Name other sessions/])
    expect(await send('closeSession', { elsewhere: [SHAH] })).toMatchObject([422, 'invalid-input', /expected: 'move'/])
    expect(await send('delay', { minutes: 721 })).toMatchObject([422, 'invalid-input', /body\.minutes/])
    const wrong = await client.call('listTokens', { query: { status: 'dropped,lost' } })
    expect([wrong.status, wrong.body.detail]).toEqual([
      422,
      `query.status is "dropped,lost": give some of ${STATUSES.join(', ')}, with commas between.`,
    ])
  })
})

it('the clinic runs late: times shift, as previewed, and nobody is a no-show for it', async () => {
  await book('p-1')
  const late = await previewed('delay', { params: rao, body: { minutes: 70 } })
  const [slot] = late.body.session.slots
  expect(slot).toMatchObject({
    start: '09:00',
    startsAt: `${DATE}T10:10:00+05:30`,
    plannedAt: `${DATE}T09:00:00+05:30`,
  })
  server.time.now = MORNING + 196 * MINUTE
  expect(moved(await client.call('sweepSession', { params: rao, body: {} }))).toEqual([])
  expect((await client.call('getQueue', { params: rao })).body.late).toBe(70)
})

it('a cancelled clinic: everybody is moved, as previewed, or is to be called', async () => {
  for (const n of [1, 2, 3]) await book(`p-${n}`)
  const closed = await previewed('closeSession', { params: rao, body: { expected: 'move', elsewhere: [SHAH] } })
  expect(closed.body.status).toBe('closed')
  const { body: list } = await client.call('listTokens', { query: { status: 'dropped', doctorId: 'dr-rao' } })
  expect(list.tokens.map(({ patientId }: Json) => patientId)).toEqual(['p-3'])
})
