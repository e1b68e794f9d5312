import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { isOpdError, type LogEntry, type OpdScheduler } from 'opd-scheduler'
import type { Logger } from 'pino'
import type { Show } from '../api/instants'
import type { Metrics } from '../running/metrics'
import { isLoopback } from '../security/gate'
import { staffPart } from './event-stream'

export interface Webhook {
  /** Name of the checkpoint in the log. */
  readonly name: string
  readonly url: string
  /** Signing secret, shared with the receiver. */
  readonly secret: string
  readonly scheduler: OpdScheduler
  readonly show: Show
  readonly log: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /**
   * Milliseconds before the first retry; doubled after each failure.
   *
   * @defaultValue 500
   */
  readonly firstPauseMs?: number
}

const WEBHOOK = /^([A-Za-z0-9-]{1,20})=([^\s:]{24,200}):(https?:\/\/\S+)$/

/**
 * Reads `billing=secret:https://… sms=secret:https://…`.
 *
 * @throws RangeError if it is malformed; the message never shows a secret
 */
export function readWebhooks(text: string): Pick<Webhook, 'name' | 'url' | 'secret'>[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const webhooks = words.map((word, index) => {
    const [, name, secret, url] = WEBHOOK.exec(word) ?? []
    if (name === undefined || secret === undefined || url === undefined || !URL.canParse(url))
      throw new RangeError(
        `Webhook ${index + 1} of WEBHOOKS is not of the form name=secret:https://…, with a secret of at least 24 characters.`,
      )
    if (url.startsWith('http:') && !isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, '')))
      throw new RangeError(`The webhook ${name} uses http:, so its events could be read in transit. Use https:.`)
    return { name, url, secret }
  })
  const twice = webhooks.find(({ name }, index) => webhooks.findIndex((each) => each.name === name) < index)
  if (twice !== undefined) throw new RangeError(`WEBHOOKS has the name '${twice.name}' twice.`)
  return webhooks
}

const LONGEST_PAUSE_MS = 60_000
const TIMEOUT_MS = 10_000

/**
 * Sends every event of the log to a receiver, in order and at least once, until the signal aborts. A failed delivery is retried
 * with exponential back-off and jitter until it succeeds. Requests are signed as in Standard Webhooks.
 */
export async function deliverEvents(webhook: Webhook): Promise<void> {
  const { scheduler, signal, name, log, firstPauseMs = 500 } = webhook
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      for await (const entry of scheduler.subscribe({ consumer: name, signal })) {
        if (!(await deliver(webhook, entry))) return
        failures = 0
      }
      return
    } catch (thrown) {
      // The store failed, or another process moved the checkpoint: continue from the checkpoint.
      const code = isOpdError(thrown) ? thrown.code : 'unknown'
      if (code === 'closed') return
      log.warn({ webhook: name, code }, 'webhook interrupted')
      await rest(failures, firstPauseMs, signal)
    }
  }
}

/** Returns false if the signal aborted before the delivery succeeded. */
async function deliver(webhook: Webhook, entry: LogEntry): Promise<boolean> {
  const { name, signal, log, metrics, firstPauseMs = 500 } = webhook
  for (let failures = 0; !signal.aborted; failures++) {
    const outcome = await attempt(webhook, entry)
    metrics.deliveries.inc({ webhook: name, outcome: outcome === 'delivered' ? outcome : 'failed' })
    if (outcome === 'delivered') return true
    log.warn({ webhook: name, position: entry.position, failures: failures + 1, outcome }, 'webhook failed')
    await rest(failures, firstPauseMs, signal)
  }
  return false
}

async function attempt({ url, secret, signal, show }: Webhook, { position, event }: LogEntry): Promise<string> {
  const body = JSON.stringify({ position, event: show(staffPart(event)) })
  const timestamp = Math.floor(Date.now() / 1000)
  try {
    const response = await fetch(url, {
      method: 'POST',
      // A redirect would send the event to an address that is not configured.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': event.eventId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${signatureOf(secret, event.eventId, timestamp, body)}`,
      },
      body,
    })
    await response.body?.cancel()
    return response.ok ? 'delivered' : `status ${response.status}`
  } catch (thrown) {
    return thrown instanceof Error ? thrown.name : 'failed'
  }
}

function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
}

async function rest(failures: number, firstPauseMs: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(firstPauseMs * 2 ** Math.min(failures, 20), LONGEST_PAUSE_MS)
  // Half of the pause is random jitter, so that several servers do not retry at the same time.
  await pause(longest / 2 + (Math.random() * longest) / 2, undefined, { signal }).catch(() => undefined)
}
