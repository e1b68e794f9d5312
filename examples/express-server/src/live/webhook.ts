import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { isOpdError, type OpdEvent, type OpdScheduler } from 'opd-scheduler'
import type { LogEntry } from 'opd-scheduler/store'
import type { Logger } from 'pino'
import { Webhook as Signer } from 'standardwebhooks'
import type { Show } from '../api/instants'
import type { Metrics } from '../running/metrics'
import { staffPart } from './event-stream'
import type { WebhookSettings } from './webhook-settings'

export interface Webhook extends WebhookSettings {
  readonly scheduler: OpdScheduler
  readonly show: Show
  readonly log: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** Milliseconds after which an event that keeps failing is put aside, counted from its first failure. */
  readonly giveUpMs: number
  /**
   * Milliseconds before the first retry; doubled after each failure.
   *
   * @defaultValue 500
   */
  readonly firstPauseMs?: number
  /**
   * Milliseconds to wait for an answer.
   *
   * @defaultValue 10000
   */
  readonly timeoutMs?: number
}

const LONGEST_PAUSE_MS = 60_000
/** Answers that are about the event. Others, such as 401, 404 and 500, are about the receiver, which can be mended. */
const REFUSALS: ReadonlySet<string> = new Set([400, 410, 413, 415, 422].map((status) => `status ${status}`))
/** An event refused so often in a row is put aside, unless the receiver seems to refuse every event. */
const MOST_REFUSALS = 10

interface Receiver {
  /** Whether it accepted an event since the start, or since the last event that was put aside. */
  accepts: boolean
  /** Whether the log says that it refuses every event. */
  isReported: boolean
}

/**
 * Sends every event of the log to a receiver, in order and at least once, until the signal aborts. A failed delivery is retried
 * with exponential back-off and jitter. An event that the receiver never accepts is put aside, so that it does not block the rest.
 *
 * A receiver with a wrong secret may answer 400 to every event. So an event is put aside for refusals only if the receiver accepted
 * another one before.
 */
export async function deliverEvents(webhook: Webhook): Promise<void> {
  const { scheduler, signal, name, log, firstPauseMs = 500 } = webhook
  const signer = new Signer(webhook.secret)
  const onDamagedEvent = (position: number) => {
    log.error({ webhook: name, position }, 'webhook event damaged and left out')
    webhook.metrics.deliveries.inc({ webhook: name, outcome: 'damaged' })
  }
  const receiver: Receiver = { accepts: false, isReported: false }
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      for await (const entry of scheduler.subscribe({ consumer: name, signal, onDamagedEvent })) {
        if (!(await deliver(webhook, signer, entry, receiver))) return
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

/** Returns false if the signal aborted before the event was delivered or put aside. */
async function deliver(webhook: Webhook, signer: Signer, entry: LogEntry, receiver: Receiver): Promise<boolean> {
  const { name, signal, log, metrics, giveUpMs, firstPauseMs = 500 } = webhook
  const { position } = entry
  const began = performance.now()
  let refusals = 0
  for (let failures = 0; !signal.aborted; failures++) {
    const outcome = await attempt(webhook, signer, entry)
    if (signal.aborted && outcome !== 'delivered') return false
    metrics.deliveries.inc({ webhook: name, outcome: outcome === 'delivered' ? outcome : 'failed' })
    if (outcome === 'delivered') {
      receiver.accepts = true
      receiver.isReported = false
      return true
    }
    log.warn({ webhook: name, position, failures: failures + 1, outcome }, 'webhook failed')
    refusals = REFUSALS.has(outcome) ? refusals + 1 : 0
    const isRefused = refusals >= MOST_REFUSALS
    if ((isRefused && receiver.accepts) || performance.now() - began >= giveUpMs) {
      receiver.accepts = false
      metrics.deliveries.inc({ webhook: name, outcome: 'put aside' })
      log.error({ webhook: name, position, failures: failures + 1, outcome }, 'webhook event put aside')
      return true
    }
    if (isRefused && !receiver.isReported) {
      receiver.isReported = true
      metrics.deliveries.inc({ webhook: name, outcome: 'every event refused' })
      log.error({ webhook: name, position, failures: failures + 1, outcome }, 'the receiver refuses every event')
    }
    await rest(failures, firstPauseMs, signal)
  }
  return false
}

/** Returns `delivered`, or why not. */
async function attempt(
  { url, signal, show, timeoutMs = 10_000 }: Webhook,
  signer: Signer,
  { position, event }: LogEntry,
): Promise<string> {
  const body = JSON.stringify({ position, event: show(staffPart(event)) })
  const id = messageIdOf(event)
  const at = new Date()
  try {
    const response = await fetch(url, {
      method: 'POST',
      // Followed, a redirect would send the event to an address that is not configured.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signer.sign(id, at, body),
      },
      body,
    })
    await response.body?.cancel()
    return response.ok ? 'delivered' : `status ${response.status}`
  } catch (thrown) {
    return causeOf(thrown)
  }
}

/**
 * Returns the same id at every attempt, and another for any other event. The id of the event alone would come again in a new or
 * restored database, and a receiver that ignores ids it has seen would ignore new events.
 */
function messageIdOf({ eventId, commandId, at }: OpdEvent): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([eventId, commandId, at]))
    .digest('base64url')
  return `msg_${digest.slice(0, 27)}`
}

/** Returns the cause of a failed request, such as `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED` or `timeout`. */
function causeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'failed'
  if (thrown.name === 'TimeoutError') return 'timeout'
  const { cause } = thrown
  if (!(cause instanceof Error)) return thrown.name
  return 'code' in cause ? String(cause.code) : cause.message
}

async function rest(failures: number, firstPauseMs: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(firstPauseMs * 2 ** Math.min(failures, 20), LONGEST_PAUSE_MS)
  // Half of the pause is random jitter, so that several servers do not retry at the same time.
  await pause(longest / 2 + (Math.random() * longest) / 2, undefined, { signal }).catch(() => undefined)
}
