import type { OpdScheduler } from 'opd-scheduler'
import { afterAll, afterEach, expect, vi } from 'vitest'
import type { Client, Json } from '../client'
import { start } from '../start'
import { type Recording, recordings } from './recorded'

// Runs the library's scenario tests on a recording scheduler. After each test the same commands are sent over HTTP, and every
// answer and every session must be equal.
vi.mock('opd-scheduler', async (original) => {
  const library = await original<{ OpdScheduler: typeof OpdScheduler }>()
  const { recording } = await import('./recorded')
  return { ...library, OpdScheduler: recording(library.OpdScheduler) }
})

const replayed = new Set<string>()
/** Scenarios without a number, by the title above them. */
const replayedUnder = new Map<string, number>()
const TITLES = ['the doctor is away', 'the doctor is late', 'a session is closed']
let commands = 0

afterEach(async ({ task }) => {
  const recorded = recordings.splice(0)
  const scenario = /Scenario (\d+)/.exec(task.name)?.[1]
  const title = TITLES.find((each) => each === task.suite?.name)
  if (scenario === undefined && title === undefined) return
  for (const each of recorded) await replay(each)
  // The servers' own schedulers were recorded too.
  recordings.length = 0
  if (!recorded.some(({ calls }) => calls.length > 2)) return
  if (scenario !== undefined) replayed.add(scenario)
  if (title !== undefined) replayedUnder.set(title, (replayedUnder.get(title) ?? 0) + 1)
})

afterAll(() => {
  expect([...replayed].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1))
  expect([...replayedUnder.keys()]).toEqual(TITLES)
  expect([...replayedUnder.values()].reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(14)
  expect(commands).toBeGreaterThan(1_000)
})

async function replay({ rules, timeZone, calls, sessions, endedAt }: Recording): Promise<void> {
  const server = await start({ timeZone, ...(rules && { rules }) })
  try {
    const client = await server.client()
    for (const { now, command, answer } of calls) {
      server.time.now = now
      const { operationId, request } = requestOf(command)
      const { status, body } = await client.call(operationId, request)
      const shown = `${JSON.stringify(command)} answered ${status} ${JSON.stringify(body).slice(0, 300)}`
      expect(resultOf(status, body), shown).toEqual(plain(answer))
      commands++
    }
    server.time.now = endedAt
    for (const session of sessions)
      expect(await sessionOf(client, session.id)).toEqual(JSON.parse(JSON.stringify(session)))
  } finally {
    await server.stop()
  }
}

async function sessionOf(client: Client, sessionId: string): Promise<Json> {
  return inNumbers((await client.call('getSession', { params: { sessionId } })).body)
}

/** Fields that the library has as epoch milliseconds. The server shows them as texts with the facility's offset. */
const INSTANT = /^(asOf|(checkedIn|created|ends|expires|opens|planned|starts|updated)At)$/

/** Converts the instants of an answer to the library's numbers. */
function inNumbers(value: Json, name = ''): Json {
  if (Array.isArray(value)) return value.map((each) => inNumbers(each))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inNumbers(each, key)]))
  if (!INSTANT.test(name) || value === null) return value
  expect(value, name).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?[+-]\d\d:\d\d$/)
  return Date.parse(value)
}

/** Converts a command to a request. */
function requestOf({ op, commandId: _, ...fields }: Json) {
  const { id, sessionId, doctorId, date, slotId, tokenId, ...rest } = fields
  switch (op) {
    case 'registerDoctor':
      return { operationId: op, request: { params: { doctorId: id }, body: rest } }
    case 'openSession':
    case 'addSlots':
    case 'closeSession':
    case 'blockTime':
    case 'unblockTime':
    case 'delay':
    case 'callNext':
    case 'sweepSession':
      return { operationId: op, request: { params: { sessionId: sessionId ?? `${doctorId}.${date}` }, body: rest } }
    case 'resizeSlot':
      return { operationId: op, request: { params: { slotId }, body: rest } }
    case 'book':
      return { operationId: op, request: { params: {}, body: fields } }
    case 'reschedule':
      return { operationId: op, request: { params: { tokenId }, body: { slotId, doctorId, date, ...rest } } }
    default:
      return { operationId: op, request: { params: { tokenId }, body: rest } }
  }
}

/** Returns the comparable part of an HTTP answer; command ids are generated anew. */
function resultOf(status: number, body: Json): Json {
  if (status >= 400) return { code: body.code, message: body.detail, details: body.details ?? {} }
  const { commandId: _, preview: __, ...result } = body
  return inNumbers(result)
}

/** Returns the comparable part of the library's answer. */
function plain(answer: unknown): Json {
  const { commandId: _, ...result } = JSON.parse(JSON.stringify(answer))
  if (result.status !== 'rejected' && !(answer instanceof Error)) return result
  const { code, message, details } = answer as Json
  return JSON.parse(JSON.stringify({ code, message, details }))
}

await import('../../../../test/scenarios/bump-and-cascade.test')
await import('../../../../test/scenarios/busy-day.test')
await import('../../../../test/scenarios/cascade.test')
await import('../../../../test/scenarios/doctor-away.test')
await import('../../../../test/scenarios/emergency-bypass.test')
await import('../../../../test/scenarios/emergency-overflow.test')
await import('../../../../test/scenarios/every-preset.test')
await import('../../../../test/scenarios/swap-to-overflow.test')
await import('../../../../test/scenarios/waitlist-with-emergency-bump.test')
