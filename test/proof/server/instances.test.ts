import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, Client, type Json } from '../../../examples/express-server/test/client'
import { freshDatabase } from '../../../examples/express-server/test/fresh-database'
import { BUILT, EXAMPLE, FROM_SOURCE, type Instance, launch } from '../../../examples/express-server/test/instance'
import { DATE } from './hospital'

const DATABASE_URL = await freshDatabase()

interface Running extends Instance {
  readonly client: Client
}

const instances: Running[] = []

beforeAll(async () => {
  execFileSync('npm', ['run', 'build'], { cwd: EXAMPLE })
  instances.push(...(await Promise.all([FROM_SOURCE, BUILT].map((program) => run(program)))))
})
afterAll(async () => {
  for (const { end } of instances) await end('SIGTERM')
})

/** Starts the server in its own process. */
async function run(program: readonly string[], more: Record<string, string> = {}): Promise<Running> {
  const environment = {
    DATABASE_URL,
    PATIENTS: 'external',
    RULES: 'waitlistWithEmergencyBump',
    LOG_LEVEL: 'silent',
    ...more,
  }
  const instance = launch(environment, program)
  return { ...instance, client: await Client.of(await instance.serving()) }
}

async function open(client: Client, doctorId: string, capacity: number): Promise<string> {
  await client.call('registerDoctor', { params: { doctorId }, body: { name: doctorId } })
  const slots = [{ start: '09:00', end: '10:00', capacity }]
  await client.call('openSession', { params: { sessionId: `${doctorId}.${DATE}` }, body: { slots } })
  return `${doctorId}.${DATE}.0900`
}

const book = (client: Client, slotId: string, patientId: string): Promise<Answer> =>
  client.call('book', {
    body: { slotId, source: 'online', patientId },
    headers: { 'Idempotency-Key': `key-${patientId}` },
  })

it('two instances confirm ten of 200 concurrent requests for ten seats, and agree on the result', async () => {
  const [first, second] = instances as [Running, Running]
  const slotId = await open(first.client, 'dr-ten', 10)
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => book(instances[n % 2]!.client, slotId, `ten-${n}`)),
  )
  const outcomes = answers.map(({ status, body }) => (status === 201 ? body.status : body.code))
  const count = (outcome: string) => outcomes.filter((each) => each === outcome).length
  expect([count('confirmed'), count('waitlisted'), count('slot-full')]).toEqual([10, 20, 170])
  const views = await Promise.all(
    [first, second].map(({ client }) => client.call('getSession', { params: { sessionId: `dr-ten.${DATE}` } })),
  )
  const [{ asOf: _, ...one }, { asOf: __, ...other }] = views.map(({ body }) => body) as [Json, Json]
  expect(one).toEqual(other)
  expect(one.slots[0].used).toBe(10)
  expect(one.tokens.map(({ number }: Json) => Number(number))).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
})

it('kill -9 of one instance under load loses no acknowledged booking, and retries book nobody twice', async () => {
  const [doomed, survivor] = instances as [Running, Running]
  const slotId = await open(survivor.client, 'dr-load', 1000)
  const acknowledged = new Map<string, string>()
  const unknown: string[] = []
  const load = async (instance: Running, name: string) => {
    for (let n = 0; n < 40; n++) {
      const patientId = `${name}-${n}`
      const answer = await book(instance.client, slotId, patientId).catch(() => undefined)
      if (answer?.status === 201) acknowledged.set(patientId, answer.body.token.id)
      else unknown.push(patientId)
      if (acknowledged.size === 60) doomed.child.kill('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, n) => load(n % 2 ? doomed : survivor, `load${n}`)))
  expect(acknowledged.size).toBeGreaterThanOrEqual(160)
  expect(unknown.length).toBeGreaterThan(20)

  const tokensByPatient = async () => {
    const { body } = await survivor.client.call('getSession', { params: { sessionId: `dr-load.${DATE}` } })
    return new Map(body.tokens.map(({ patientId, id }: Json) => [patientId, id] as const))
  }
  expect(Object.fromEntries(await tokensByPatient())).toMatchObject(Object.fromEntries(acknowledged))
  for (const patientId of unknown) expect((await book(survivor.client, slotId, patientId)).status).toBe(201)
  const { body } = await survivor.client.call('getSlot', { params: { slotId } })
  expect(body.slot.used).toBe(320)
  expect((await tokensByPatient()).size).toBe(320)
})

it('a server that is told to stop flushes its log before it exits', async () => {
  const { client, end, log } = await run(BUILT, { STORE: 'memory', DATABASE_URL: '', LOG_LEVEL: 'info' })
  const ids = Array.from({ length: 50 }, (_, n) => `request-${n}`)
  const ask = (id: string) => client.call('listDoctors', { headers: { 'X-Request-Id': id } })
  await Promise.all(ids.map(ask))
  const code = await end('SIGTERM')
  const answered = log().flatMap(({ requestId }) => (String(requestId).startsWith('request-') ? [requestId] : []))
  expect(answered.sort()).toEqual([...ids].sort())
  expect([code, log().at(-1)?.msg]).toEqual([0, 'stopped'])
})
