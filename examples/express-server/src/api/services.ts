import type { OpdScheduler } from 'opd-scheduler'
import type { Patients } from '../patients/patients'
import type { Metrics } from '../running/metrics'

/** What the operations work with. */
export interface Services {
  readonly scheduler: OpdScheduler
  readonly patients: Patients
  /** Epoch milliseconds; the same clock as the scheduler's. */
  readonly clock: () => number
  /** The facility's zone; the same as the scheduler's. */
  readonly timeZone: string
  readonly metrics: Metrics
  /** Between two signs of life on a stream of events. */
  readonly heartbeatMs: number
  /** Streams that may be open at once. */
  readonly mostStreams: number
  /** Aborts when the server shuts down. */
  readonly closing: AbortSignal
}

/** Today's date in the facility's zone, or that of a later day. */
export function dayOf({ clock, timeZone }: Services, ahead = 0): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(clock() + ahead * 86_400_000)
}
