import { type Fact, leaves, offered, promoted, type Trigger } from '../fact'
import type { TokenFactType } from '../fact-names'
import { type PromotionPolicy, RuleFault } from '../rules/rules'
import { LIST, WANTED } from '../state/tokens'
import { bestForFreeSeat, nextFor } from './next-in-line'
import type { View } from './view'

/** Returns why a token gets a free seat of this slot. */
export type Opening = (slot: number) => Trigger

/** The token leaves its seat or the waiting list, and the promotion rule gives the seat away. */
export function vacate(view: View, type: TokenFactType, token: number, cause: string): Fact[] {
  const leaving = leaves(view, type, token, cause)
  const facts = [leaving]
  if (leaving.from >= 0 && view.rules.promotion.from !== 'nobody') promoteInto(view, leaving.from, leaving, facts)
  return facts
}

/** Adds to `facts`, which vacate a seat of this slot, the promotions that follow. */
function promoteInto(view: View, slot: number, leaving: Trigger, facts: Fact[]): void {
  const { session, rules } = view
  const pulls = rules.promotion.from === 'waitlist-and-later'
  if (session.waiting === 0 && !(pulls && session.away > 0)) return
  if (promoteChain(view, slot, pulls, leaving, facts)) return
  promoteAll(view.after(facts), () => leaving, facts)
}

/**
 * Gives the seat to the best token, the seat that this one leaves to the next, and so on. A token that is pulled forward leaves a
 * later slot that no other has left before, so the unchanged state can be read. Returns false if other slots matter too. Gives only
 * vacated seats away: a free seat that a host's own strategy did not use stays free.
 */
function promoteChain(view: View, vacated: number, pulls: boolean, leaving: Trigger, facts: Fact[]): boolean {
  const { session, rules } = view
  const { lanes, tokens } = session
  if (rules.promotion.fills !== undefined || session.channels > 0) return false
  for (let slot = vacated; slot >= 0; ) {
    // At the session's overflow limit, giving up an overflow seat may admit waiters of any slot.
    if (session.used[slot]! > session.base[slot]! && session.overflow >= session.overflowLimit) return false
    const token = nextFor(view, slot, 1, pulls)
    if (token < 0) return true
    facts.push(promotion(view, token, slot, leaving))
    slot = session.slotOf(token)
    // A waiter on the list of a later slot than it asked for may be pulled forward as soon as it is seated.
    if (pulls && slot < 0 && lanes.slotOf(tokens.get(token, LIST)) > tokens.get(token, WANTED)) return false
  }
  return true
}

/**
 * Gives free seats away as long as a token may have one, to the best token first. Changes the draft that is viewed, and adds to
 * `facts`.
 */
export function promoteAll(view: View, why: Opening, facts: Fact[]): void {
  for (let next = bestForFreeSeat(view); next !== undefined; next = bestForFreeSeat(view)) {
    const fact = promotion(view, next.token, next.slot, why(next.slot))
    facts.push(fact)
    view.apply(fact)
  }
}

/**
 * A waiter is offered the seat if the rule makes offers. A token that is pulled forward has a seat and simply moves; the patient of one on
 * standby is there, and need not be asked.
 */
function promotion(view: View, token: number, into: number, trigger: Trigger): Fact {
  const { session, now, rules } = view
  const { name, offers } = rules.promotion
  const rank = view.rank(token)
  const isAsked = session.slotOf(token) < 0 && !session.room.standby.has(token)
  const minutes = isAsked ? offerMinutes(offers, session.tokens.sources[token]!) : undefined
  if (minutes === undefined) return promoted(view, token, rank, into, trigger, name)
  return offered(view, token, rank, into, trigger, name, Math.min(now + minutes * 60_000, session.ends[into]!))
}

/** For how many minutes a seat is offered to this source; undefined if the seat is given at once. */
function offerMinutes(offers: PromotionPolicy['offers'], source: string): number | undefined {
  if (offers === undefined || offers.exempt.includes(source)) return undefined
  if (Number.isFinite(offers.minutes) && offers.minutes > 0) return offers.minutes
  throw new RuleFault(`the promotion rule offers seats for ${offers.minutes} minutes`)
}
