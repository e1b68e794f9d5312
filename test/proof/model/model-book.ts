import type { TokenAttributes } from 'opd-scheduler'
import type { Answer, Manner, Wish } from './model'
import { type Asker, askerFor, freeSeatFor, place, placeNewcomer } from './model-placing'
import type { ModelSession } from './model-session'
import { isLive, type ModelToken, newToken } from './model-token'

/** A slot, or if none is named the day or only the doctor. */
export type Named = number | 'day' | 'now' | undefined

/** Books a slot, or the earliest of the session that fits if none is named. */
export function book(session: ModelSession, named: Named, wish: Wish, manner: Manner = {}): Answer {
  return barred(session, wish, manner) ?? seatNewcomer(session, named, wish, manner)
}

/** Returns why the rules of the session do not let the newcomer in; undefined if they do. */
export function barred(session: ModelSession, { source, attributes }: Wish, manner: Manner): Answer | undefined {
  if (session.baseRank(source, attributes) === undefined) return 'unknown-source'
  const above = manner.override === true ? (['override'] as const) : []
  const byHand = manner.bump === undefined ? [] : (['bump'] as const)
  return session.permits(manner.actor, 'book', ...above, ...byHand) ? undefined : 'policy-denied'
}

/** A newcomer that asks for a place in a copy of the session. */
interface Arrival {
  readonly trial: ModelSession
  readonly asker: Asker
}

/** The newcomer asks for a place. Returns a refusal if it may not ask. */
function arrive(
  session: ModelSession,
  named: Named,
  { patient, source, attributes }: Wish,
  { holdMinutes }: Manner,
  replaces?: ModelToken,
): Arrival | Answer {
  if (session.closed) return 'session-closed'
  const wanted = typeof named === 'number' ? named : earliest(session, named)
  if (typeof wanted === 'string') return wanted
  if (session.isOver(wanted)) return 'slot-past'
  if (session.slots[wanted]!.blocked) return 'slot-blocked'
  if (session.collides(patient, source, wanted, replaces)) return 'duplicate-token'
  const trial = session.copy()
  const base = session.baseRank(source, attributes)!
  const rank = session.aged(base, 0)
  const asks = { patient, source, attributes, base, seatRank: rank, wanted, named: typeof named === 'number' }
  const index = trial.tokens.push(newToken({ ...asks, arrivedAt: session.now })) - 1
  return { trial, asker: { ...askerFor(trial, index, rank), mayBump: holdMinutes === undefined } }
}

/** Returns the slot of the first free seat that a newcomer may take, or undefined; or why it may not ask. */
export function freeSeat(
  session: ModelSession,
  named: Named,
  wish: Wish,
  manner: Manner,
): { readonly slot: number | undefined } | Answer {
  const arrival = arrive(session, named, wish, manner)
  return typeof arrival === 'string' ? arrival : { slot: freeSeatFor(arrival.trial, arrival.asker) }
}

/** Books after the host has permitted it. The token that the new one replaces does not count as a duplicate. */
export function seatNewcomer(
  session: ModelSession,
  named: Named,
  wish: Wish,
  manner: Manner,
  replaces?: ModelToken,
): Answer {
  const arrival = arrive(session, named, wish, manner, replaces)
  if (typeof arrival === 'string') return arrival
  const { trial, asker } = arrival
  const { at: index, rank } = asker
  const { patient, source } = wish
  const { holdMinutes, override, bump } = manner
  if (override === true) {
    const refused =
      bump === undefined ? sitAbove(trial, trial.tokens[index]!, rank) : bumpByHand(trial, index, bump, rank)
    if (refused !== undefined) return refused
  } else {
    const placed = placeNewcomer(trial, asker)
    if (placed === 'bump-failed') return placed
    // A hold does not wait for a seat.
    const waitsWithHold = holdMinutes !== undefined && trial.tokens[index]!.seat === undefined
    if (placed !== 'placed' || waitsWithHold) return noSeat(session, named, source)
  }
  const token = trial.tokens[index]!
  const { seat } = token
  if (seat !== undefined && session.collides(patient, source, seat, replaces)) return 'duplicate-token'
  if (holdMinutes !== undefined) trial.keep(token, 'held', holdMinutes)
  session.become(trial)
  return token.status
}

/**
 * Returns the first slot that has not begun and is not blocked; for a day it may also be the running one, which comes first for a patient who
 * is there now.
 */
function earliest(
  { slots, now }: ModelSession,
  named: 'day' | 'now' | undefined,
): number | 'slot-past' | 'slot-blocked' {
  const next = slots.findIndex((slot) => slot.start > now)
  const mayRun = named === 'now' || (named === 'day' && next < 0)
  const first = mayRun ? slots.findIndex((slot) => slot.end > now) : next
  if (first < 0) return 'slot-past'
  const open = slots.findIndex((slot, at) => at >= first && !slot.blocked)
  return open < 0 ? 'slot-blocked' : open
}

function noSeat(session: ModelSession, named: Named, source: string): Answer {
  if (typeof named !== 'number') return 'no-capacity'
  const isReserved = session.used(named) < session.seats(source, named) && !session.sees(source, named)
  return isReserved ? 'quota-exhausted' : 'slot-full'
}

/** Seats the token in the slot asked for: by the rules if possible, else by override up to the ceiling. */
export function sitAbove(
  session: ModelSession,
  token: ModelToken,
  rank: number,
  wanted = token.wanted,
): Answer | undefined {
  const { source } = token
  const byRight = session.isFree(source, wanted)
  if (!byRight && session.used(wanted) >= session.slots[wanted]!.ceiling) return 'slot-full'
  session.sit(token, wanted, rank)
  token.override = !byRight
  return undefined
}

/** Seats a newcomer in place of a named token, which looks for another place while its seat stays in use. */
function bumpByHand(session: ModelSession, newcomer: number, bumped: number, rank: number): Answer | undefined {
  const { wanted } = session.tokens[newcomer]!
  const victim = session.tokens[bumped]!
  const { bumpsPerToken = Number.POSITIVE_INFINITY } = session.rules
  if (victim.seat !== wanted || victim.status !== 'confirmed' || victim.bumps >= bumpsPerToken) return 'bump-failed'
  const token = session.tokens[newcomer]!
  const byRight = session.isFree(token.source, wanted)
  if (byRight || session.isFree(victim.source, wanted)) {
    session.sit(token, wanted, rank)
    token.override = !byRight
    return undefined
  }
  // A stand-in that cannot be bumped has the seat until the victim has a place.
  session.tokens.push({ ...victim, status: 'called' })
  session.leave(victim, 'confirmed')
  victim.bumps++
  const loser = askerFor(session, session.tokens.indexOf(victim), session.standing(victim), wanted)
  const end = place(session, loser, session.rules.displaced, false)
  if (end !== 'placed' && end !== 'dropped') return 'bump-failed'
  session.tokens.pop()
  const seated = session.tokens[newcomer]!
  session.sit(seated, wanted, rank)
  seated.override = true
  return undefined
}

/** A seated token keeps its seat, with the better of both ranks, or corrected with its true rank. A waiting one asks again as a newcomer, with its old arrival. */
export function reclassify(
  session: ModelSession,
  index: number,
  source: string,
  given?: TokenAttributes,
  { override, actor }: Manner = {},
): Answer {
  const token = session.tokens[index]!
  const attributes = given ?? token.attributes
  const base = session.baseRank(source, attributes)
  if (base === undefined) return 'unknown-source'
  if (override === true && !session.permits(actor, 'override')) return 'policy-denied'
  if (!isLive(token)) return 'invalid-transition'
  const { seat } = token
  const countsNow = !session.counts(token.source) && session.counts(source)
  const collides = (slot: number): boolean => session.collides(token.patient, source, slot, token)
  if (countsNow && (collides(token.wanted) || (seat !== undefined && collides(seat)))) return 'duplicate-token'
  if (seat !== undefined) {
    const sees = session.seats(source, seat)
    const isTooGood = session.used(seat) > sees && sees < session.seats(token.source, seat)
    if (isTooGood && override !== true) return 'no-capacity'
    const seatRank = override === true ? base : Math.min(base, token.seatRank)
    Object.assign(token, { source, attributes, base, seatRank, override: token.override || isTooGood })
    return token.status
  }
  Object.assign(token, { source, attributes, base })
  if (token.waits === undefined) token.seatRank = base
  if (session.closed || token.waits === undefined) return token.status
  const { waits } = token
  const asker = askerFor(session, index, session.rank(token))
  const placed = placeNewcomer(session, asker)
  const asked = session.tokens[index]!
  // If it gets no seat, it goes on waiting as before.
  if (placed !== 'placed' || asked.seat === undefined) Object.assign(asked, { status: 'waitlisted', waits })
  return asked.status
}
