import { type Fact, type Intake, NOWHERE, WAITING } from '../fact'
import type { Session } from './session'
import {
  CALLED,
  CANCELLED,
  CHECKED_IN,
  COMPLETED,
  CONFIRMED,
  DROPPED,
  EXPIRED,
  HELD,
  IN_CONSULTATION,
  isLive,
  isTentative,
  LEFT,
  NO_SHOW,
  OFFERED,
  RESCHEDULED,
  WAITLISTED,
} from './status'
import { BUMPS, LIST, OVERRIDE, PROMISED, REINSTATED, SLOT, STATUS, WANTED } from './tokens'
import type { Before } from './visit'

/** Folds one fact into the state, in place. Asks no rule and reads no clock, so a log always folds to the same state. */
export function evolve(session: Session, fact: Fact): void {
  const { token } = fact
  const { tokens, room } = session
  switch (fact.type) {
    // The most frequent facts come first.
    case 'token.confirmed':
      if (fact.intake === null) {
        session.clearDeadline(token)
        session.unpin(token)
        session.expectFrom(token, fact.at)
        return
      }
      admit(session, fact)
      return
    case 'token.bumped':
      session.stand(token)
      tokens.set(token, BUMPS, tokens.get(token, BUMPS) + 1)
      place(session, fact)
      return
    case 'token.cancelled':
      cancel(session, token)
      return
    case 'token.waitlisted':
      admit(session, fact)
      return
    case 'token.moved':
    case 'token.promoted':
      session.leave(token)
      place(session, fact)
      if (room.standby.has(token) && fact.to >= 0) sitFromStandby(session, token)
      return
    case 'token.held':
      admit(session, fact)
      session.holdUntil(token, HELD, fact.until)
      tokens.mark(token, PROMISED)
      return
    case 'token.offered':
      session.leave(token)
      place(session, fact)
      session.holdUntil(token, OFFERED, fact.until)
      tokens.mark(token, PROMISED)
      return
    case 'token.reinstated':
      tokens.mark(token, REINSTATED)
      room.forget(token)
      place(session, fact)
      return
    case 'token.reclassified':
      session.reclassify(token, fact.intake as Intake, fact.rank)
      if (fact.cause === 'override') putAboveRules(session, token)
      return
    case 'token.checked-in':
      checkIn(session, token, fact)
      session.pin(token)
      tokens.set(token, STATUS, CHECKED_IN)
      return
    case 'token.stood-by':
      room.standBy(token, session.snapshot(token), fact.at, session.planned[tokens.get(token, WANTED)]!)
      return
    case 'token.called':
      room.call(token, session.snapshot(token), fact.room)
      session.leaveList(token)
      tokens.set(token, STATUS, CALLED)
      return
    case 'token.skipped':
      room.skip(token, session.snapshot(token), fact.until)
      tokens.set(token, STATUS, CHECKED_IN)
      if (fact.to === WAITING) session.joinList(token, fact.list)
      return
    case 'token.started':
      room.start(token, session.snapshot(token), fact.at, fact.room)
      session.leaveList(token)
      session.pin(token)
      tokens.set(token, STATUS, IN_CONSULTATION)
      return
    case 'token.completed':
      room.complete(token, session.snapshot(token), fact.at)
      if (fact.to < 0) session.leave(token)
      else session.pin(token)
      tokens.set(token, STATUS, COMPLETED)
      return
    case 'token.left':
      room.leave(token, session.snapshot(token))
      session.leave(token)
      tokens.set(token, STATUS, LEFT)
      return
    case 'token.no-show':
      room.leave(token, session.snapshot(token))
      session.leave(token)
      tokens.set(token, STATUS, NO_SHOW)
      return
    case 'token.undone':
      undo(session, fact)
      return
    case 'token.rescheduled':
      end(session, token, RESCHEDULED)
      return
    case 'token.expired':
      end(session, token, EXPIRED)
      return
    case 'token.dropped':
      end(session, token, DROPPED)
      return
    case 'session.opened':
      return
    case 'session.closed':
      session.closed = true
      return
    case 'slot.added':
      session.insert(fact.layout!.index, fact.layout!.slots[0]!, fact.layout!.overflowLimit)
      return
    case 'slot.resized':
      session.resize(fact.layout!.index, fact.layout!.slots[0]!, fact.layout!.overflowLimit)
      return
    case 'slot.released':
      session.openToAll(fact.to)
      return
    case 'slot.blocked':
    case 'slot.unblocked':
      session.block(fact.to, fact.type === 'slot.blocked')
      return
    case 'session.delayed':
      session.shift(fact.layout!.index, fact.layout!.slots)
      return
    default:
      fact.type satisfies never
  }
}

/** Adds a new token to the session. */
function admit(session: Session, fact: Fact): void {
  if (session.admit(fact.at, fact.intake as Intake) !== fact.token)
    throw new Error(`token ${fact.token} is not the next of its session`)
  place(session, fact)
}

/** A cancellation can be undone, unless it was of a hold or an offer, or the patient had lost the place before. */
function cancel(session: Session, token: number): void {
  const status = session.statusOf(token)
  if (isLive(status) && !isTentative(status)) session.room.leave(token, session.snapshot(token))
  session.leave(token)
  session.tokens.set(token, STATUS, CANCELLED)
}

/**
 * Records the check-in. A token that comes back after a visit and has no seat gets one, which is above the rules if it is its old one and
 * was.
 */
function checkIn(session: Session, token: number, { at, to, rank }: Fact): void {
  const { tokens, planned, room } = session
  const before = session.snapshot(token)
  room.checkIn(token, before, at, planned[to]!)
  if (tokens.get(token, SLOT) < 0) sitAgain(session, token, before.earlier!, to, rank)
}

/** A token on standby that gets a seat is present there, because its patient has arrived. */
function sitFromStandby(session: Session, token: number): void {
  session.room.seat(token, session.snapshot(token))
  session.pin(token)
  session.tokens.set(token, STATUS, CHECKED_IN)
}

/** Takes the last step back. A token that left its seat or its list then sits down or waits again. */
function undo(session: Session, { token, to, list, rank, at }: Fact): void {
  const { tokens, room } = session
  const status = session.statusOf(token)
  const before = room.undo(token, status)
  if (to === WAITING) {
    if (status === CANCELLED || status === LEFT) tokens.mark(token, REINSTATED)
    // A patient who had a seat before and waits now has not come yet.
    if (before.status !== WAITLISTED) room.forget(token)
    if (session.slotOf(token) !== WAITING) session.joinList(token, list)
    return
  }
  if (to === NOWHERE) session.leave(token)
  else {
    tokens.mark(token, PROMISED)
    if (session.slotOf(token) < 0) sitAgain(session, token, before, to, rank)
    session.pin(token)
    if (before.status === CONFIRMED) {
      session.unpin(token)
      session.expectFrom(token, at)
    }
  }
  tokens.set(token, STATUS, before.status)
}

/** The token gets a seat, which is above the rules if it is the one that it had before and was. */
function sitAgain(session: Session, token: number, before: Before, to: number, rank: number): void {
  const regains = before.above && session.slotBefore(token, before) === to
  session.tokens.set(token, OVERRIDE, regains ? 1 : 0)
  session.sit(token, to, rank)
}

/** The token counts as seated by an override from now on. */
function putAboveRules(session: Session, token: number): void {
  session.tokens.set(token, OVERRIDE, 1)
  if (session.tokens.get(token, LIST) < 0) return
  session.pin(token)
  session.unpin(token)
}

/** The token is gone for good: nothing of it can be undone. */
function end(session: Session, token: number, status: number): void {
  session.leave(token)
  session.room.forget(token)
  session.tokens.set(token, STATUS, status)
}

/** Puts the token where the fact says: a seat, a waiting list, or nowhere. */
function place(session: Session, fact: Fact): void {
  if (fact.to >= 0) {
    if (fact.cause === 'override') session.tokens.set(fact.token, OVERRIDE, 1)
    session.sit(fact.token, fact.to, fact.rank)
    session.expectFrom(fact.token, fact.at)
  } else if (fact.to === WAITING) session.joinList(fact.token, fact.list)
  else end(session, fact.token, DROPPED)
}
