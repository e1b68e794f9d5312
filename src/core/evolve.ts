import { type Fact, type Intake, WAITING } from './fact'
import type { Session } from './session'
import { CANCELLED, CHECKED_IN, COMPLETED, DROPPED, IN_CONSULTATION, NO_SHOW } from './status'
import { BUMPS, REINSTATED, STATUS } from './tokens'

/** Folds one fact into the state, in place. Asks no rule and reads no clock, so a log folds to the same state for ever. */
export function evolve(session: Session, fact: Fact): void {
  const { token } = fact
  const { tokens } = session
  switch (fact.type) {
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
    case 'token.confirmed':
    case 'token.waitlisted':
      if (session.admit(fact.at, fact.intake as Intake) !== token)
        throw new Error(`token ${token} is not the next of its session`)
      place(session, fact)
      return
    case 'token.bumped':
      session.stand(token)
      tokens.set(token, BUMPS, tokens.get(token, BUMPS) + 1)
      place(session, fact)
      return
    case 'token.moved':
    case 'token.promoted':
      session.leave(token)
      place(session, fact)
      return
    case 'token.reinstated':
      tokens.set(token, REINSTATED, 1)
      place(session, fact)
      return
    case 'token.reclassified':
      session.reclassify(token, fact.intake as Intake, fact.rank)
      return
    case 'token.checked-in':
      session.pin(token)
      tokens.set(token, STATUS, CHECKED_IN)
      return
    case 'token.started':
      session.pin(token)
      tokens.set(token, STATUS, IN_CONSULTATION)
      return
    case 'token.completed':
      if (fact.to < 0) session.stand(token)
      else session.pin(token)
      tokens.set(token, STATUS, COMPLETED)
      return
    case 'token.cancelled':
      session.leave(token)
      tokens.set(token, STATUS, CANCELLED)
      return
    case 'token.no-show':
      session.leave(token)
      tokens.set(token, STATUS, NO_SHOW)
      return
    case 'token.dropped':
      session.leave(token)
      tokens.set(token, STATUS, DROPPED)
      return
    default:
      fact.type satisfies never
  }
}

/** Where a move ends: a seat, the waiting list, or nowhere. */
function place(session: Session, fact: Fact): void {
  if (fact.to >= 0) session.sit(fact.token, fact.to, fact.rank)
  else if (fact.to === WAITING) session.wait(fact.token, fact.list)
  else session.tokens.set(fact.token, STATUS, DROPPED)
}
