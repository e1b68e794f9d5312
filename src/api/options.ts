import type { Rules } from '../core/rules/rules'
import type { Store } from '../store/store'

/** What a scheduler is made of. */
export interface SchedulerOptions {
  /** The facility's IANA time zone. There is no safe default: the host machine's zone is never used. */
  readonly timeZone: string
  /**
   * Who goes first, how many fit, who moves.
   *
   * @defaultValue `standard()`
   */
  readonly rules?: Rules
  /**
   * Where events are kept.
   *
   * @defaultValue `memoryStore()`
   */
  readonly store?: Store
  /**
   * The time in epoch milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly clock?: () => number
  /**
   * How a token's number is written, given its order of arrival from 1; must write every number differently.
   *
   * @defaultValue three digits, such as `007`
   */
  readonly formatNumber?: (sequence: number, source: string) => string
  /**
   * For about how many milliseconds a command or query tries to come through, where other processes or a store that fails are
   * in its way. One that waits for an append which then fails may take twice as long.
   *
   * @defaultValue 10,000
   */
  readonly deadlineMs?: number
  /**
   * How many sessions are kept in memory, those that were used last; others are read from the store when they are needed.
   *
   * @defaultValue 2,000
   */
  readonly sessionsInMemory?: number
}
