import { EventEmitter } from 'node:events'
import type { Response } from 'express'
import { memoryStore, OpdScheduler } from 'opd-scheduler'
import { afterEach, describe, expect, it } from 'vitest'
import { showIn } from '../src/api/instants'
import type { Services } from '../src/api/services'
import { streamEvents } from '../src/live/event-stream'
import { Tail } from '../src/live/tail'
import type { Client, Json } from './client'
import { DATE, MORNING, openDay, type Started, start, TIME_ZONE } from './start'
import { until } from './until'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function started(options: Parameters<typeof start>[0] = {}): Promise<{ server: Started; client: Client }> {
  const server = await start(options)
  stops.push(server.stop)
  return { server, client: await server.client() }
}

const book = (client: Client, patientId: string, doctorId = 'dr-rao') =>
  client.call('book', { body: { doctorId, date: DATE, source: 'online', patientId, note: 'a secret remark' } })

/** Reads a stream of events until the function has seen enough. */
async function listen(client: Client, request: object, isEnough: (events: Json[], text: string) => boolean) {
  const stream = await client.send('streamEvents', request)
  expect(stream.status).toBe(200)
  let text = ''
  for await (const part of stream.body!) {
    text += Buffer.from(part).toString()
    const events = [...text.matchAll(/id: (\d+)\nevent: (\S+)\ndata: (.*)\n\n/g)]
    const read = events.map(([, id, event, data = '']) => ({ id: Number(id), event, data: JSON.parse(data) }))
    if (isEnough(read, text)) return read
  }
  throw new Error(`The stream ended with ${text}`)
}

describe('server-sent events', () => {
  it('arrive live, filtered as asked, and without notes', async () => {
    const { client } = await started()
    for (const doctorId of ['dr-rao', 'dr-shah']) await openDay(client, doctorId)
    const query = { doctorId: 'dr-rao', date: DATE, after: '0' }
    const listening = listen(client, { query }, (events) => events.length === 3)
    await book(client, 'p-1')
    await book(client, 'p-2', 'dr-shah')
    await book(client, 'p-3')
    const events = await listening
    expect(events.map(({ event }) => event)).toEqual(['session.opened', 'token.confirmed', 'token.confirmed'])
    expect(events.filter(({ event }) => event === 'token.confirmed').map(({ data }) => data.patientId)).toEqual([
      'p-1',
      'p-3',
    ])
    expect(JSON.stringify(events)).not.toContain('secret remark')
  })

  it('resume after the last event seen, and miss nothing', async () => {
    const { client } = await started()
    await openDay(client, 'dr-rao', [100])
    for (let n = 0; n < 20; n++) await book(client, `p-${n}`)
    const all = await listen(client, { query: { after: '0' } }, (events) => events.length === 22)
    expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 22 }, (_, index) => index + 1))
    const headers = { 'Last-Event-ID': '15' }
    const rest = await listen(client, { headers, query: { after: '0' } }, (events) => events.length === 7)
    expect(rest).toEqual(all.slice(15))
  })

  it('are read from the log once for all listeners, and each gets every event exactly once', async () => {
    const store = memoryStore()
    let reads = 0
    const counted: typeof store = {
      ...store,
      read: (after, limit) => {
        reads++
        return store.read(after, limit)
      },
    }
    const { client } = await started({ store: counted })
    await openDay(client, 'dr-rao', [100])
    let isWarm = false
    const streams = Array.from({ length: 20 }, (_, n) => {
      let seen = 0
      const stream = listen(client, { query: { after: String(n % 3) } }, (events) => {
        seen = events.length + (n % 3)
        return isWarm && seen === 52
      })
      return { stream, seen: () => seen }
    })
    for (let n = 0; n < 20; n++) await book(client, `p-${n}`)
    await until(
      'every stream to have 22 events',
      () => streams.map(({ seen }) => seen()),
      (counts) => counts.every((count) => count === 22),
    )
    isWarm = true
    const before = reads
    for (let n = 20; n < 50; n++) await book(client, `p-${n}`)
    for (const [n, { stream }] of streams.entries())
      expect((await stream).map(({ id }) => id)).toEqual(
        Array.from({ length: 52 - (n % 3) }, (_, index) => index + 1 + (n % 3)),
      )
    // Each of 30 bookings causes one read for all streams, not one for each stream. The reader also polls once a second.
    expect(reads - before).toBeLessThan(30 * 4)
  })

  it('are cut off for a client that does not read, and end if the log cannot be read', async () => {
    const scheduler = new OpdScheduler({ timeZone: TIME_ZONE, clock: () => MORNING })
    stops.push(() => scheduler.close())
    const closing = new AbortController()
    const services = { scheduler, closing: closing.signal, heartbeatMs: 60_000, show: showIn(TIME_ZONE) } as Services
    const response = Object.assign(new EventEmitter(), {
      writableLength: 0,
      isDestroyed: false,
      write: (text: string) => {
        response.writableLength += text.length
        return false
      },
      end: () => undefined,
      destroy() {
        response.isDestroyed = true
        response.emit('close')
      },
    })
    const options = {
      after: 'latest',
      isReset: false,
      passes: () => true,
      isPublic: false,
      isValid: () => true,
    } as const
    const streaming = streamEvents(services, new Tail(scheduler), response as unknown as Response, options)
    for (let n = 0; !response.isDestroyed; n++) await scheduler.registerDoctor({ id: `dr-${n}`, name: 'x'.repeat(200) })
    await streaming
    expect(response.writableLength).toBeGreaterThan(200_000)
    expect(response.writableLength).toBeLessThan(300_000)

    const broken = {
      subscribe: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('torn')) }) }),
    }
    const tail = new Tail(broken as unknown as OpdScheduler)
    const follow = () => tail.follow(() => undefined, closing.signal)
    await expect(Promise.all([follow(), follow()])).rejects.toThrow('torn')
    await expect(follow()).rejects.toThrow('torn')
  })

  it('begin now by default, include heartbeats, and end with the server', async () => {
    const { server, client } = await started({ heartbeatMs: 10 })
    await openDay(client)
    await book(client, 'p-1')
    const seen = listen(client, {}, (events, text) => events.length > 0 && text.includes(': still here'))
    const stream = await client.send('streamEvents', {})
    // The first stream may not have begun yet, so patients are booked until one of its events arrives.
    let isSeen = false
    void seen.then(() => {
      isSeen = true
    })
    for (let n = 2; !isSeen; n++) {
      await book(client, `p-${n}`)
    }
    expect((await seen)[0]!.id).toBeGreaterThan(3)
    server.closing.abort()
    let text = ''
    for await (const part of stream.body!) text += Buffer.from(part).toString()
    expect(text).toContain('retry: ')
    expect((await client.call('getReadiness')).status).toBe(503)
  })

  it('are refused if too many clients listen', async () => {
    const { client } = await started({ mostStreams: 1 })
    const first = await client.send('streamEvents', {})
    expect((await client.call('streamEvents')).body.code).toBe('too-many-streams')
    await first.body?.cancel()
    await until('a place for another stream', async () => {
      const response = await client.send('streamEvents', {})
      await response.body?.cancel()
      return response.ok
    })
  })
})
