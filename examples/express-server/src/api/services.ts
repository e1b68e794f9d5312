import type { OpdScheduler } from 'opd-scheduler'
import type { Logger } from 'pino'
import type { Patients } from '../patients/patients'
import type { CountryCode } from '../patients/phone'
import type { Metrics } from '../running/metrics'
import type { Readiness } from '../running/readiness'
import type { Caller } from '../security/caller'
import type { Show } from './instants'

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
  readonly log: Logger
  /** Shows the library's instants as RFC 3339 texts. */
  readonly show: Show
  /** Address at which clients reach the server, without a slash at the end; empty for addresses without a host. */
  readonly publicUrl: string
  /** Signs the links of patients. The same for all instances on one database. */
  readonly linkSecret: string
  /** Position of the last event in the log. */
  readonly head: () => Promise<number>
  /** For how many milliseconds the board and the queues may be shared. */
  readonly shareMs: number
  /** Milliseconds between heartbeats on an event stream. */
  readonly heartbeatMs: number
  /** Limit of open event streams. */
  readonly mostStreams: number
  /** Limit of open event streams with one key. */
  readonly streamsPerKey: number
  /** Whether the caller's key is still valid. */
  readonly isValid: (caller: Caller) => boolean
  /** Aborts when the server shuts down. */
  readonly closing: AbortSignal
  readonly readiness: Readiness
  /** Whether the events of a doctor or session are damaged. */
  readonly isDamaged: (stream: string) => boolean
}

/** Returns today's date in the facility's time zone, or the date some days ahead. */
export function dayOf({ clock, timeZone }: Services, ahead = 0): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(clock() + ahead * 86_400_000)
}
