import type { Tactic } from './composition'
import type { ModelSession } from './model-session'

/** A token that looks for a place. It is in the session's list, and has no seat. */
export interface Asker {
  /** Index of the token. */
  readonly at: number
  readonly rank: number
  /** Rank of its seat, if it has just lost one: it keeps that if it finds another. */
  readonly seatRank?: number
  readonly wanted: number
  readonly named: boolean
  /** Slot that it has just lost. */
  readonly lost: number | undefined
  readonly mayBump: boolean
  /** The only slot in which it may bump; any if left out. */
  readonly bumpsOnlyIn?: number
}

/** The answer of a tactic. */
type Wish =
  | { readonly kind: 'seat'; readonly slot: number }
  | { readonly kind: 'bump'; readonly slot: number }
  | { readonly kind: 'wait'; readonly slot: number; readonly accepts: 'slot' | 'onward' | 'any' }
  | { readonly kind: 'drop' }

/** Returns a token that may bump and asks for the slot that it asked for first. */
export function askerFor(session: ModelSession, at: number, rank: number, lost?: number): Asker {
  const { wanted, named, seatRank } = session.tokens[at]!
  return { at, rank, wanted, named, lost, mayBump: true, ...(lost === undefined ? undefined : { seatRank }) }
}

export type Placed = 'placed' | 'dropped' | 'bump-failed' | 'no-place'

/**
 * Gives a newcomer a free seat in the slot asked for, else the place that the tactics find. Changes the session only if it is
 * placed.
 */
export function placeNewcomer(session: ModelSession, asker: Asker): Placed {
  const slot = freeSeatFor(session, asker)
  if (slot === undefined) return place(session, asker, session.rules.overflow, false)
  session.sit(session.tokens[asker.at]!, slot, asker.seatRank ?? asker.rank)
  return 'placed'
}

/** Returns the slot of the first free seat that the asker asks for; undefined if there is none. */
export function freeSeatFor(session: ModelSession, { at, wanted, named, lost }: Asker): number | undefined {
  const token = session.tokens[at]!
  const last = named ? wanted : session.slots.length - 1
  for (let slot = wanted; slot <= last; slot++) if (slot !== lost && session.isFree(token.source, slot)) return slot
  return undefined
}

/** Gives the token the place that the first tactic with an answer finds. In a chain a bump that fails ends the asking. */
export function place(session: ModelSession, asker: Asker, tactics: readonly Tactic[], inChain: boolean): Placed {
  let none: Placed = 'no-place'
  for (const tactic of tactics) {
    const wish = wishOf(session, asker, tactic)
    if (wish === undefined) continue
    if (wish.kind === 'bump') {
      const trial = session.copy()
      const bumped = bump(trial, asker, wish.slot)
      if (bumped !== 'failed') {
        session.become(trial)
        return 'placed'
      }
      if (inChain) return 'no-place'
      none = 'bump-failed'
    } else if (carryOut(session, asker, wish)) return wish.kind === 'drop' ? 'dropped' : 'placed'
  }
  return none
}

/** Follows a wish that bumps no token, unless it would wait for slots that are over or blocked. */
function carryOut(session: ModelSession, asker: Asker, wish: Exclude<Wish, { kind: 'bump' }>): boolean {
  const token = session.tokens[asker.at]!
  switch (wish.kind) {
    case 'drop':
      session.leave(token, 'dropped')
      return true
    case 'seat':
      session.sit(token, wish.slot, asker.seatRank ?? asker.rank)
      return true
    default:
      return wait(session, asker, wish.slot, wish.accepts)
  }
}

/**
 * The asker takes the seat of the last token, which looks for another place, and so on. No token is bumped if a seat is free for the
 * asker or its victim. If the chain fails, discard the session.
 */
export function bump(
  session: ModelSession,
  { at, rank, seatRank = rank }: Asker,
  slot: number,
): 'bumped' | 'spare' | 'failed' {
  const token = session.tokens[at]!
  const victim = session.victim(token, rank, slot)!
  if (session.isFree(token.source, slot) || session.isFree(victim.source, slot)) {
    session.sit(token, slot, seatRank)
    return 'spare'
  }
  const next = askerFor(session, session.tokens.indexOf(victim), session.standing(victim), slot)
  session.leave(victim, 'confirmed')
  victim.bumps++
  session.sit(token, slot, seatRank)
  const end = place(session, next, session.rules.displaced, true)
  return end === 'placed' || end === 'dropped' ? 'bumped' : 'failed'
}

/** Puts the token on a list, or seats it if a seat that it accepts is free: no token waits beside a free seat. */
function wait(session: ModelSession, asker: Asker, slot: number, accepts: 'slot' | 'onward' | 'any'): boolean {
  const { rank, seatRank = rank } = asker
  const token = session.tokens[asker.at]!
  if (!canWait(session, { kind: 'wait', slot, accepts })) return false
  const first = accepts === 'any' ? 0 : slot
  const last = accepts === 'slot' ? slot : session.slots.length - 1
  for (let free = first; free <= last; free++) {
    if (free === asker.lost || !session.isFree(token.source, free)) continue
    session.sit(token, free, seatRank)
    return true
  }
  session.leave(token, 'waitlisted')
  token.waits = { slot, accepts }
  return true
}

/** Returns whether a wish that bumps no token can be followed: no token waits for slots that are over or blocked. */
export function canWait(session: ModelSession, wish: Exclude<Wish, { kind: 'bump' }>): boolean {
  if (wish.kind !== 'wait') return true
  const { slot, accepts } = wish
  return session.hasSeatToCome(accepts === 'any' ? 0 : slot, accepts === 'slot' ? slot : session.slots.length - 1)
}

/** Returns the answer of a tactic, or undefined if it does not apply. */
export function wishOf(session: ModelSession, asker: Asker, tactic: Tactic): Wish | undefined {
  const { wanted, named, lost } = asker
  const token = session.tokens[asker.at]!
  const last = session.slots.length - 1
  const free = (slot: number): boolean => slot !== lost && session.isFree(token.source, slot)
  switch (tactic.kind) {
    case 'drop':
      return { kind: 'drop' }
    case 'drop-at-end-of-day':
      return lost === last ? { kind: 'drop' } : undefined
    case 'next': {
      const here = lost ?? wanted
      for (let slot = here + 1; slot <= last; slot++) {
        if (!free(slot)) continue
        const minutes = (session.slots[slot]!.start - session.slots[here]!.start) / 60_000
        return minutes <= (tactic.withinMinutes ?? Number.POSITIVE_INFINITY) ? { kind: 'seat', slot } : undefined
      }
      return undefined
    }
    case 'wait': {
      const oneSlot = tactic.per === 'slot' && named
      const slot = oneSlot ? (lost ?? wanted) : wanted
      const waiting = session.tokens.filter(
        (each) =>
          each.waits !== undefined &&
          (tactic.per === 'session' || (each.waits.accepts !== 'any' && each.waits.slot === slot)),
      )
      // The limit is for newcomers: a token that lost its seat may always wait.
      const isFull = lost === undefined && waiting.length >= (tactic.limit ?? Number.POSITIVE_INFINITY)
      if (isFull && !(tactic.exempt ?? []).includes(token.source)) return undefined
      return { kind: 'wait', slot, accepts: oneSlot ? 'slot' : tactic.earlier === true ? 'any' : 'onward' }
    }
    case 'bump':
      return mayBump(session, asker, tactic, wanted) ? { kind: 'bump', slot: wanted } : undefined
    default: {
      for (const slot of slotsOf(tactic, wanted, lost, last)) {
        if (free(slot)) return { kind: 'seat', slot }
        if (mayBump(session, asker, tactic, slot)) return { kind: 'bump', slot }
      }
      return undefined
    }
  }
}

/** Returns the slots that a cascade tries, in its order. */
function slotsOf(
  { hops, wrap }: Tactic & { kind: 'cascade' },
  wanted: number,
  lost: number | undefined,
  last: number,
): number[] {
  const all = Array.from({ length: last + 1 }, (_, slot) => slot)
  if (hops !== undefined) {
    const first = lost === undefined ? wanted : lost + 1
    return all.filter((slot) => slot >= first && slot <= (lost ?? wanted) + hops)
  }
  const onward = all.filter((slot) => slot >= wanted)
  return wrap === true ? [...onward, ...all.filter((slot) => slot < wanted)] : onward
}

function mayBump(
  session: ModelSession,
  asker: Asker,
  tactic: Tactic & { kind: 'bump' | 'cascade' },
  slot: number,
): boolean {
  const { rank } = asker
  const token = session.tokens[asker.at]!
  if (!asker.mayBump || slot === asker.lost || session.isOver(slot) || (asker.bumpsOnlyIn ?? slot) !== slot)
    return false
  if (tactic.for !== undefined && !tactic.for.includes(token.source)) return false
  const { freezeMinutes } = tactic
  if (freezeMinutes !== undefined && session.slots[slot]!.planned < session.now + freezeMinutes * 60_000) return false
  const victim = session.slots[slot]!.blocked ? undefined : session.victim(token, rank, slot)
  if (victim === undefined) return false
  return tactic.who === 'order' || rank < session.standing(victim)
}
