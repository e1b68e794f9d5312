import { type Fact, NOWHERE, WAITING } from '../fact'
import type { Intake } from '../intake'
import { rememberBeforeCancel } from './cancelled'
import type { Session } from './session'
import { leaveListToBeSeen, rejoinList, sitFromStandby, undoAmongWaiters, undoWithoutSeat } from './standby'
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
  LEFT,
  NO_SHOW,
  OFFERED,
  RESCHEDULED,
} from './status'
import {
  BUMPS,
  LEFT_ABOVE,
  LEFT_ABOVE_BEFORE,
  LEFT_SLOT,
  LIST,
  OVERRIDE,
  PROMISED,
  REINSTATED,
  SLOT,
  STATUS,
  STRAIGHT,
  WAITED,
  WANTED,
} from './tokens'

/** Folds one fact into the state, in place. Asks no rule and reads no clock, so a log always folds to the same state. */
export function evolve(session: Session, fact: Fact): void {
  const { token } = fact
  const { tokens } = session
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
      rememberBeforeCancel(session, token)
      end(session, token, CANCELLED)
      return
    case 'token.waitlisted':
      admit(session, fact)
      return
    case 'token.moved':
    case 'token.promoted':
      session.leave(token)
      place(session, fact)
      if (session.room.standby.has(token) && fact.to >= 0) sitFromStandby(session, token)
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
      forgetVisit(session, token)
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
      session.room.standBy(token, fact.at, session.planned[tokens.get(token, WANTED)]!)
      return
    case 'token.called':
      leaveListToBeSeen(session, token)
      session.room.call(token, session.statusOf(token), fact.room)
      tokens.set(token, STATUS, CALLED)
      return
    case 'token.skipped':
      session.room.skip(token, session.statusOf(token), fact.until)
      tokens.set(token, STATUS, CHECKED_IN)
      if (fact.to === WAITING) rejoinList(session, token, fact.list)
      return
    case 'token.started':
      leaveListToBeSeen(session, token)
      session.room.start(token, session.statusOf(token), fact.at, fact.room)
      session.pin(token)
      tokens.set(token, STATUS, IN_CONSULTATION)
      return
    case 'token.completed':
      if (session.statusOf(token) === CONFIRMED) tokens.mark(token, STRAIGHT)
      else session.room.complete(token, session.statusOf(token), fact.at)
      if (fact.to < 0) session.leave(token)
      else session.pin(token)
      tokens.set(token, STATUS, COMPLETED)
      return
    case 'token.left':
      leaveListToBeSeen(session, token)
      session.room.leave(token, session.statusOf(token))
      session.leave(token)
      tokens.set(token, STATUS, LEFT)
      return
    case 'token.no-show':
      if (session.statusOf(token) === CONFIRMED) tokens.mark(token, STRAIGHT)
      else session.room.leave(token, session.statusOf(token))
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

/** Takes the last step back; a token that left its seat or its list then sits down or waits again. */
function undo(session: Session, fact: Fact): void {
  const { token, to, rank, cause, at } = fact
  const { tokens, room } = session
  if (to === WAITING) {
    undoAmongWaiters(session, fact)
    return
  }
  const before = room.of(token)?.before
  if (before?.visit?.standby === true && session.slotOf(token) < 0) {
    undoWithoutSeat(session, token)
    return
  }
  const status = before === undefined ? CONFIRMED : room.undo(token, session.statusOf(token))
  if (before === undefined) tokens.unmark(token, STRAIGHT)
  tokens.mark(token, PROMISED)
  if (session.slotOf(token) < 0) {
    const regains = to === tokens.get(token, LEFT_SLOT) && tokens.isMarked(token, LEFT_ABOVE)
    tokens.set(token, OVERRIDE, regains || cause === 'override' ? 1 : 0)
    session.sit(token, to, rank)
  }
  if (status === CONFIRMED) {
    session.pin(token)
    session.unpin(token)
    session.expectFrom(token, at)
    return
  }
  session.pin(token)
  tokens.set(token, STATUS, status)
  if (to !== NOWHERE) return
  session.stand(token)
  // The step before may be undone as well.
  tokens.set(token, LEFT_SLOT, session.planned.indexOf(before!.left!))
  if (before!.leftAbove) tokens.mark(token, LEFT_ABOVE_BEFORE)
}

/**
 * Records the check-in and the slot that the token left; its planned start identifies that slot after others are added. A token that comes
 * back after a visit and has no seat gets one, which is above the rules if it is its old one and was.
 */
function checkIn(session: Session, token: number, { at, to, rank }: Fact): void {
  const { tokens, planned, room } = session
  const isSeated = tokens.get(token, SLOT) >= 0
  const from = tokens.get(token, LEFT_SLOT)
  const leftAbove = !isSeated && tokens.isMarked(token, LEFT_ABOVE | LEFT_ABOVE_BEFORE)
  room.checkIn(token, tokens.get(token, STATUS), isSeated ? null : planned[from]!, at, planned[to]!, leftAbove)
  if (isSeated) return
  tokens.set(token, OVERRIDE, leftAbove && to === from ? 1 : 0)
  session.sit(token, to, rank)
}

/** The token counts as seated by an override from now on. */
function putAboveRules(session: Session, token: number): void {
  session.tokens.set(token, OVERRIDE, 1)
  if (session.tokens.get(token, LIST) < 0) return
  session.pin(token)
  session.unpin(token)
}

/** The token's visit so far is forgotten and cannot be undone. */
function forgetVisit(session: Session, token: number): void {
  session.tokens.unmark(token, STRAIGHT | WAITED)
  session.room.forget(token)
}

function end(session: Session, token: number, status: number): void {
  session.leave(token)
  // Only a cancellation can be undone.
  if (status !== CANCELLED) forgetVisit(session, token)
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
