import type { TokenStatus } from 'opd-scheduler'
import type { Answer } from './model'
import type { ModelSession } from './model-session'
import { isLive, type ModelToken, NOT_HERE, type Presence, type Step } from './model-token'

/** Records the state for the next undo. */
export function remember(session: ModelSession, token: ModelToken): void {
  const { status, seat, presence, leftStart, leftAbove } = token
  const seatStart = seat === undefined ? undefined : session.slots[seat]!.planned
  token.steps.push({ status, seatStart, leftStart, leftAbove, presence })
}

/** Whether the token waits, and its patient is there. */
export function isOnStandby({ status, presence }: ModelToken): boolean {
  return status === 'waitlisted' && presence.standby
}

export function standBy(session: ModelSession, token: ModelToken): Answer {
  remember(session, token)
  token.presence = { ...NOT_HERE, ...arrive(session, NOT_HERE, token.wanted), standby: true }
  return token.status
}

/** The next check-in, of a patient who is expected in this slot; the first one of the day stays. Clocks differ, so its time never goes back. */
export function arrive(session: ModelSession, { since, first, expectedAt }: Presence, slot: number): Partial<Presence> {
  session.lastArrival = Math.max(session.lastArrival, session.now)
  const now = { checkedInAt: session.now, arrived: ++session.arrivals }
  if (since !== undefined) return { ...now, since, first, expectedAt }
  return { ...now, since: session.lastArrival, first: now.arrived, expectedAt: session.slots[slot]!.planned }
}

/** A token on standby got a seat: as if it had checked in with that seat. */
export function becomePresent(token: ModelToken, seatStart: number): void {
  token.status = 'checked-in'
  token.presence = { ...token.presence, standby: false }
  token.steps = [{ status: 'confirmed', seatStart, leftStart: undefined, leftAbove: false, presence: NOT_HERE }]
}

/** A token on standby leaves its list, to which it may come back. */
export function leaveStandby(session: ModelSession, token: ModelToken, status: TokenStatus): Answer {
  remember(session, token)
  token.stoodBy = token.waits
  token.seatRank = token.base
  session.leave(token, status)
  return status
}

/** Undoes a step of a token that had no seat before it either. */
export function undoWithoutSeat(session: ModelSession, token: ModelToken, { status, presence }: Step): Answer {
  const waits = status === 'waitlisted'
  if (waits && session.closed) return 'session-closed'
  const isRepeat = session.collides(token.patient, token.source, token.wanted, token)
  if (!isLive(token) && isRepeat) return 'duplicate-token'
  // A patient who is not there cannot wait while the doctor is away.
  if (waits && !presence.standby && session.waitsForBlocked(token.waits ?? token.stoodBy!)) return 'slot-blocked'
  if (token.status === 'called' && waits) session.calls--
  if (waits && ['cancelled', 'left'].includes(token.status)) token.reinstated = true
  if (waits) token.waits ??= { ...token.stoodBy! }
  else if (token.waits !== undefined) token.stoodBy = token.waits
  // It may have been reclassified while it waited.
  if (!waits) Object.assign(token, { waits: undefined, seatRank: token.base })
  token.steps.pop()
  Object.assign(token, { status, presence })
  return status
}
