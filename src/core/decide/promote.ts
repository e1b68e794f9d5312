import { type Fact, move } from '../fact'
import { type PromotionPolicy, RuleFault } from '../rules/rules'
import { evolve } from '../state/evolve'
import { LIST, WANTED } from '../state/tokens'
import { View } from './view'

/** Adds to `facts`, which release a seat of slot `vacated`, who gets it. */
export function fillVacancy(view: View, vacated: number, by: number, cause: string, facts: Fact[]): void {
  const { session, rules } = view
  const pulls = rules.promotion.from === 'waitlist-and-later'
  if (session.waiting === 0 && !(pulls && session.away > 0)) return
  if (handOn(view, vacated, pulls, by, cause, facts)) return
  const draft = session.draft()
  for (const fact of facts) evolve(draft, fact)
  settle(new View(draft, rules, view.now, view.index), by, cause, facts)
}

/**
 * Gives the seat to the best, the seat that this one leaves to the next, and so on. Whoever is pulled forward leaves a later
 * slot, which nobody has left before, so the unchanged state answers. False where more slots than these have to be looked at. Only
 * the seats that were left are given away: one that a host's own strategy passed over stays where it is.
 */
function handOn(view: View, vacated: number, pulls: boolean, by: number, cause: string, facts: Fact[]): boolean {
  const { session, rules } = view
  const { lanes, tokens } = session
  if (rules.promotion.fills !== undefined || session.channels > 0) return false
  for (let slot = vacated; slot >= 0; ) {
    // Where the session's overflow limit was the obstacle, the seat lets waiters of every slot sit down.
    if (session.used[slot]! > session.base[slot]! && session.overflow >= session.overflowLimit) return false
    const token = view.best(slot, 1, pulls)
    if (token < 0) return true
    facts.push(promoted(view, token, slot, by, cause))
    slot = session.slotOf(token)
    // Who waited for a later slot than it had asked for may be pulled forward at once.
    if (pulls && slot < 0 && lanes.slotOf(tokens.get(token, LIST)) > tokens.get(token, WANTED)) return false
  }
  return true
}

/** Who gets seats because a bump fills a share that was kept empty for its channel: then fewer are kept from the others. */
export function resettled(view: View, facts: readonly Fact[]): Fact[] {
  const { session, rules } = view
  const more: Fact[] = []
  if (session.channels === 0 || facts.every((fact) => fact.type !== 'token.bumped')) return more
  const draft = session.draft()
  for (const fact of facts) evolve(draft, fact)
  settle(new View(draft, rules, view.now, view.index), -1, 'quota-released', more)
  return more
}

/** The fact that lets a seated token move again, and the seats that it is pulled forward to for that. */
export function movable(view: View, fact: Fact): Fact[] {
  const { session, rules } = view
  const facts = [fact]
  const isAway = fact.to > session.tokens.get(fact.token, WANTED)
  if (!isAway || rules.promotion.from !== 'waitlist-and-later') return facts
  const draft = session.draft()
  evolve(draft, fact)
  settle(new View(draft, rules, view.now, view.index), -1, fact.cause, facts)
  return facts
}

/** Gives away, best first, every free seat that somebody may have. Changes the draft that is viewed as it adds to `facts`. */
export function settle(view: View, by: number, cause: string, facts: Fact[]): void {
  const later = view.rules.promotion.from === 'waitlist-and-later'
  for (;;) {
    let best = -1
    let into = -1
    for (let slot = view.current; slot < view.slots; slot++) {
      const token = view.best(slot, 0, later)
      if (token < 0 || (best >= 0 && !view.before(token, view.rank(token), best, view.rank(best)))) continue
      best = token
      into = slot
    }
    if (best < 0) return
    const fact = promoted(view, best, into, by, cause)
    facts.push(fact)
    evolve(view.session, fact)
  }
}

/** Who waits is offered the seat where the rule makes offers; who is pulled forward has one and simply moves. */
function promoted(view: View, token: number, into: number, by: number, cause: string): Fact {
  const { session, now, rules } = view
  const { promotion } = rules
  const from = session.slotOf(token)
  const minutes = from >= 0 ? undefined : offerMinutes(promotion, session.tokens.sources[token]!)
  return move(
    minutes === undefined ? 'token.promoted' : 'token.offered',
    now,
    view.index,
    token,
    from,
    into,
    -1,
    view.rank(token),
    by,
    by < 0 ? 0 : session.rankOf(by),
    cause,
    promotion.name,
    minutes === undefined ? 0 : Math.min(now + minutes * 60_000, session.ends[into]!),
  )
}

/** How long a seat is offered to this source before the next is asked; undefined where it is given at once. */
function offerMinutes({ offers }: PromotionPolicy, source: string): number | undefined {
  if (offers === undefined || offers.exempt.includes(source)) return undefined
  if (Number.isFinite(offers.minutes) && offers.minutes > 0) return offers.minutes
  throw new RuleFault(`the promotion rule offers seats for ${offers.minutes} minutes`)
}
