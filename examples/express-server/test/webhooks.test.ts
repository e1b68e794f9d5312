import { execSync } from 'node:child_process'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { memoryStore, OpdScheduler } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { pino } from 'pino'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { showIn } from '../src/api/instants'
import { deliverEvents } from '../src/live/webhook'
import { readWebhooks } from '../src/live/webhook-settings'
import { createMetrics } from '../src/running/metrics'
import { serve } from '../src/serve'
import { readSettings } from '../src/settings'
import type { Json } from './client'
import { damagedAt } from './damaged-log'
import { DATE, MORNING, TIME_ZONE } from './start'
import { until } from './until'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Starts a receiver that answers with these statuses in turn, then with 204. */
async function receiver(statuses: number[] = []) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += part
    const status = statuses.shift() ?? 204
    if (status === 204) received.push({ headers: request.headers, text })
    response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end()
  })
  return { received, url: `http://127.0.0.1:${await listening(server)}/` }
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

const secretOf = (name: string) => `whsec_${Buffer.from(`the-secret-of-nobody-else-but-${name}`).toString('base64')}`
const secret = secretOf('us')

function scheduled(store: Store = memoryStore()): OpdScheduler {
  const scheduler = new OpdScheduler({ timeZone: TIME_ZONE, store, clock: () => MORNING })
  stops.push(() => scheduler.close())
  return scheduler
}

/** Delivers to the address until `stop`, and collects the lines of the log. */
function delivering(
  scheduler: OpdScheduler,
  url: string,
  { name = 'test', giveUpMs = 3_600_000, timeoutMs = 10_000 } = {},
) {
  const lines: Json[] = []
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) })
  const metrics = createMetrics()
  const closing = new AbortController()
  const { signal } = closing
  const limits = { giveUpMs, timeoutMs, firstPauseMs: 0 }
  const running = deliverEvents({
    name,
    url,
    secret,
    scheduler,
    show: showIn(TIME_ZONE),
    log,
    metrics,
    signal,
    ...limits,
  })
  const stop = async () => {
    closing.abort()
    await running
  }
  stops.push(stop)
  return { lines, metrics, stop }
}

/** Verifies a delivery as a receiver would, with the secret as it stands in the settings. */
const verified = ({ headers, text }: Received, given = secret) =>
  new Webhook(given).verify(text, headers as Record<string, string>) as Json

const register = (scheduler: OpdScheduler, id: string) => scheduler.registerDoctor({ id, name: `Dr. ${id}` })

it('are signed, retried after failures, and resumed after a restart', async () => {
  const store = memoryStore()
  const scheduler = scheduled(store)
  const { received, url } = await receiver([500, 302, 429])
  await scheduler.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao', note: 'a secret remark' })
  const slots = [{ start: '09:00', end: '10:00', capacity: 9 }]
  await scheduler.openSession({ doctorId: 'dr-rao', date: DATE, slots })

  const first = delivering(scheduler, url)
  await until(
    'the deliveries',
    () => received.length,
    (count) => count === 2,
  )
  // The checkpoint includes acknowledged events once the log has been read to its end.
  await until('the checkpoint', async () => (await store.checkpoint('test')) === 2)
  await first.stop()
  await scheduler.book({ doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' })

  const second = delivering(scheduler, url)
  await until(
    'the deliveries',
    () => received.length,
    (count) => count >= 3,
  )
  await second.stop()
  const seen = received.map((each) => verified(each))
  expect(seen.map(({ position, event }) => [position, event.type])).toEqual([
    [1, 'doctor.registered'],
    [2, 'session.opened'],
    [3, 'token.confirmed'],
  ])
  expect(JSON.stringify(seen)).not.toContain('secret remark')
  const { headers, text } = received[0]!
  expect(() => verified({ headers, text: text.replace('Rao', 'Roe') })).toThrow()
})

it('may be several, each with its own secret; one that keeps failing does not delay the others', async () => {
  const [failing, billing, sms] = [await receiver(Array(10_000).fill(500)), await receiver(), await receiver([503])]
  const secrets = ['billing', 'sms'].map(secretOf)
  const WEBHOOKS = `gone=${secret}:${failing.url} billing=${secrets[0]}:${billing.url} sms=${secrets[1]}:${sms.url}`
  const log = pino({ level: 'silent' })
  const serving = await serve(readSettings({ KEYS: 'none', PORT: '0', STORE: 'memory', WEBHOOKS }), log, () => MORNING)
  stops.push(serving.stop)
  // The sample: three doctors, each with a week of sessions.
  for (const [index, { received }] of [billing, sms].entries()) {
    await until(
      'the deliveries',
      () => received.length,
      (count) => count === 3 * 8,
    )
    const seen = received.map((each) => verified(each, secrets[index]))
    expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1))
  }
  expect(failing.received).toEqual([])
  const figures = await (await fetch(`${serving.address}/metrics`)).text()
  expect(figures).toContain('opd_webhook_deliveries_total{webhook="billing",outcome="delivered"} 24')
  expect(figures).toMatch(/opd_webhook_deliveries_total\{webhook="gone",outcome="failed"\} [1-9]/)
})

it('have an id that is the same at every attempt, and another in another database', async () => {
  const ids: unknown[] = []
  for (const _ of ['one database', 'another']) {
    const scheduler = scheduled()
    await register(scheduler, 'dr-rao')
    const { received, url } = await receiver()
    // A second consumer gets the same event again.
    for (const [index, name] of ['first', 'second'].entries()) {
      const { stop } = delivering(scheduler, url, { name })
      await until(
        'the deliveries',
        () => received.length,
        (count) => count > index,
      )
      await stop()
    }
    const given = received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(given).size).toBe(1)
    ids.push(given[0])
  }
  expect(ids[0]).toMatch(/^msg_[\w-]{27}$/)
  expect(ids[0]).not.toBe(ids[1])
})

it('go on after an event that the receiver keeps refusing: it is logged with its position and counted', async () => {
  const scheduler = scheduled()
  for (const id of ['dr-one', 'dr-two', 'dr-three', 'dr-four']) await register(scheduler, id)
  // A receiver that answers 401 or 500 may refuse every event, so the event is not at fault.
  const { received, url } = await receiver([204, 401, ...Array(9).fill(422), 500, ...Array(10).fill(410)])
  const { lines, metrics } = delivering(scheduler, url)
  await until(
    'the deliveries',
    () => received.length,
    (count) => count === 3,
  )
  expect(received.map((each) => verified(each).position)).toEqual([1, 3, 4])
  const aside = lines.filter(({ msg }) => msg === 'webhook event put aside')
  expect(aside).toMatchObject([{ webhook: 'test', position: 2, failures: 21, outcome: 'status 410' }])
  expect(await metrics.text()).toContain('opd_webhook_deliveries_total{webhook="test",outcome="put aside"} 1')
})

it.each([400, 422])(
  'lose no event if the receiver answers %i to every event, as with a wrong secret',
  async (status) => {
    const scheduler = scheduled()
    for (const id of ['dr-one', 'dr-two', 'dr-three']) await register(scheduler, id)
    const { received, url } = await receiver([...Array(35).fill(status), 204, ...Array(20).fill(status)])
    const { lines, metrics } = delivering(scheduler, url)
    await until(
      'the deliveries',
      () => received.length,
      (count) => count === 2,
    )
    // The second event is put aside, because the receiver accepted the first. The third is not: perhaps all are refused again.
    expect(received.map((each) => verified(each).position)).toEqual([1, 3])
    const errors = lines
      .filter(({ level }) => level === 50)
      .map(({ msg, position, failures }) => [msg, position, failures])
    expect(errors).toEqual([
      ['the receiver refuses every event', 1, 10],
      ['webhook event put aside', 2, 10],
      ['the receiver refuses every event', 3, 10],
    ])
    expect(await metrics.text()).toContain(
      'opd_webhook_deliveries_total{webhook="test",outcome="every event refused"} 2',
    )
  },
)

it('go on after an event that has failed for longer than WEBHOOK_GIVE_UP, whatever the failure', async () => {
  const scheduler = scheduled()
  for (const id of ['dr-one', 'dr-two']) await register(scheduler, id)
  const { received, url } = await receiver([500])
  const { lines } = delivering(scheduler, url, { giveUpMs: 0 })
  await until(
    'the deliveries',
    () => received.length,
    (count) => count === 1,
  )
  expect(verified(received[0]!).position).toBe(2)
  const aside = lines.find(({ msg }) => msg === 'webhook event put aside')
  expect(aside).toMatchObject({ position: 1, outcome: 'status 500' })
})

describe('a failure is logged with its cause:', () => {
  const closed = async () => {
    const server = createServer()
    const port = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    return `http://127.0.0.1:${port}/`
  }
  const selfSigned = async () => `https://127.0.0.1:${await listening(createSecureServer(CERTIFICATE))}/`
  const silent = async () => `http://127.0.0.1:${await listening(createServer())}/`
  const redirecting = async () => (await receiver(Array(1000).fill(302))).url

  it.each([
    ['a refused connection', closed, /^ECONNREFUSED$/],
    // Without a network the name server does not answer either.
    ['an unknown name', async () => 'https://nowhere.invalid/', /^(ENOTFOUND|EAI_AGAIN)$/],
    ['a certificate that nobody vouches for', selfSigned, /^DEPTH_ZERO_SELF_SIGNED_CERT$/],
    ['a forbidden port', async () => 'http://127.0.0.1:6667/', /^bad port$/],
    ['a redirect', redirecting, /^status 302$/],
    ['a receiver that does not answer', silent, /^timeout$/],
  ])('%s', async (_, address, cause) => {
    const scheduler = scheduled()
    await register(scheduler, 'dr-rao')
    const { lines } = delivering(scheduler, await address(), { timeoutMs: address === silent ? 50 : 10_000 })
    const failed = await until('the failure in the log', () => lines.find(({ msg }) => msg === 'webhook failed'))
    expect(failed.outcome).toMatch(cause)
  })
})

it('a secret that is not of Standard Webhooks is refused, with the command that makes one', () => {
  const withSecret = (given: string) => () => readWebhooks(`billing=${given}:https://hospital.example/`)
  const short = `whsec_${Buffer.alloc(23).toString('base64')}`
  const long = `whsec_${Buffer.alloc(65).toString('base64')}`
  for (const bad of ['a-shared-secret-of-the-two-of-us', short, long, `${secret}!`, secret.slice(6)]) {
    expect(withSecret(bad)).toThrow('The secret of the webhook billing is not whsec_ and the base64 of 24 to 64 bytes')
    expect(withSecret(bad)).not.toThrow(bad)
  }
  let message = ''
  try {
    withSecret(short)()
  } catch (thrown) {
    message = (thrown as Error).message
  }
  const made = execSync(/Make one: (.*)$/.exec(message)![1]!, { encoding: 'utf8' }).trim()
  expect(withSecret(made)()).toEqual([{ name: 'billing', secret: made, url: 'https://hospital.example/' }])
  expect(() => new Webhook(made)).not.toThrow()
})

/** Self-signed, for localhost, and used nowhere else. */
const CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9XXQW0B479yd2z6B
F2pV/4jgwYdpKbuUW+ycqdNBaIuhRANCAATblLNHZTfFfKSYMTWlqU2INpwmjl9Z
ocOXnd46Gc/0xyo9mfxOH84cEfGDFz/sULkoGL4YHNGzJ9QnlcufCFy1
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUfk0sjLCzROd5hbX5F4ffwZBnKCYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIwMjYwM1oYDzIxMjYxMDI5
MjAyNjAzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATblLNHZTfFfKSYMTWlqU2INpwmjl9ZocOXnd46Gc/0xyo9mfxOH84c
EfGDFz/sULkoGL4YHNGzJ9QnlcufCFy1o1MwUTAdBgNVHQ4EFgQU1tcGppie58Jv
idcjDI263a+eliUwHwYDVR0jBBgwFoAU1tcGppie58JvidcjDI263a+eliUwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBLOOnSMssoVXMMkxOiBeAg
dAOAEGtJnJxatJ1W3z8WJQIhAJBVmVQ62BKAgtxERRjnhsG/iodeWPujVhY5WADA
8Tvz
-----END CERTIFICATE-----`,
}

it('go on after an event that the store cannot read, which is logged with its position', async () => {
  const scheduler = scheduled(damagedAt(2, memoryStore()))
  for (const id of ['dr-one', 'dr-two', 'dr-three']) await register(scheduler, id)
  const { received, url } = await receiver()
  const { lines } = delivering(scheduler, url)
  await until(
    'the deliveries',
    () => received.length,
    (count) => count === 2,
  )
  expect(received.map((each) => verified(each).position)).toEqual([1, 3])
  expect(lines.find(({ msg }) => msg === 'webhook event damaged and left out')).toMatchObject({ position: 2 })
})
