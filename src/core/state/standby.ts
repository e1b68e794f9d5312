import { type Fact, WAITING } from '../fact'
import { rememberList } from './cancelled'
import type { Session } from './session'
import { CANCELLED, CHECKED_IN, LEFT, WAITLISTED } from './status'
import { LEFT_ABOVE, LEFT_ABOVE_BEFORE, REINSTATED, STATUS, STRAIGHT, WAITED } from './tokens'

/** A token on standby that gets a seat is present there, because its patient has arrived. */
export function sitFromStandby(session: Session, token: number): void {
  session.room.seat(token)
  session.pin(token)
  session.tokens.set(token, STATUS, CHECKED_IN)
}

/** Takes the last step of a token back that waits afterwards. It is on standby again if it was before that step. */
export function undoAmongWaiters(session: Session, { token, list }: Fact): void {
  const { tokens, room } = session
  const status = session.statusOf(token)
  if (status === CANCELLED || status === LEFT) tokens.mark(token, REINSTATED)
  if (room.of(token)?.before.status === WAITLISTED) room.undo(token, status)
  else {
    tokens.unmark(token, STRAIGHT)
    room.forget(token)
  }
  if (status !== WAITLISTED) rejoinList(session, token, list)
}

/** A token on standby leaves its list, to which it may come back. */
export function leaveListToBeSeen(session: Session, token: number): void {
  if (session.slotOf(token) !== WAITING) return
  rememberList(session, token)
  session.tokens.unmark(token, LEFT_ABOVE | LEFT_ABOVE_BEFORE)
  session.leaveList(token)
}

/** The token waits again on the list that it left, in its old order of arrival. */
export function rejoinList(session: Session, token: number, list: number): void {
  session.tokens.unmark(token, WAITED)
  session.joinList(token, list)
}

/** Takes the last step of a token without a seat back; it has no seat afterwards either. */
export function undoWithoutSeat(session: Session, token: number): void {
  leaveListToBeSeen(session, token)
  session.tokens.set(token, STATUS, session.room.undo(token, session.statusOf(token)))
}
