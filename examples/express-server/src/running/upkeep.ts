import type { OpdScheduler } from 'opd-scheduler'
import type { Logger } from 'pino'
import { causeOf } from './cause'
import type { Readiness } from './readiness'

const SWEEP_SECONDS = 30

export interface UpkeepOptions {
  readonly scheduler: OpdScheduler
  readonly readiness: Readiness
  readonly log: Logger
  /** Opens the coming days of the sample, if there is one. */
  readonly sample: () => Promise<void>
}

/**
 * Does every 30 seconds what is due by the clock, if the server is ready. A failure is logged, and tried again next time. Returns a function that stops it and waits for the work under way.
 */
export function startUpkeep({ scheduler, readiness, log, sample }: UpkeepOptions): () => Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false
  const round = async () => {
    try {
      await readiness.refresh()
      // A wrong clock would mark patients as no-shows and close the day.
      if (readiness.isReady) {
        await sample()
        await scheduler.sweep()
      }
    } catch (thrown) {
      log.warn({ cause: causeOf(thrown) }, 'the sweep failed')
    }
    if (!isStopped) timer = setTimeout(begin, SWEEP_SECONDS * 1000)
  }
  let running = Promise.resolve()
  function begin(): void {
    running = round()
  }
  timer = setTimeout(begin, SWEEP_SECONDS * 1000)
  return async () => {
    isStopped = true
    clearTimeout(timer)
    await running
  }
}
