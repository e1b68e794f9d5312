import type { Express } from 'express'
import { OpdScheduler } from 'opd-scheduler'
import type { Logger } from 'pino'
import { showIn } from '../api/instants'
import { createApp } from '../create-app'
import { deliverEvents } from '../live/webhook'
import type { Keys } from '../security/keys'
import type { Settings } from '../settings'
import { openStorage } from '../storage'
import { causeOf } from './cause'
import { Damage } from './damage'
import { createMetrics } from './metrics'
import { openPatiently } from './open-patiently'
import { Readiness } from './readiness'
import { sampleOf } from './sample'
import { startUpkeep } from './upkeep'

/** The server without its port. */
export interface Service {
  readonly app: Express
  readonly readiness: Readiness
  /** Ends the event streams, which would otherwise go on for ever. */
  endStreams(): void
  /** Call it when all requests are answered. */
  close(): Promise<void>
}

/**
 * Opens the storage, and starts what runs beside the requests.
 *
 * @throws an AbortError if the signal aborts meanwhile
 */
export async function openService(
  settings: Settings,
  keys: Keys | undefined,
  log: Logger,
  clock: () => number,
  signal: AbortSignal,
): Promise<Service> {
  const { timeZone, rules, webhooks, sweepSeconds } = settings
  const metrics = createMetrics()
  metrics.watchProcess()
  const storage = await openPatiently(() => openStorage(settings.storage), log, signal)
  const { store, patients, linkSecret, probe, close } = storage
  const damage = new Damage(log)
  const scheduler = new OpdScheduler({
    timeZone,
    store: patients.before(metrics.timed(store)),
    clock,
    rules,
    onDamagedStream: damage.note,
  })
  const readiness = new Readiness({ probe, clock, log })
  const closing = new AbortController()
  const app = createApp({
    ...settings,
    scheduler,
    head: () => store.head(),
    patients,
    clock,
    keys,
    log,
    metrics,
    closing: closing.signal,
    readiness,
    isDamaged: damage.includes,
    linkSecret,
  })
  const sample = sampleOf(scheduler, timeZone, clock, settings.sample)
  await readiness.refresh()
  if (readiness.isReady)
    await sample().catch((thrown) => log.warn({ cause: causeOf(thrown) }, 'the sample could not be opened'))
  const removeLeftovers = () => patients.removeLeftovers(async (id) => (await store.findCommit(id)) !== undefined)
  const stopUpkeep = startUpkeep({ scheduler, readiness, log, sample, removeLeftovers, sweepSeconds })
  const deliveries = webhooks.map((webhook) =>
    deliverEvents({
      ...webhook,
      scheduler,
      show: showIn(timeZone),
      log,
      metrics,
      signal: closing.signal,
      giveUpMs: settings.webhookGiveUpHours * 3_600_000,
    }),
  )
  return {
    app,
    readiness,
    endStreams: () => closing.abort(),
    async close() {
      closing.abort()
      await Promise.all([...deliveries, stopUpkeep()])
      await scheduler.close()
      await patients.close()
      await close()
    },
  }
}
