import type { SessionView } from '../api/views'
import type { RulesOption } from '../core/rules/rules'
import { checkEnvy } from './check-envy'
import { checkOneLive } from './check-one-live'
import { checkSeats } from './check-seats'
import { checkTokens } from './check-tokens'
import { checkWaiting } from './check-waiting'
import { rulesOf } from './rules-of'
import type { Violation } from './violation'

/** Which checks to leave out. */
export interface CheckOptions {
  /**
   * Whether to look for justified envy: a waiting token that the rules allow to bump a lower one. The check is skipped for rules that
   * may leave such tokens: if a displaced token may find no place, so that a bump may fail, or if freed seats are not given to waiting
   * tokens. Pass false as well if your own strategies refuse some bumps, or if overflow seats go to classes without the best ranks.
   *
   * @defaultValue true
   */
  readonly envy?: boolean
}

/**
 * Returns every violation of an invariant in a session, or an empty list. Judges only by the rules, with plain loops over the public view,
 * and shares no code with the engine. The rules must be those of the session, or the option `rules` of its scheduler. A rank that depends on the
 * time is expected as of the booking.
 *
 * @example
 * ```ts
 * expect(checkInvariants(await opd.session('dr-rao.2026-01-30'), rules)).toEqual([])
 * ```
 */
export function checkInvariants(state: SessionView, option: RulesOption, options: CheckOptions = {}): Violation[] {
  const { envy = true } = options
  const rules = rulesOf(option, state)
  return [
    ...checkSeats(state, rules),
    ...checkTokens(state, rules),
    ...checkWaiting(state, rules),
    ...checkOneLive(state, rules),
    ...(envy ? checkEnvy(state, rules) : []),
  ]
}
