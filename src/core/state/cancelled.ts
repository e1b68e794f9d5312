import { ANY, ONWARD } from './lanes'
import type { Session } from './session'
import { CALLED, CHECKED_IN, CONFIRMED, WAITLISTED } from './status'
import { LEFT_SLOT, LIST, STRAIGHT, WAITED, WAITED_ONWARD } from './tokens'

/** Remembers what a token was before it is cancelled. A hold or an offer that was cancelled cannot be undone. */
export function rememberBeforeCancel(session: Session, token: number): void {
  const { tokens, room } = session
  const status = session.statusOf(token)
  if (status === CONFIRMED) tokens.mark(token, STRAIGHT)
  else if (status === CHECKED_IN || status === CALLED || room.standby.has(token)) room.leave(token, status)
  if (status === WAITLISTED) rememberList(session, token)
}

/** Remembers the list that a waiter leaves to be cancelled, or to be called without a seat. */
export function rememberList({ tokens, lanes }: Session, token: number): void {
  const list = tokens.get(token, LIST)
  tokens.mark(token, (lanes.kindOf(list) - ONWARD + 1) * WAITED_ONWARD)
  tokens.set(token, LEFT_SLOT, lanes.slotOf(list))
}

/** Returns the list that a waiter left to be cancelled or called, or -1. */
export function rememberedList({ tokens, lanes }: Session, token: number): number {
  const marks = tokens.marksOf(token, WAITED)
  if (marks === 0) return -1
  const kind = marks / WAITED_ONWARD - 1 + ONWARD
  return lanes.list(kind, kind === ANY ? 0 : tokens.get(token, LEFT_SLOT))
}
