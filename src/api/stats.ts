import type { TokenStatus } from '../core/state/status'

/** Counts over sessions. */
export interface Stats {
  /** Sessions counted. */
  readonly sessions: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats in use. */
  readonly used: number
  /** Seats in use as a percentage of base capacity, with one decimal; 0 if there is no capacity. */
  readonly utilisation: number
  /** Tokens issued. */
  readonly tokens: number
  /** Different patients. */
  readonly patients: number
  /** Tokens by status. */
  readonly byStatus: Readonly<Record<TokenStatus, number>>
  /** Tokens by booking class. */
  readonly bySource: Readonly<Record<string, number>>
  /** Times that a token was bumped. */
  readonly bumps: number
  /** Bumps after which the token had another seat. */
  readonly cascades: number
  /** Times that a token got, or was offered, a seat that had become free. */
  readonly promotions: number
  /** Patients on standby who went in to the doctor without a seat. */
  readonly standby: number
  /** Tokens dropped. */
  readonly drops: number
}
