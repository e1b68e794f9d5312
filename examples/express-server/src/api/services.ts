import type { OpdScheduler } from 'opd-scheduler'
import type { Patients } from '../patients/patients'
import type { CountryCode } from '../patients/phone'
import type { Metrics } from '../running/metrics'

/** Everything that the operations need. */
export interface Services {
  readonly scheduler: OpdScheduler
  readonly patients: Patients
  /** Whether the patients are in `patients`, or in an index of the hospital, whose ids are not checked. */
  readonly patientIndex: 'own' | 'external'
  /** Country of phone numbers without one. */
  readonly phoneCountry: CountryCode
  /** Epoch milliseconds; the same clock as the scheduler's. */
  readonly clock: () => number
  /** The facility's time zone; the same as the scheduler's. */
  readonly timeZone: string
  readonly metrics: Metrics
  /** Milliseconds between heartbeats on an event stream. */
  readonly heartbeatMs: number
  /** Limit of open event streams. */
  readonly mostStreams: number
  /** Aborts when the server shuts down. */
  readonly closing: AbortSignal
}

/** Returns today's date in the facility's time zone, or the date some days ahead. */
export function dayOf({ clock, timeZone }: Services, ahead = 0): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(clock() + ahead * 86_400_000)
}
