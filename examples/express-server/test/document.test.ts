import { expect, it } from 'vitest'
import { sampleOf } from '../src/running/sample'
import type { Json } from './client'
import { MORNING, start, TIME_ZONE } from './start'

it('every example of the document can be sent unchanged', async () => {
  const fresh = await start({ patientIndex: 'own' })
  await sampleOf(fresh.scheduler, TIME_ZONE, () => fresh.time.now, 'always')()
  const { document, operations } = await fresh.client()
  const caller = await fresh.client()
  const statuses = new Map<string, number>()
  for (const [operationId, { parameters, body }] of operations) {
    if (operationId === 'streamEvents') continue
    const examples = (place: string): Record<string, string> =>
      Object.fromEntries(
        parameters
          .filter((each: Json) => each.in === place && each.schema.example !== undefined)
          .map(({ name, schema }: Json) => [name, schema.example]),
      )
    if (body !== undefined) expect(caller.takes(body, body.example), operationId).toBe(true)
    const request = { params: examples('path'), query: examples('query'), body: body?.example }
    statuses.set(operationId, (await caller.call(operationId, request)).status)
  }
  expect(statuses.get('book')).toBe(201)
  // Closing is among them, and none after it is refused for it.
  const refused = [...statuses].filter(([, status]) => status === 404 || status === 409).map(([id]) => id)
  expect(statuses.get('closeSession')).toBe(200)
  for (const id of [
    'addSlots',
    'resizeSlot',
    'blockTime',
    'unblockTime',
    'delay',
    'bookEmergency',
    'reschedule',
    'getQueue',
  ])
    expect(refused).not.toContain(id)
  expect([...statuses].filter(([, status]) => status === 400 || status === 422)).toEqual([])
  for (const [name, schema] of Object.entries<Json>(document.components.schemas))
    if (schema.example !== undefined) expect(caller.takes(schema, schema.example), name).toBe(true)
  await fresh.stop()
})

it('is the same on every day, and as committed', async () => {
  const textOn = async (now: number) => {
    const server = await start({ now })
    const text = await (await fetch(`${server.url}/api/v1/openapi.json`)).text()
    await server.stop()
    return text
  }
  const text = await textOn(MORNING)
  expect(await textOn(MORNING + 40 * 86_400_000)).toBe(text)
  await expect(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`).toMatchFileSnapshot('../openapi.json')
})

it('browsers may cache the assets of the API page, and nothing else', async () => {
  const server = await start()
  const kept = async (path: string) => (await fetch(server.url + path)).headers.get('cache-control')
  expect(await kept('/docs/swagger-ui-bundle.js')).toBe('private, max-age=3600')
  for (const path of ['/', '/docs', '/api/v1/patients?ids=p-1', '/nothing'])
    expect(await kept(path), path).toBe('no-store')
  await server.stop()
})
