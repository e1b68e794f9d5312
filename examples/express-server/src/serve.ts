import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpdScheduler } from 'opd-scheduler'
import type { Logger } from 'pino'
import { createApp } from './create-app'
import { deliverEvents } from './live/webhook'
import { createMetrics } from './running/metrics'
import { openSample } from './running/sample'
import type { Settings } from './settings'
import { openStorage } from './storage'

export interface Serving {
  readonly address: string
  /** Accepts no new requests, answers those in progress, then closes the storage. */
  stop(): Promise<void>
}

const SWEEP_SECONDS = 30
const SAMPLE_HOURS = 6
/** Connections still open after this are closed, so that no client can delay the stop. */
const PATIENCE_MS = 10_000

/** Starts the server. */
export async function serve(settings: Settings, log: Logger, clock: () => number = Date.now): Promise<Serving> {
  const { timeZone, rules, keys, writesPerMinute, webhooks, patientIndex, phoneCountry } = settings
  const metrics = createMetrics()
  metrics.watchProcess()
  const { store, patients, close } = await openStorage(settings.storage)
  const scheduler = new OpdScheduler({ timeZone, store: patients.before(metrics.timed(store)), clock, rules })
  const closing = new AbortController()
  const app = createApp({
    scheduler,
    patients,
    patientIndex,
    phoneCountry,
    clock,
    timeZone,
    keys,
    log,
    metrics,
    writesPerMinute,
    closing: closing.signal,
  })
  scheduler.startSweeper({ everySeconds: SWEEP_SECONDS })
  const sample = () => openSample(scheduler, timeZone, clock())
  if (settings.hasSample) await sample()
  const again = setInterval(
    () => sample().catch(() => log.warn('opening the sample sessions failed')),
    SAMPLE_HOURS * 3_600_000,
  )
  if (!settings.hasSample) clearInterval(again)
  const deliveries = webhooks.map((webhook) =>
    deliverEvents({ ...webhook, scheduler, log, metrics, signal: closing.signal }),
  )

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 }, app)
  const address = await listen(server, settings)
  log.info({ address, storage: settings.storage.kind, keys: keys.length }, 'serving')

  return {
    address,
    async stop() {
      clearInterval(again)
      closing.abort()
      await closed(server)
      await Promise.all(deliveries)
      await scheduler.close()
      await patients.close()
      await close()
      log.info('stopped')
    },
  }
}

function listen(server: Server, { host, port }: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const { address, family, port } = server.address() as AddressInfo
      resolve(`http://${family === 'IPv6' ? `[${address}]` : address}:${port}`)
    })
  })
}

/** Resolves when all accepted requests are answered. */
async function closed(server: Server): Promise<void> {
  const impatient = setTimeout(() => server.closeAllConnections(), PATIENCE_MS)
  await new Promise((resolve) => server.close(resolve))
  clearTimeout(impatient)
}
