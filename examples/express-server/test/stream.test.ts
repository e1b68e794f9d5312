import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020'
import { memoryStore } from 'opd-scheduler'
import { afterEach, describe, expect, it } from 'vitest'
import { showIn } from '../src/api/instants'
import { staffPart } from '../src/live/event-stream'
import { keysOf, readKeys } from '../src/security/keys'
import type { Json } from './client'
import { damagedAt } from './damaged-log'
import { DATE, openDay, start, TIME_ZONE } from './start'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Reads named events of a stream until so many have this name. */
async function eventsUntil(response: Response, name: string, count = 1): Promise<Json[]> {
  let text = ''
  for await (const part of response.body!) {
    text += Buffer.from(part).toString()
    const events = [...text.matchAll(/id: (\d+)\nevent: (\S+)\ndata: (.*)\n\n/g)]
    if (events.filter(([, , event]) => event === name).length >= count)
      return events.map(([, id, event, data = '']) => ({ id: Number(id), event, data: JSON.parse(data) }))
  }
  throw new Error(`The stream ended with ${text}`)
}

describe('a stream', () => {
  it('says that events are missing if the client is ahead of the log, and goes on', async () => {
    const server = await start()
    stops.push(server.stop)
    const client = await server.client()
    await openDay(client)
    const stream = await client.send('streamEvents', { headers: { 'Last-Event-ID': '900' } })
    await client.call('book', { body: { doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' } })
    const events = await eventsUntil(stream, 'token.confirmed')
    expect(events.map(({ id, event }) => [id, event])).toEqual([
      [2, 'reset'],
      [3, 'token.confirmed'],
    ])
    expect(events[0].data).toEqual({ type: 'reset', position: 2 })
    expect(events[1].data.at).toBe('2026-01-30T07:00:00+05:30')
  })

  it('says that an event is missing if it is damaged, and goes on after it', async () => {
    const server = await start({ store: damagedAt(2, memoryStore()) })
    stops.push(server.stop)
    for (const id of ['dr-one', 'dr-two', 'dr-three']) await server.scheduler.registerDoctor({ id, name: id })
    const stream = await (await server.client()).send('streamEvents', { query: { after: '0' } })
    const events = await eventsUntil(stream, 'doctor.registered', 2)
    expect(events.map(({ id, event }) => [id, event])).toEqual([
      [1, 'doctor.registered'],
      [2, 'reset'],
      [3, 'doctor.registered'],
    ])
  })

  it('lets a display read only the last thousand events again', async () => {
    const secret = 'a-secret-of-at-least-24-characters'
    const keys = readKeys(`hall=display:${secret} desk=desk:${secret}-2`)
    const server = await start({ keys: keysOf(() => keys) })
    stops.push(server.stop)
    for (let n = 0; n < 1005; n++) await server.scheduler.registerDoctor({ id: 'dr-rao', name: `Dr. Rao ${n}` })
    const first = async (key: string, after: string) => {
      const stream = await (await server.client(key)).send('streamEvents', { query: { after } })
      const [event] = await eventsUntil(stream, after === '0' && key === secret ? 'reset' : 'doctor.registered')
      return [event.id, event.event]
    }
    expect(await first(secret, '0')).toEqual([5, 'reset'])
    expect(await first(secret, '5')).toEqual([6, 'doctor.registered'])
    expect(await first(`${secret}-2`, '0')).toEqual([1, 'doctor.registered'])
  })

  it('and a webhook have every kind of event as the document describes it', async () => {
    const server = await start()
    stops.push(server.stop)
    const { document, operations } = await server.client()
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({ $id: 'doc', ...document })
    const check = ajv.getSchema('doc#/components/schemas/Event')!
    const show = showIn(TIME_ZONE)
    // A log of this version with an event of each kind.
    const golden = new URL('../../../test/proof/replay/golden/schema-1.json', import.meta.url)
    const seen = new Set<string>()
    const visit = (value: Json): void => {
      if (typeof value !== 'object' || value === null) return
      if (typeof value.eventId === 'string' && typeof value.type === 'string') {
        expect(check(show(staffPart(value))), `${JSON.stringify(check.errors)} ${JSON.stringify(value)}`).toBe(true)
        expect(check(value), 'numbers as instants').toBe(false)
        seen.add(value.type)
      } else for (const each of Object.values(value)) visit(each)
    }
    visit(JSON.parse(readFileSync(golden, 'utf8')))
    const types: string[] = document.components.schemas.PublicEvent.properties.type.enum
    expect([...seen].sort()).toEqual([...types].sort())
    const described = document.paths[operations.get('streamEvents')!.path].get.description
    for (const type of [...types, 'reset']) expect(described).toContain(type)
    expect(Object.keys(document.webhooks)).toEqual(['event'])
  })
})
