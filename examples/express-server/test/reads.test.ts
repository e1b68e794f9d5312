import { memoryStore, type OpdScheduler } from 'opd-scheduler'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Client, Json } from './client'
import { DATE, MORNING, openDay, type Started, start } from './start'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function started(options: Parameters<typeof start>[0] = {}): Promise<{ server: Started; client: Client }> {
  const server = await start(options)
  stops.push(server.stop)
  return { server, client: await server.client() }
}

/** Counts the queues that are computed, with estimates and without. */
function counted(scheduler: OpdScheduler) {
  const count = { plain: 0, estimated: 0 }
  const { queue } = scheduler
  vi.spyOn(scheduler, 'queue').mockImplementation((query, options) => {
    count[options?.estimates === false ? 'plain' : 'estimated']++
    return queue.call(scheduler, query, options)
  })
  return count
}

describe('what many screens poll', () => {
  it('the board of a session is computed once in five seconds for all of them, and again after each event in it', async () => {
    const { server, client } = await started({ shareMs: 1000 })
    for (const doctorId of ['dr-rao', 'dr-shah']) await openDay(client, doctorId)
    const computed = vi.spyOn(server.scheduler, 'publicBoard')
    const board = async () => (await client.call('getBoard')).body
    await Promise.all(Array.from({ length: 20 }, board))
    for (let n = 0; n < 20; n++) await board()
    expect(computed).toHaveBeenCalledTimes(2)
    await client.call('book', { body: { doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' } })
    expect((await board()).doctors[0]).toMatchObject({ expected: 1, called: [], next: [] })
    expect(computed).toHaveBeenCalledTimes(3)
    server.time.now += 1000
    await board()
    expect(computed).toHaveBeenCalledTimes(3)
    server.time.now += 4000
    await board()
    expect(computed).toHaveBeenCalledTimes(5)
    const sessionId = `dr-rao.${DATE}`
    await client.call('checkIn', { params: { tokenId: `${sessionId}.t1` }, body: {} })
    expect((await board()).doctors[0].next).toMatchObject([{ number: '001', from: expect.stringContaining(DATE) }])
    await client.call('callNext', { params: { sessionId }, body: { room: '2' } })
    expect((await board()).doctors[0]).toMatchObject({ called: [{ number: '001', room: '2' }], next: [] })
    expect((await client.call('getBoard', { query: { date: '2026-01-31' } })).body.doctors[0].status).toBe('none')
  })

  it('a queue is computed once a second, and again after each command', async () => {
    const { server, client } = await started({ shareMs: 1000 })
    await openDay(client)
    const count = counted(server.scheduler)
    const queue = async () => (await client.call('getQueue', { params: { sessionId: `dr-rao.${DATE}` } })).body
    await Promise.all(Array.from({ length: 20 }, queue))
    expect(count.estimated).toBe(1)
    await client.call('book', { body: { doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' } })
    expect((await queue()).expected).toHaveLength(1)
    expect(count.estimated).toBe(2)
  })

  it('a failure is not shared with later callers', async () => {
    const { server, client } = await started({ shareMs: 1000 })
    await openDay(client)
    vi.spyOn(server.scheduler, 'doctors').mockRejectedValueOnce(new Error('torn'))
    expect((await client.call('getBoard')).status).toBe(500)
    expect((await client.call('getBoard')).status).toBe(200)
  })

  it('an unchanged answer is 304, and a changed one is not', async () => {
    const { server, client } = await started()
    await openDay(client)
    const book = (patientId: string) =>
      client.call('book', { body: { doctorId: 'dr-rao', date: DATE, start: '09:00', source: 'online', patientId } })
    await book('p-1')
    const sessionId = `dr-rao.${DATE}`
    const polls: [string, Json][] = [
      ['getBoard', {}],
      ['getQueue', { params: { sessionId } }],
      ['getSession', { params: { sessionId } }],
      ['getSlot', { params: { slotId: `${sessionId}.0900` } }],
      ['getToken', { params: { tokenId: `${sessionId}.t1` } }],
      ['listSessions', {}],
      ['listTokens', {}],
      ['listDoctors', {}],
    ]
    const tags = new Map<string, string>()
    for (const [id, request] of polls) {
      const first = await client.call(id, request)
      tags.set(id, first.headers.get('etag') ?? '')
      expect(tags.get(id), id).toMatch(/^W\/"[\w-]+"$/)
      const names = id === 'getToken' ? 'no-store' : 'private, no-cache'
      expect(first.headers.get('cache-control'), id).toBe(names)
      // The time of the view is not part of it.
      server.time.now += 1
      const headers = { 'If-None-Match': `"other", ${tags.get(id)}` }
      const again = await client.send(id, { ...request, headers })
      expect([again.status, await again.text(), again.headers.get('etag')], id).toEqual([304, '', tags.get(id)])
    }
    await book('p-2')
    for (const [id, request] of polls.slice(0, 4)) {
      const again = await client.send(id, { ...request, headers: { 'If-None-Match': tags.get(id)! } })
      expect(again.status, id).toBe(200)
      await again.body?.cancel()
    }
  })
})

describe('lists', () => {
  /** Reads all pages. Between pages something is added. */
  async function pages(
    client: Client,
    operationId: string,
    name: string,
    query: Record<string, string>,
    between = async () => {},
  ) {
    const found: Json[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body, status } = await client.call(operationId, { query: { ...query, ...(cursor && { cursor }) } })
      expect(status).toBe(200)
      found.push(body[name])
      cursor = body.next as string | null
      await between()
    }
    return found
  }

  it('have pages, which additions in between do not disturb', async () => {
    const { server, client } = await started()
    const day = (n: number) => new Date(Date.parse(DATE) + n * 86_400_000).toISOString().slice(0, 10)
    const slots = [{ start: '09:00', end: '10:00', capacity: 20 }]
    for (const doctorId of ['dr-b', 'dr-d']) {
      await server.scheduler.registerDoctor({ id: doctorId, name: doctorId })
      for (const n of [0, 1, 9]) await server.scheduler.openSession({ doctorId, date: day(n), slots })
      for (const n of [0, 1])
        for (const p of ['p-1', 'p-2', 'p-3'])
          await server.scheduler.book({ doctorId, date: day(n), source: 'online', patientId: p })
    }
    await server.scheduler.registerDoctor({ id: 'dr-a', name: 'A' })
    await server.scheduler.registerDoctor({ id: 'dr-c', name: 'C' })
    let isFirst = true
    const between = async () => {
      if (!isFirst) return
      isFirst = false
      for (const doctorId of ['dr-a', 'dr-c']) await server.scheduler.openSession({ doctorId, date: day(0), slots })
      await server.scheduler.book({ doctorId: 'dr-c', date: day(0), source: 'online', patientId: 'p-9' })
    }
    const sessions = await pages(client, 'listSessions', 'sessions', { limit: '1' }, between)
    expect(sessions.flat().map(({ id }) => id)).toEqual([
      `dr-b.${day(0)}`,
      `dr-c.${day(0)}`,
      ...[1, 9].flatMap((n) => [`dr-b.${day(n)}`, `dr-d.${day(n)}`]).toSpliced(0, 0, `dr-d.${day(0)}`),
    ])
    const tokens = await pages(client, 'listTokens', 'tokens', { limit: '4' })
    expect(tokens.map(({ length }) => length)).toEqual([4, 4, 4, 1])
    expect(new Set(tokens.flat().map(({ id }) => id)).size).toBe(13)
    const doctors = await pages(client, 'listDoctors', 'doctors', { limit: '3' })
    expect(doctors.flat().map(({ id }) => id)).toEqual(['dr-a', 'dr-b', 'dr-c', 'dr-d'])

    const listed = async (query: Record<string, string>) =>
      (await client.call('listTokens', { query })).body.tokens.map(({ id }: Json) => id)
    expect(await listed({ number: '002', doctorId: 'dr-b' })).toEqual([`dr-b.${day(0)}.t2`, `dr-b.${day(1)}.t2`])
    expect(await listed({ patientId: 'p-9' })).toEqual([`dr-c.${day(0)}.t1`])
    expect(await listed({ status: 'dropped' })).toEqual([])
    expect(await listed({ status: 'confirmed', from: day(1), to: day(1) })).toHaveLength(6)
    const own = await client.call('listPatientTokens', { params: { patientId: 'p-1' }, query: { limit: '3' } })
    expect(own.body.tokens.map(({ date }: Json) => date)).toEqual([day(0), day(0), day(1)])
    expect(own.body.next).not.toBeNull()
  })

  it('cover today and the coming 30 days, at most 92, and say so', async () => {
    const { server, client } = await started()
    await openDay(client)
    const slots = [{ start: '09:00', end: '10:00', capacity: 1 }]
    for (const date of ['2026-03-01', '2026-03-02'])
      await server.scheduler.openSession({ doctorId: 'dr-rao', date, slots })
    const dates = async (query = {}) =>
      (await client.call('listSessions', { query })).body.sessions?.map(({ date }: Json) => date)
    expect(await dates()).toEqual([DATE, '2026-03-01'])
    expect(await dates({ from: '2026-03-02' })).toEqual(['2026-03-02'])
    expect(await dates({ to: '2026-05-01' })).toEqual([DATE, '2026-03-01', '2026-03-02'])
    server.time.now = MORNING + 86_400_000
    expect(await dates()).toEqual(['2026-03-01', '2026-03-02'])
    const refused = async (operationId: string, query: Record<string, string>) =>
      (await client.call(operationId, { query })).body.detail
    expect(await refused('listSessions', { from: '2026-01-01', to: '2026-04-03' })).toBe(
      'query.to is 2026-04-03, more than 92 days from 2026-01-01 on. Ask for at most 92 days at once.',
    )
    for (const range of [{ from: '9999-12-01', to: '9999-12-31' }, { from: '9999-12-31' }] as Record<string, string>[])
      expect(await refused('listSessions', range)).toBe('query.from and query.to: give dates up to 2199-12-31.')
    expect(await dates({ from: '2199-12-31', to: '2199-12-31' })).toEqual([])
    expect(await refused('getStatistics', { to: '2026-01-01' })).toBe(
      'query.to is 2026-01-01, before query.from, today, 2026-01-31.',
    )
    expect(await refused('listTokens', { limit: '5000' })).toBe(
      'query.limit is "5000": give a whole number from 1 to 1000.',
    )
    const made = ['["a"]', '["2026-02-0!","x",1]', '["2026-02-31","a",1]'].map((key) =>
      Buffer.from(key).toString('base64url'),
    )
    for (const cursor of ['x', 'W10', ...made])
      expect(await refused('listTokens', { cursor })).toContain('query.cursor is not of this list')
  })

  it('cost as much as a page, not as much as a year', async () => {
    const store = memoryStore()
    const { server, client } = await started({ store })
    const slots = [{ start: '09:00', end: '10:00', capacity: 1 }]
    await server.scheduler.registerDoctor({ id: 'dr-rao', name: 'x' })
    for (let n = 0; n < 92; n++)
      await server.scheduler.openSession({
        doctorId: 'dr-rao',
        date: new Date(Date.parse(DATE) + n * 86_400_000).toISOString().slice(0, 10),
        slots,
      })
    const looked = vi.spyOn(server.scheduler, 'sessions')
    await client.call('listSessions', { query: { limit: '1', to: '2026-05-01' } })
    const read = (await Promise.all(looked.mock.results.map(({ value }) => value))).flat()
    expect(read.length).toBeLessThanOrEqual(3)
  })
})
