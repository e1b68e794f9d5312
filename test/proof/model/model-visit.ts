import type { TokenStatus } from 'opd-scheduler'
import type { Answer, Manner } from './model'
import { sitAbove } from './model-book'
import { callByName, isUrgent, mayBeSeen } from './model-call'
import type { ModelSession } from './model-session'
import { arrive, isOnStandby, leaveStandby, remember, standBy, undoWithoutSeat } from './model-standby'
import { isLive, type ModelToken, NOT_HERE } from './model-token'

const TO_COME: readonly TokenStatus[] = ['held', 'offered', 'confirmed', 'checked-in', 'called', 'waitlisted']

/** Applies a step of one token's visit. */
export function step(session: ModelSession, op: string, index: number, { override, actor }: Manner): Answer {
  const token = session.tokens[index]!
  const { status } = token
  if (override === true && !session.permits(actor, 'override')) return 'policy-denied'
  const isEarly = override !== true && session.now < session.day.from
  const isLate = override !== true && session.now >= lastMoment(session)
  const may = (...from: TokenStatus[]): boolean => from.includes(status)
  switch (op) {
    case 'confirm':
      if (status === 'expired') return 'hold-expired'
      if (!may('held', 'offered')) return 'invalid-transition'
      Object.assign(token, { status: 'confirmed', until: undefined, seatedAt: session.now })
      return token.status
    case 'cancel':
      if (status === 'expired') return 'hold-expired'
      if (!TO_COME.includes(status) && status !== 'dropped') return 'invalid-transition'
      return cancel(session, token)
    case 'checkIn':
      if (status === 'completed') return comeBack(session, token, isEarly || isLate)
      if (may('waitlisted') && mayStandBy(session, token))
        return isEarly || isLate ? 'outside-service-date' : standBy(session, token)
      if (!may('confirmed')) return 'invalid-transition'
      return isEarly || isLate ? 'outside-service-date' : checkIn(session, token)
    case 'call':
      if (!may('checked-in', 'called') && !isOnStandby(token)) return 'invalid-transition'
      return isEarly ? 'outside-service-date' : callByName(session, token, override === true)
    case 'skip':
      return may('called') ? skip(session, token) : 'invalid-transition'
    case 'start':
      if (!may('confirmed', 'checked-in', 'called') && !isOnStandby(token)) return 'invalid-transition'
      if (may('confirmed') && (isEarly || isLate)) return 'outside-service-date'
      if (isOnStandby(token)) {
        if (isEarly) return 'outside-service-date'
        if (override !== true && !mayBeSeen(session, token)) return 'standby-waits'
        return leaveStandby(session, token, 'in-consultation')
      }
      remember(session, token)
      token.status = 'in-consultation'
      return token.status
    case 'complete':
      if (!may('confirmed', 'checked-in', 'called', 'in-consultation')) return 'invalid-transition'
      return may('confirmed') && isEarly ? 'outside-service-date' : complete(session, token)
    case 'leaveUnseen':
      if (isOnStandby(token)) return leaveStandby(session, token, 'left')
      return may('checked-in', 'called') ? goes(session, token, 'left') : 'invalid-transition'
    case 'noShow':
      if (!may('confirmed', 'called')) return 'invalid-transition'
      return may('confirmed') && isEarly ? 'outside-service-date' : goes(session, token, 'no-show')
    default:
      return undo(session, token)
  }
}

/** Whether a waiting token may check in: an emergency always, others if the rules have standby. */
function mayStandBy(session: ModelSession, token: ModelToken): boolean {
  return !token.presence.standby && (session.rules.visit?.standby !== undefined || isUrgent(session, token))
}

/** Returns how long a session goes on after its last slot, in milliseconds. */
export function overtime({ visit }: ModelSession['rules']): number {
  const { graceMinutes = 15 } = visit ?? {}
  return Number.isFinite(graceMinutes) ? graceMinutes * 60_000 : 0
}

/** Returns the end of the service date, or of the last slot and its grace if that is later. */
function lastMoment({ rules, slots, day }: ModelSession): number {
  return Math.max(day.to, slots.at(-1)!.end + overtime(rules))
}

/** A patient who was seen before stays completed. */
function goes(session: ModelSession, token: ModelToken, final: TokenStatus): Answer {
  if (token.presence.again) return complete(session, token)
  remember(session, token)
  session.leave(token, final)
  return final
}

function complete(session: ModelSession, token: ModelToken): Answer {
  remember(session, token)
  token.status = 'completed'
  if (session.rules.completed !== 'frees') return token.status
  session.leave(token, 'completed')
  return token.status
}

/** A cancellation can be undone, unless it was of a hold or an offer, or the patient had lost the place before. */
function cancel(session: ModelSession, token: ModelToken): Answer {
  const { status, waits } = token
  if (token.presence.again) return complete(session, token)
  if (isOnStandby(token)) {
    leaveStandby(session, token, 'cancelled')
    token.presence = NOT_HERE
  } else if (status === 'held' || status === 'offered' || status === 'dropped') session.end(token, 'cancelled')
  else {
    if (status !== 'waitlisted') remember(session, token)
    session.leave(token, 'cancelled')
    Object.assign(token, { presence: NOT_HERE, waited: waits })
  }
  return token.status
}

function checkIn(session: ModelSession, token: ModelToken): Answer {
  remember(session, token)
  const again = token.presence.again || token.status === 'completed'
  const { standby, wasStandby } = token.presence
  const without = { standby: false, wasStandby: standby || wasStandby }
  token.presence = { ...token.presence, ...arrive(session, token.presence, token.seat!), again, ...without }
  token.status = 'checked-in'
  return token.status
}

/** Brings a completed token back. If its seat was given away, it needs another one. */
function comeBack(session: ModelSession, token: ModelToken, isOutside: boolean): Answer {
  const { seat, source, seatRank: rank, patient } = token
  if (seat === undefined && session.closed) return 'session-closed'
  if (isOutside) return 'outside-service-date'
  if (seat !== undefined)
    return session.collides(patient, source, seat, token) ? 'duplicate-token' : checkIn(session, token)
  let free = session.slots.findIndex((_, slot) => session.isFree(source, slot))
  const { wanted, presence } = token
  const old = presence.standby ? { slot: wanted, fits: session.hasRoom(source, wanted) } : session.oldSeat(token)
  // If no seat is free and its old slot has ended, it gets its old seat back.
  if (free < 0 && session.isOver(old.slot) && old.fits) free = old.slot
  if (free < 0) return 'no-capacity'
  if (session.collides(patient, source, free)) return 'duplicate-token'
  remember(session, token)
  const { steps } = token
  const isAbove = !presence.standby && token.leftAbove && free === old.slot
  session.sit(token, free, rank)
  token.override = isAbove
  checkIn(session, token)
  token.presence = { ...token.presence, again: true }
  steps.pop()
  return token.status
}

/** After an unanswered call: passed over for some calls, and a no-show at the last skip. */
function skip(session: ModelSession, token: ModelToken): Answer {
  const { skipCalls = 2, maxSkips = 3 } = session.rules.visit ?? {}
  const skips = token.presence.skips + 1
  if (skips >= maxSkips || (token.presence.standby && session.closed)) return goes(session, token, 'no-show')
  remember(session, token)
  token.presence = { ...token.presence, skips, sitsOutUntil: session.calls + skipCalls }
  token.status = 'checked-in'
  if (token.presence.standby) Object.assign(token, { status: 'waitlisted', waits: { ...token.stoodBy! } })
  return token.status
}

/** Undoes one step. The token gets its seat back, if no other token has it. */
function undo(session: ModelSession, token: ModelToken): Answer {
  if (token.waited !== undefined) return waitAgain(session, token, token.waited)
  const last = token.steps.at(-1)
  if (last === undefined) return 'invalid-transition'
  const { status, seatStart, presence } = last
  if (token.seat === undefined && (status === 'waitlisted' || presence.standby))
    return undoWithoutSeat(session, token, last)
  const before = session.slots.findIndex(({ planned }) => planned === seatStart)
  // A cancellation that was undone may have given it another seat, which it keeps.
  const seat = seatStart === undefined ? undefined : (token.seat ?? before)
  if (token.status === 'cancelled' || token.status === 'left') {
    const old = session.oldSeat(token)
    const isBlocked = session.slots[old.slot]!.blocked
    if (isBlocked || !old.fits) return bringBack(session, token)
  }
  const isRepeat = seat !== undefined && session.collides(token.patient, token.source, seat, token)
  if (!isLive(token) && isRepeat) return 'duplicate-token'
  // A patient who is only expected cannot have a seat while the doctor is away.
  if (status === 'confirmed' && session.slots[seat!]!.blocked) return 'slot-blocked'
  const retakes = seat !== undefined && token.seat === undefined
  if (retakes && !session.oldSeat(token).fits) return 'slot-full'
  const override = retakes ? token.leftAbove : seat !== undefined && token.override
  if (token.status === 'called' && status === 'checked-in') session.calls--
  const givesUp = seat === undefined && token.seat !== undefined
  token.steps.pop()
  if (givesUp) {
    session.leave(token, status)
    Object.assign(token, { leftStart: last.leftStart, leftAbove: last.leftAbove })
  }
  const promised = token.promised || seat !== undefined
  Object.assign(token, { status, seat, presence, override, promised, seatedAt: session.now })
  return status
}

/** The seat of a token that was cancelled or left is gone. It gets another one, or waits as after a reinstatement. */
function bringBack(session: ModelSession, token: ModelToken): Answer {
  const { patient, source, seatRank: rank, wanted } = token
  if (session.closed) return 'session-closed'
  if (session.collides(patient, source, wanted)) return 'duplicate-token'
  const free = session.slots.findIndex((_, slot) => slot >= wanted && session.isFree(source, slot))
  if (free < 0) {
    if (!mayWait(session, wanted)) return 'no-capacity'
    return waitAgain(session, token, { slot: wanted, accepts: 'onward' })
  }
  if (session.collides(patient, source, free)) return 'duplicate-token'
  const { status, presence } = token.steps.pop()!
  session.sit(token, free, rank)
  Object.assign(token, { status, presence, promised: true })
  return status
}

function waitAgain(session: ModelSession, token: ModelToken, waits: NonNullable<ModelToken['waits']>): Answer {
  const isRepeat = session.collides(token.patient, token.source, token.wanted)
  if (session.closed) return 'session-closed'
  if (isRepeat) return 'duplicate-token'
  if (session.waitsForBlocked(waits)) return 'slot-blocked'
  session.forget(token)
  Object.assign(token, { status: 'waitlisted', waits, waited: undefined, reinstated: true })
  return token.status
}

/** Returns whether a token may wait for a seat from this slot on. */
function mayWait(session: ModelSession, wanted: number): boolean {
  if (session.rules.promotion.from === 'nobody' || session.isOver(session.slots.length - 1)) return false
  return !session.waitsForBlocked({ slot: wanted, accepts: 'onward' })
}

/** Reinstates a no-show. */
export function reinstate(session: ModelSession, index: number, { override, actor }: Manner): Answer {
  const token = session.tokens[index]!
  const { status, patient, source, seatRank: rank } = token
  const hadSeat = status === 'no-show' && !token.presence.standby
  const wanted = override === true && hadSeat ? session.oldSeat(token).slot : token.wanted
  const above = override === true ? (['override'] as const) : []
  if (!session.permits(actor, 'reinstate', ...above)) return 'policy-denied'
  if (session.closed) return 'session-closed'
  if (status !== 'no-show') return 'invalid-transition'
  if (override === true && session.isOver(wanted)) return 'slot-past'
  if (session.collides(patient, source, wanted)) return 'duplicate-token'
  if (override === true && session.slots[wanted]!.blocked) return 'slot-blocked'
  const free = session.slots.findIndex((_, slot) => slot >= wanted && session.isFree(source, slot))
  if (override === true) {
    const refused = sitAbove(session, token, rank, wanted)
    if (refused !== undefined) return refused
  } else if (free >= 0) {
    if (session.collides(patient, source, free)) return 'duplicate-token'
    session.sit(token, free, rank)
  } else {
    if (!mayWait(session, wanted)) return 'no-capacity'
    Object.assign(token, { status: 'waitlisted', waits: { slot: wanted, accepts: 'onward' } })
  }
  session.forget(token)
  token.reinstated = true
  return token.status
}
