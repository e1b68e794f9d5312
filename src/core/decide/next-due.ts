import type { Rules } from '../rules/rules'
import { firstAwaited } from '../state/awaited'
import type { Session } from '../state/session'
import { hopeful } from './hopeful'
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
  if (waiting > 0) due = Math.min(due, mayLeaveList(session, rules, now) ? AT_ONCE : planned[0]!)
  return Math.floor(due)
}

/**
 * Whether a waiter might leave its list before the session begins, which only a bump lets it. From then on, when it is due anyway, its rank
 * may improve, and it may be left with nothing but slots in which the doctor is away.
 */
function mayLeaveList(session: Session, rules: Rules, now: number): boolean {
  return now < session.planned[0]! && hopeful(new View(session, rules, now)).length > 0
}
