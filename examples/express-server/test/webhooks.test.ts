import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore, OpdScheduler } from 'opd-scheduler'
import { pino } from 'pino'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { showIn } from '../src/api/instants'
import { deliverEvents } from '../src/live/webhook'
import { createMetrics } from '../src/running/metrics'
import { serve } from '../src/serve'
import { readSettings } from '../src/settings'
import type { Json } from './client'
import { DATE, MORNING, TIME_ZONE } from './start'
import { until } from './until'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

describe('webhooks', () => {
  const secret = 'a-shared-secret-of-the-two-of-us'

  /** Starts a receiver that answers with these statuses in turn, then with 204. */
  async function receiver(statuses: number[]) {
    const received: Received[] = []
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      const status = statuses.shift() ?? 204
      if (status === 204) received.push({ headers: request.headers, text })
      response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
  }

  it('are signed, retried after failures, and resumed after a restart', async () => {
    const store = memoryStore()
    const scheduler = new OpdScheduler({ timeZone: TIME_ZONE, store, clock: () => MORNING })
    stops.push(() => scheduler.close())
    const { received, url } = await receiver([500, 302, 429])
    const deliver = (signal: AbortSignal) =>
      deliverEvents({
        name: 'test',
        url,
        secret,
        scheduler,
        show: showIn(TIME_ZONE),
        log: pino({ level: 'silent' }),
        metrics: createMetrics(),
        signal,
        firstPauseMs: 1,
      })
    await scheduler.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao', note: 'a secret remark' })
    await scheduler.openSession({
      doctorId: 'dr-rao',
      date: DATE,
      slots: [{ start: '09:00', end: '10:00', capacity: 9 }],
    })

    const first = new AbortController()
    const running = deliver(first.signal)
    await until(() => (received.length === 2 ? true : undefined))
    // The checkpoint includes acknowledged events once the log has been read to its end.
    await until(async () => ((await store.checkpoint('test')) === 2 ? true : undefined))
    first.abort()
    await running
    await scheduler.book({ doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' })

    const second = new AbortController()
    const again = deliver(second.signal)
    await until(() => (received.length >= 3 ? true : undefined))
    second.abort()
    await again
    const verifier = new Webhook(Buffer.from(secret).toString('base64'))
    const seen = received.map(({ headers, text }) => verifier.verify(text, headers as Record<string, string>) as Json)
    expect(seen.map(({ position, event }) => [position, event.type])).toEqual([
      [1, 'doctor.registered'],
      [2, 'session.opened'],
      [3, 'token.confirmed'],
    ])
    expect(JSON.stringify(seen)).not.toContain('secret remark')
    const { headers, text } = received[0]!
    expect(() => verifier.verify(text.replace('Rao', 'Roe'), headers as Record<string, string>)).toThrow()
  })

  it('may be several, each with its own secret; one that keeps failing does not delay the others', async () => {
    const [failing, billing, sms] = [await receiver(Array(10_000).fill(500)), await receiver([]), await receiver([503])]
    const secrets = ['billing', 'sms'].map((name) => `the-secret-of-nobody-else-but-${name}`)
    const WEBHOOKS = `gone=${secret}:${failing.url} billing=${secrets[0]}:${billing.url} sms=${secrets[1]}:${sms.url}`
    const log = pino({ level: 'silent' })
    const serving = await serve(readSettings({ PORT: '0', STORE: 'memory', WEBHOOKS }), log, () => MORNING)
    stops.push(serving.stop)
    // The sample: three doctors, each with a week of sessions.
    for (const [index, { received }] of [billing, sms].entries()) {
      await until(() => received.length === 3 * 8 || undefined)
      const verifier = new Webhook(Buffer.from(secrets[index]!).toString('base64'))
      const seen = received.map(({ headers, text }) => verifier.verify(text, headers as Record<string, string>) as Json)
      expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: 24 }, (_, n) => n + 1))
    }
    expect(failing.received).toEqual([])
    const figures = await (await fetch(`${serving.address}/metrics`)).text()
    expect(figures).toContain('opd_webhook_deliveries_total{webhook="billing",outcome="delivered"} 24')
    expect(figures).toMatch(/opd_webhook_deliveries_total\{webhook="gone",outcome="failed"\} [1-9]/)
  })
})
