import type { EstimatedRange } from './queue-view'

/**
 * Names the token, and what to reckon with.
 *
 * @example
 * ```ts
 * const estimate = await opd.estimate({ tokenId: 'dr-rao.2026-01-30.t7', travelMinutes: 25 })
 * if (estimate) console.log(`Leave home at ${estimate.leaveBy}. ${estimate.ahead} patients are before you.`)
 * ```
 */
export interface EstimateQuery {
  /** The token. */
  readonly tokenId: string
  /**
   * The chance, from 0.01 to 0.5, that a patient who comes at `arriveBy` comes too late for the call.
   *
   * @defaultValue 0.1
   */
  readonly risk?: number
  /** Minutes that the patient needs to come, from 0 to 1,440. Without it `leaveBy` is null. */
  readonly travelMinutes?: number
}

/** When a token is likely to be called, and by when its patient has to be there. */
export interface TokenEstimate extends EstimatedRange {
  /** The token. */
  readonly tokenId: string
  /**
   * A patient who is there by then misses the call with a chance of at most `risk`. Not before the start of the slot, because no patient has to
   * be there earlier, and not before now. Not so late that the patient loses the place in the queue by it, or the seat: at least five
   * minutes are left of the grace. An ISO instant with the facility's offset; null if the patient is there.
   */
  readonly arriveBy: string | null
  /** `arriveBy` less `travelMinutes`, which may be over; null if either is missing. */
  readonly leaveBy: string | null
  /** Patients, present or expected, who are likely to be called before. Those called or with the doctor do not count. */
  readonly ahead: number
  /** Minutes by which the running slot, or else the next, begins later than planned. */
  readonly late: number
  /** How many visits of this session were measured. With few of them, the estimate rests on the doctor's expected minutes. */
  readonly observed: number
  /** Time of the estimate, in epoch milliseconds. */
  readonly asOf: number
}
