import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client, Json, Request } from '../../../examples/express-server/test/client'
import { DATE, openDay, type Started, start } from '../../../examples/express-server/test/start'
import { anyJson, spoilt, taking } from './arbitrary-json'

const REQUESTS = 2_400
const AT_ONCE = 8
const SEED = 20_260_130

let server: Started
let client: Client
let known: Readonly<Record<string, readonly unknown[]>>

beforeAll(async () => {
  server = await start({ patientIndex: 'own' })
  client = await server.client()
  for (const doctorId of ['dr-rao', 'dr-shah']) await openDay(client, doctorId, [3, 0, 40])
  const patientIds: string[] = []
  const tokenIds: string[] = []
  for (let n = 0; n < 12; n++) {
    const { body: patient } = await client.call('admitPatient', {
      body: { name: `P ${n}`, phone: `98450 123${10 + n}` },
    })
    patientIds.push(patient.id)
    const target = { doctorId: n % 2 ? 'dr-rao' : 'dr-shah', date: DATE }
    const { body } = await client.call('book', { body: { ...target, source: 'online', patientId: patient.id } })
    tokenIds.push(body.token.id)
  }
  const sessionIds = ['dr-rao', 'dr-shah'].map((doctorId) => `${doctorId}.${DATE}`)
  const slotIds = sessionIds.flatMap((sessionId) => ['0900', '1000', '1100'].map((start) => `${sessionId}.${start}`))
  known = {
    doctorId: ['dr-rao', 'dr-shah'],
    sessionId: sessionIds,
    slotId: slotIds,
    tokenId: tokenIds,
    patientId: patientIds,
    bump: tokenIds,
    date: [DATE],
    start: ['09:00', '11:00'],
    from: ['09:30', DATE],
    elsewhere: [sessionIds, sessionIds.slice(1)],
  }
})
afterAll(() => server.stop())

/** Replaces half of the ids with existing ones, so that requests get beyond "not found". */
function sometimesKnown(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fc.constant(value)
  const fields = Object.entries(value).map(([name, each]) => {
    const ids = known[name]
    return [name, ids === undefined ? fc.constant(each) : fc.oneof(fc.constant(each), fc.constantFrom(...ids))] as const
  })
  return fc.record(Object.fromEntries(fields))
}

interface Generated {
  readonly request: Request
  /** Whether the document accepts every part of it. */
  readonly isValid: boolean
}

function requestOf(operationId: string): fc.Arbitrary<Generated> {
  const { parameters, body } = client.operations.get(operationId)!
  const part = (place: string) => {
    const mine = parameters.filter((each: Json) => each.in === place)
    const schema = {
      type: 'object',
      properties: Object.fromEntries(mine.map(({ name, schema }: Json) => [name, schema])),
      required: mine.filter(({ required }: Json) => required).map(({ name }: Json) => name),
      additionalProperties: place === 'header',
    }
    return { schema, valid: taking(schema, client.document).chain(sometimesKnown) }
  }
  const path = part('path')
  const query = part('query')
  const header = part('header')
  const content = body === undefined ? fc.constant(undefined) : taking(body, client.document).chain(sometimesKnown)
  const wrong =
    body === undefined ? fc.constant(undefined) : fc.oneof(spoilt(content), anyJson, fc.constant('{"half":'))
  const text = (value: unknown) => Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, String(v)]))
  return (
    fc
      .record({
        params: fc.oneof(
          { weight: 9, arbitrary: path.valid },
          {
            weight: 1,
            arbitrary: fc.record(
              Object.fromEntries(
                Object.keys(path.schema.properties).map((name) => [name, fc.string({ minLength: 1 })]),
              ),
            ),
          },
        ),
        query: fc.oneof(
          { weight: 9, arbitrary: query.valid },
          { weight: 1, arbitrary: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string()) },
        ),
        headers: fc.oneof(
          { weight: 9, arbitrary: header.valid },
          { weight: 1, arbitrary: fc.constant({ 'if-match': '"bm9uc2Vuc2U"', 'idempotency-key': 'a b' }) },
        ),
        body: fc.oneof({ weight: 2, arbitrary: content }, { weight: 1, arbitrary: wrong }),
      })
      // The client would resolve these two as relative paths.
      .filter(({ params }) => !Object.values(params as object).some((value) => value === '.' || value === '..'))
      .map(({ params, query: asked, headers, body: sent }) => ({
        request: { params: text(params), query: text(asked), headers: text(headers), body: sent },
        isValid:
          client.takes(path.schema, params) &&
          client.takes(query.schema, asked) &&
          client.takes(header.schema, headers) &&
          // An empty text is sent as no body, which the server reads as no fields.
          (body === undefined ? sent === undefined : client.takes(body, sent === '' ? {} : sent)),
      }))
  )
}

it(`answers ${REQUESTS} generated requests as its document says, and refuses exactly what its schemas refuse`, async () => {
  const operationIds = [...client.operations.keys()]
  const seen = { valid: 0, invalid: 0, done: 0 }
  const each = Math.ceil(REQUESTS / operationIds.length)
  const sample = operationIds.flatMap((operationId, index) =>
    fc.sample(requestOf(operationId), { numRuns: each, seed: SEED + index }).map((one) => ({ operationId, ...one })),
  )
  const shuffled = fc.sample(fc.shuffledSubarray(sample, { minLength: sample.length }), { numRuns: 1, seed: SEED })[0]!
  const statuses = new Map<string, Set<number>>()

  const tryOne = async ({ operationId, request, isValid }: (typeof sample)[number]) => {
    const response = await client.send(operationId, request)
    const isStream = response.ok && operationId === 'streamEvents'
    if (isStream) await response.body?.cancel()
    const { status, body } = isStream
      ? { status: 200, body: '' }
      : client.checked(operationId, response, await response.text())
    const shown = `${operationId} ${JSON.stringify(request)} answered ${status} ${JSON.stringify(body).slice(0, 300)}`
    expect(status, shown).toBeLessThan(500)
    const isRefusedBySchema = status === 400 || status === 415 || body?.details?.errors !== undefined
    if (isValid) expect(isRefusedBySchema && request.headers?.['if-match'] === undefined, shown).toBe(false)
    else expect(status, shown).toBeGreaterThanOrEqual(400)
    seen[isValid ? 'valid' : 'invalid']++
    if (status < 300) seen.done++
    statuses.set(operationId, (statuses.get(operationId) ?? new Set()).add(status))
  }
  const queue = [...shuffled]
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await tryOne(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))

  expect(seen.valid + seen.invalid).toBeGreaterThanOrEqual(REQUESTS)
  // The generator must produce enough of each kind.
  expect(Math.min(seen.valid, seen.invalid, seen.done)).toBeGreaterThan(REQUESTS / 10)
  expect([...statuses.keys()].sort()).toEqual([...operationIds].sort())
})
