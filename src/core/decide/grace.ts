import { graceOf, isGraceFromStart } from '../rules/defaults'
import type { Rules } from '../rules/rules'
import type { Session } from '../state/session'

/** Returns when the grace of a token ends. If its patient has not come by then, the next sweep marks it as a no-show. */
export function graceEndsAt(session: Session, rules: Rules, token: number): number {
  const slot = session.slotOf(token)
  const limit = isGraceFromStart(rules) ? session.starts[slot]! : session.ends[slot]!
  return Math.max(limit, session.planned[slot]! + session.tokens.lateBy(token)) + graceOf(rules)
}
