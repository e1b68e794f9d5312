import type { SessionView } from '../api/session-view'
import type { Rules } from '../core/rules/rules'
import { checkEnvy } from './check-envy'
import { checkSeats } from './check-seats'
import { checkTokens } from './check-tokens'
import { checkWaiting } from './check-waiting'
import type { Violation } from './violation'

/** What to leave out. */
export interface CheckOptions {
  /**
   * Whether to look for justified envy: a waiting token that the rules would let take the seat of a lower one. It is never
   * looked for where the rules themselves may leave some: where a displaced token may find no place, so that a bump may
   * fail, and where freed seats are not given to those who wait. Pass false also for rules whose own strategies refuse
   * some bumps, and where overflow seats go to classes that do not rank best.
   *
   * @defaultValue true
   */
  readonly envy?: boolean
}

/**
 * What is wrong with a session, judged by the rules and by nothing else: plain loops over the public view, sharing no code
 * with the engine. Empty for a session in which all is well. The rules must be those that the session was run with.
 */
export function checkInvariants(state: SessionView, rules: Rules, options: CheckOptions = {}): Violation[] {
  const { envy = true } = options
  return [
    ...checkSeats(state, rules),
    ...checkTokens(state, rules),
    ...checkWaiting(state, rules),
    ...(envy ? checkEnvy(state, rules) : []),
  ]
}
