import type { Reclassify, TokenStep } from './command'
import { type Decision, Refusal } from './decision'
import { evolve } from './evolve'
import { Fact, type FactType, Intake, move, NOWHERE, step, WAITING } from './fact'
import { fillVacancy, settle } from './fill'
import { askerFor, lastLinkFirst, placeNewcomer } from './place'
import { groupOf, rankOf } from './rank'
import type { Rules } from './rules'
import type { Session } from './session'
import { CHECKED_IN, CONFIRMED, IN_CONSULTATION, isLive, NO_SHOW, WAITLISTED } from './status'
import { BUDGET, LIST, NAMED, PATIENT, WANTED } from './tokens'
import { View } from './view'

/** One step of one token: cancel, check in, start, complete, no-show, reinstate. */
export function visit(session: Session, command: TokenStep, rules: Rules): Decision {
  const { token, at } = command
  const status = session.statusOf(token)
  const slot = session.slotOf(token)
  switch (command.op) {
    case 'cancel':
      if (!isLive(status) || status === IN_CONSULTATION) return invalid(slot)
      return release(session, 'token.cancelled', token, 'cancelled', at, rules)
    case 'noShow':
      return status === CONFIRMED ? release(session, 'token.no-show', token, 'no-show', at, rules) : invalid(slot)
    case 'checkIn':
      return status === CONFIRMED ? stay(session, 'token.checked-in', token, 'arrived', at) : invalid(slot)
    case 'start':
      return status === CONFIRMED || status === CHECKED_IN
        ? stay(session, 'token.started', token, 'started', at)
        : invalid(slot)
    case 'complete':
      if (status > IN_CONSULTATION) return invalid(slot)
      if (rules.visit?.completed === 'frees') return release(session, 'token.completed', token, 'completed', at, rules)
      return stay(session, 'token.completed', token, 'completed', at)
    case 'reinstate':
      if (session.closed) return new Refusal('session-closed')
      return status === NO_SHOW ? reinstate(session, token, at, rules) : invalid(slot)
    default:
      return command.op satisfies never
  }
}

function invalid(slot: number): Refusal {
  return new Refusal('invalid-transition', slot)
}

function stay(session: Session, type: FactType, token: number, cause: string, at: number): Decision {
  const slot = session.slotOf(token)
  return [step(type, at, token, slot, slot, session.rankOf(token), cause)]
}

/** The token leaves its seat or the waiting list; a seat goes to whom the promotion rule gives it. */
function release(session: Session, type: FactType, token: number, cause: string, at: number, rules: Rules): Decision {
  const from = session.slotOf(token)
  const facts = [step(type, at, token, from, NOWHERE, session.rankOf(token), cause)]
  if (from >= 0 && rules.promotion.from !== 'nobody')
    fillVacancy(new View(session, rules, at), from, token, cause, facts)
  return facts
}

/** A no-show that came after all is placed like a newcomer, but nobody is bumped for it. */
function reinstate(session: Session, token: number, at: number, rules: Rules): Decision {
  const view = new View(session, rules, at)
  const wanted = session.tokens.get(token, WANTED)
  const repeats = (slot: number): boolean =>
    rules.admission?.repeats !== true && view.hasLive(session.tokens.get(token, PATIENT), slot)
  if (repeats(wanted)) return new Refusal('duplicate-token', wanted)
  const asker = askerFor(view, token, session.rankOf(token), -1, false)
  const place = placeNewcomer(asker, view, 0, rules)
  if (typeof place === 'string' || place.to === NOWHERE) return new Refusal('no-capacity')
  if (place.to !== wanted && place.to >= 0 && repeats(place.to)) return new Refusal('duplicate-token', place.to)
  return [
    move(
      'token.reinstated',
      at,
      0,
      token,
      NOWHERE,
      place.to,
      place.list,
      asker.rank,
      -1,
      0,
      'reinstated',
      place.strategy,
    ),
  ]
}

/**
 * New source or attributes. Who has a seat keeps it, and the better of both ranks with it; a class that may not sit there is
 * refused. Who waits asks again as a newcomer of the new class would, keeping its place in the order of arrival.
 */
export function reclassify(session: Session, command: Reclassify, rules: Rules): Decision {
  const { token, at, request } = command
  const status = session.statusOf(token)
  const slot = session.slotOf(token)
  const base = rankOf(rules, request)
  if (base === undefined) return new Refusal('unknown-source')
  if (!isLive(status)) return invalid(slot)
  const group = session.known(groupOf(rules, request))
  const view = new View(session, rules, at)
  const { tokens } = session
  const seats = slot < 0 ? 0 : session.seatsOf(group, slot)
  const fits = slot < 0 || session.used[slot]! <= seats || seats >= session.seatsOf(session.groupOf(token), slot)
  if (!fits) return new Refusal('no-capacity', slot)

  const rank = slot < 0 ? base : Math.min(base, view.rank(token))
  const { source } = request
  const intake = new Intake(
    tokens.get(token, PATIENT),
    source,
    tokens.get(token, WANTED),
    tokens.get(token, NAMED) === 1,
    base,
    group,
    tokens.get(token, BUDGET),
  )
  const fact = new Fact(
    'token.reclassified',
    at,
    0,
    token,
    slot,
    slot,
    status === WAITLISTED ? tokens.get(token, LIST) : -1,
    rank,
    -1,
    0,
    'reclassified',
    '',
    intake,
    null,
  )
  if (session.closed) return [fact]

  const facts: Fact[] = [fact]
  const draft = session.draft()
  evolve(draft, fact)
  if (status !== WAITLISTED) {
    // Its new class may see a seat in an earlier slot.
    settle(draft, rules, at, -1, 'reclassified', facts)
    return facts
  }
  const waiting = new View(draft, rules, at)
  const asker = askerFor(waiting, token, waiting.rank(token), -1, true)
  // While it asks it must not stand in anybody's way, its own included.
  const asking = draft.draft()
  asking.unwait(token)
  const place = placeNewcomer(asker, new View(asking, rules, at), 0, rules)
  if (typeof place !== 'string' && place.to >= 0) {
    const seat = move(
      'token.promoted',
      at,
      0,
      token,
      WAITING,
      place.to,
      -1,
      asker.rank,
      -1,
      0,
      'reclassified',
      place.strategy,
    )
    return [fact, ...lastLinkFirst(place.chain, seat)]
  }
  // The newcomers' rules may offer less than the list on which it waits.
  settle(draft, rules, at, -1, 'reclassified', facts)
  return facts
}
