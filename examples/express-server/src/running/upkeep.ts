import type { OpdScheduler } from 'opd-scheduler'
import type { Logger } from 'pino'
import { causeOf } from './cause'
import type { Readiness } from './readiness'

const HOUR_MS = 3_600_000

export interface UpkeepOptions {
  readonly scheduler: OpdScheduler
  readonly readiness: Readiness
  readonly log: Logger
  /** Opens the coming days of the sample, if there is one. */
  readonly sample: () => Promise<void>
  /** Removes the patients of bookings that failed an hour ago. */
  readonly removeLeftovers: () => Promise<void>
  /** How long after one sweep the next begins. */
  readonly sweepSeconds: number
}

/**
 * Sweeps again and again if the server is ready. A failure is logged, and the next round tries again. Returns a function that stops the
 * rounds and waits for the one that is under way.
 */
export function startUpkeep({
  scheduler,
  readiness,
  log,
  sample,
  removeLeftovers,
  sweepSeconds,
}: UpkeepOptions): () => Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false
  let hourEnds = 0
  const round = async () => {
    try {
      await readiness.refresh()
      // A wrong clock would mark patients as no-shows and close the day.
      if (readiness.isReady) {
        await sample()
        const { sessions, changed, closed } = await scheduler.sweep()
        log.debug({ sessions, changed, closed }, 'swept')
        if (performance.now() >= hourEnds) {
          hourEnds = performance.now() + HOUR_MS
          await removeLeftovers()
        }
      } else log.debug('not swept, because the server is not ready')
    } catch (thrown) {
      log.warn({ cause: causeOf(thrown) }, 'the sweep failed')
    }
    if (!isStopped) timer = setTimeout(begin, sweepSeconds * 1000)
  }
  let running = Promise.resolve()
  function begin(): void {
    running = round()
  }
  timer = setTimeout(begin, sweepSeconds * 1000)
  return async () => {
    isStopped = true
    clearTimeout(timer)
    await running
  }
}
