import type { Rules } from '../core/rules/rules'
import type { OpdEvent } from '../events/event'
import type { Store } from '../store/store'

/** What a scheduler is made of. Wrong or unknown options throw `invalid-input`, wrong rules throw `invalid-rules`. */
export interface SchedulerOptions {
  /** The facility's IANA time zone, such as `Asia/Kolkata`. There is no default: the host machine's zone is never used. */
  readonly timeZone: string
  /**
   * Who goes first, how many fit, who moves.
   *
   * @defaultValue `standard()`
   */
  readonly rules?: Rules | undefined
  /**
   * Where events are kept.
   *
   * @defaultValue `memoryStore()`
   */
  readonly store?: Store | undefined
  /**
   * The time in epoch milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly clock?: (() => number) | undefined
  /**
   * Writes the number of a token, given its order of arrival from 1. Each sequence must get a number of its own.
   *
   * @defaultValue three digits, such as `007`
   */
  readonly formatNumber?: ((sequence: number, source: string) => string) | undefined
  /**
   * How long a command or query retries conflicts and store failures, in milliseconds. A command that waits for an append which
   * then fails may take twice as long.
   *
   * @defaultValue 10,000
   */
  readonly deadlineMs?: number | undefined
  /**
   * How many sessions are kept in memory, least recently used ones going first; others are read from the store when needed.
   *
   * @defaultValue 2,000
   */
  readonly sessionsInMemory?: number | undefined
  /**
   * Called with the error of a listener that threw, and the event that it was given.
   *
   * @defaultValue the error becomes an uncaught exception of the process
   */
  readonly onListenerError?: ((error: unknown, event: OpdEvent) => void) | undefined
}
