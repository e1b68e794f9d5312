import type { Rules } from '../rules/rules'
import { firstAwaited } from '../state/awaited'
import type { Session } from '../state/session'
import { bestForFreeSeat, waitsBesideFreeSeat } from './next-in-line'
import { hopeful } from './settle'
import { View } from './view'

/** Due at any time. */
const AT_ONCE = 0

/**
 * Returns the earliest time at which a sweep could change something, unless another command changes the session before; null if none
 * could. It may be too early, which costs a look at the session, and is never too late. Times of the rules, such as the grace, do not
 * count, so that a session stays due in time if the rules change.
 */
export function nextDue(session: Session, rules: Rules, now: number): number | null {
  const { closed, slots, starts, ends, planned, waiting } = session
  const awaited = firstAwaited(session)
  if (closed && awaited === slots) return null
  let due = awaited < slots ? starts[awaited]! : Number.POSITIVE_INFINITY
  // Holds and offers end, reserved seats open, and the session is closed after its last slot.
  if (!closed) due = Math.min(due, session.dueAt, ends[slots - 1]!)
  if (waiting > 0) due = Math.min(due, planned[0]!)
  if (due > now && (waiting > 0 || session.away > 0) && mayMove(new View(session, rules, now))) return AT_ONCE
  return Math.floor(due)
}

/**
 * Whether a token might get another place before anything else is due. A free seat beside a waiter counts even if the promotion rule does
 * not give it: a rule may open with the clock, and a scheduler may be started with other rules. From the start of the session on, when
 * waiters make it due anyway, their ranks may improve, and they may be left with nothing but slots in which the doctor is away.
 */
function mayMove(view: View): boolean {
  const { session, rules } = view
  if (waitsBesideFreeSeat(view) || (session.away > 0 && bestForFreeSeat(view) !== undefined)) return true
  const { from, fills } = rules.promotion
  const mayBePulled = from === 'waitlist-and-later' && fills !== undefined && session.away > 0
  return (mayBePulled && !session.closed) || hopeful(view).length > 0
}
