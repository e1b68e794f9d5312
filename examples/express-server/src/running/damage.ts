import type { Logger } from 'pino'
import { causeOf } from './cause'

/** Sweeps find damage again twice a minute, so a stream that was mended is forgotten. */
const REMEMBERED_MS = 90_000

/** The doctors and sessions whose events are damaged. They are left out; everything else goes on. */
export class Damage {
  private readonly seen = new Map<string, number>()

  constructor(private readonly log: Logger) {}

  /** Notes that a doctor or session cannot be read. */
  readonly note = (stream: string, error: unknown): void => {
    const isNew = !this.includes(stream)
    this.seen.set(stream, performance.now())
    if (isNew) this.log.error({ stream, cause: causeOf(error) }, 'damaged and left out')
  }

  /** Whether a doctor or session could not be read lately. */
  readonly includes = (stream: string): boolean => {
    const at = this.seen.get(stream)
    return at !== undefined && performance.now() - at < REMEMBERED_MS
  }
}
