import { expect, it } from 'vitest'
import { openSample } from '../src/running/sample'
import type { Json } from './client'
import { start, TIME_ZONE } from './start'

it('every example of the document can be sent unchanged', async () => {
  const fresh = await start({ patientIndex: 'own' })
  await openSample(fresh.scheduler, TIME_ZONE, fresh.time.now)
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
    // Closing the session would make the others fail.
    if (operationId === 'closeSession') continue
    const request = { params: examples('path'), query: examples('query'), body: body?.example }
    statuses.set(operationId, (await caller.call(operationId, request)).status)
  }
  expect(statuses.get('book')).toBe(201)
  for (const operationId of ['blockTime', 'unblockTime', 'delay', 'listTokens', 'reschedule'])
    expect(statuses.get(operationId), operationId).toBe(200)
  expect([...statuses].filter(([, status]) => status === 400 || status === 422)).toEqual([])
  for (const [name, schema] of Object.entries<Json>(document.components.schemas))
    if (schema.example !== undefined) expect(caller.takes(schema, schema.example), name).toBe(true)
  await fresh.stop()
})

it('browsers may cache the assets of the API page, and nothing else', async () => {
  const server = await start()
  const kept = async (path: string) => (await fetch(server.url + path)).headers.get('cache-control')
  expect(await kept('/docs/swagger-ui-bundle.js')).toBe('private, max-age=3600')
  for (const path of ['/', '/docs', '/api/v1/doctors', '/nothing']) expect(await kept(path), path).toBe('no-store')
  await server.stop()
})
