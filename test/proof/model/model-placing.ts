import type { Tactic } from './composition'
import type { ModelSession } from './model-session'
import type { ModelToken } from './model-token'

/** A token that looks for a place. It is in the session's list, but has no place. */
interface Asker {
  readonly token: ModelToken
  readonly rank: number
  /** Slot that it has just lost. */
  readonly lost: number | undefined
  readonly mayBump: boolean
}

/** The answer of a tactic. */
type Wish =
  | { readonly kind: 'seat' | 'bump'; readonly slot: number }
  | { readonly kind: 'wait'; readonly slot: number; readonly accepts: 'slot' | 'onward' | 'any' }
  | { readonly kind: 'drop' }

export type Placed = 'placed' | 'dropped' | 'bump-failed' | 'no-place'

/**
 * Gives a newcomer a free seat in the slot asked for, else the place that the tactics find. Changes the session only if it is
 * placed.
 */
export function placeNewcomer(session: ModelSession, asker: Asker): Placed {
  const { token, rank } = asker
  const last = token.named ? token.wanted : session.slots.length - 1
  for (let slot = token.wanted; slot <= last; slot++) {
    if (slot === asker.lost || !session.isFree(token.source, slot)) continue
    if (session.overtakes(token, rank, slot)) break
    session.sit(token, slot, rank)
    return 'placed'
  }
  return place(session, asker, session.rules.overflow, false)
}

export function place(session: ModelSession, asker: Asker, tactics: readonly Tactic[], inChain: boolean): Placed {
  const { token, rank } = asker
  let none: Placed = 'no-place'
  for (const tactic of tactics) {
    const wish = wishOf(session, asker, tactic)
    if (wish === undefined) continue
    switch (wish.kind) {
      case 'drop':
        session.leave(token, 'dropped')
        return 'dropped'
      case 'seat':
        if (session.overtakes(token, rank, wish.slot)) continue
        session.sit(token, wish.slot, rank)
        return 'placed'
      case 'wait': {
        if (!wait(session, asker, wish.slot, wish.accepts)) continue
        return 'placed'
      }
      default: {
        if (bump(session, asker, wish.slot)) return 'placed'
        if (inChain) return 'no-place'
        none = 'bump-failed'
      }
    }
  }
  return none
}

/** The asker takes the seat of the last token, which looks for another place, and so on. If the chain fails, nothing changes. */
function bump(session: ModelSession, { token, rank }: Asker, slot: number): boolean {
  const victim = session.victim(token, rank, slot)!
  const mayJustSit = session.isFree(token.source, slot) && !session.overtakes(token, rank, slot)
  if (mayJustSit || session.isFree(victim.source, slot)) {
    session.sit(token, slot, rank)
    return true
  }
  const trial = session.copy()
  const loser = trial.tokens[session.tokens.indexOf(victim)]!
  trial.leave(loser, 'confirmed')
  loser.bumps++
  trial.sit(trial.tokens[session.tokens.indexOf(token)]!, slot, rank)
  const next = { token: loser, rank: loser.seatRank, lost: slot, mayBump: true }
  const end = place(trial, next, session.rules.displaced, true)
  if (end !== 'placed' && end !== 'dropped') return false
  session.become(trial)
  return true
}

/** Puts the token on a list, or seats it if a seat that it accepts is free: no token waits beside a free seat. */
function wait(session: ModelSession, asker: Asker, slot: number, accepts: 'slot' | 'onward' | 'any'): boolean {
  const { token, rank } = asker
  const first = accepts === 'any' ? 0 : slot
  const last = accepts === 'slot' ? slot : session.slots.length - 1
  if (session.isOver(last)) return false
  for (let free = first; free <= last; free++) {
    if (free === asker.lost || !session.isFree(token.source, free)) continue
    if (session.overtakes(token, rank, free)) break
    session.sit(token, free, rank)
    return true
  }
  session.leave(token, 'waitlisted')
  token.waits = { slot, accepts }
  return true
}

function wishOf(session: ModelSession, asker: Asker, tactic: Tactic): Wish | undefined {
  const { token, lost } = asker
  const { wanted } = token
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
      const oneSlot = tactic.per === 'slot' && token.named
      const slot = oneSlot ? (lost ?? wanted) : wanted
      const waiting = session.tokens.filter(
        ({ waits }) =>
          waits !== undefined && (tactic.per === 'session' || (waits.accepts !== 'any' && waits.slot === slot)),
      )
      const isFull = lost === undefined && waiting.length >= (tactic.limit ?? Number.POSITIVE_INFINITY)
      if (isFull && !(tactic.exempt ?? []).includes(token.source)) return undefined
      return { kind: 'wait', slot, accepts: oneSlot ? 'slot' : tactic.earlier === true ? 'any' : 'onward' }
    }
    case 'bump':
      return mayBump(session, asker, tactic, wanted) ? { kind: 'bump', slot: wanted } : undefined
    default: {
      for (const slot of slotsOf(tactic, token.wanted, lost, last)) {
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
  const { token, rank } = asker
  if (!asker.mayBump || slot === asker.lost || session.isOver(slot)) return false
  if (tactic.for !== undefined && !tactic.for.includes(token.source)) return false
  const { freezeMinutes } = tactic
  if (freezeMinutes !== undefined && session.slots[slot]!.start < session.now + freezeMinutes * 60_000) return false
  const victim = session.victim(token, rank, slot)
  if (victim === undefined) return false
  return tactic.who === 'order' || rank < victim.seatRank
}
