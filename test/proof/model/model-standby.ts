import type { TokenStatus } from 'opd-scheduler'
import type { Answer } from './model'
import type { ModelSession } from './model-session'
import { isLive, type ModelToken, NOT_HERE, type Step } from './model-token'

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

/** Whether a waiting token may check in. */
export function mayStandBy({ rules }: ModelSession, { presence }: ModelToken): boolean {
  return rules.visit?.standby !== undefined && !presence.standby
}

export function standBy(session: ModelSession, token: ModelToken): Answer {
  remember(session, token)
  token.presence = { ...NOT_HERE, checkedInAt: session.now, arrived: ++session.arrivals, standby: true }
  return token.status
}

/** A token on standby got a seat: as if it had checked in with that seat. */
export function becomePresent(token: ModelToken, seatStart: number): void {
  token.status = 'checked-in'
  token.presence = { ...token.presence, standby: false }
  token.steps = [{ status: 'confirmed', seatStart, leftStart: undefined, leftAbove: false, presence: NOT_HERE }]
}

/** Whether the token is passed over, because it did not answer its call. */
export function sitsOut({ calls }: ModelSession, { presence }: ModelToken): boolean {
  return presence.sitsOutUntil > calls
}

/** Returns the tokens on standby, the one that is called first at the beginning. */
export function standbyOrder(session: ModelSession): ModelToken[] {
  const waiting = session.waiters().filter(isOnStandby)
  const isPassedOver = (token: ModelToken): boolean => sitsOut(session, token)
  return [...waiting.filter((token) => !isPassedOver(token)), ...waiting.filter(isPassedOver)]
}

/** Whether a patient without a seat may be called: nobody with a seat can be, and the limit and the session's end are not reached. */
export function mayCallFromStandby(session: ModelSession): boolean {
  const { tokens, slots, now, rules } = session
  const isNext = (token: ModelToken): boolean =>
    token.status === 'called' || (token.status === 'checked-in' && !sitsOut(session, token))
  const isVisit = ({ status, presence }: ModelToken): boolean =>
    presence.wasStandby || (presence.standby && (status === 'in-consultation' || status === 'completed'))
  return !tokens.some(isNext) && now < slots.at(-1)!.end && tokens.filter(isVisit).length < (rules.visit?.standby ?? 0)
}

export function callFromStandby(session: ModelSession, token: ModelToken): Answer {
  if (!mayCallFromStandby(session)) return 'standby-waits'
  session.calls++
  return leaveStandby(session, token, 'called')
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
