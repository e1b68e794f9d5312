import { evolve } from './evolve'
import { type Fact, move } from './fact'
import type { Rules } from './rules'
import type { Session } from './session'
import { LIST, WANTED } from './tokens'
import { View } from './view'

/** Adds to `facts`, which release a seat of slot `vacated`, who gets it. */
export function fillVacancy(view: View, vacated: number, by: number, cause: string, facts: Fact[]): void {
  const { session, rules } = view
  const pulls = rules.promotion.from === 'waitlist-and-later'
  if (session.waiting === 0 && !(pulls && session.away > 0)) return
  if (handOn(view, vacated, pulls, by, cause, facts)) return
  const draft = session.draft()
  for (const fact of facts) evolve(draft, fact)
  settle(draft, rules, view.now, by, cause, facts)
}

/**
 * Gives the seat to the best, the seat that this one leaves to the next, and so on. Whoever is pulled forward leaves a later
 * slot, which nobody has left before, so the unchanged state answers. False where more slots than these have to be looked at. Only
 * the seats that were left are given away: one that a host's own strategy passed over stays where it is.
 */
function handOn(view: View, vacated: number, pulls: boolean, by: number, cause: string, facts: Fact[]): boolean {
  const { session, rules } = view
  const { lanes, tokens } = session
  if (rules.promotion.fills !== undefined) return false
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

/** Gives away, best first, every free seat that somebody may have. Changes the draft as it adds to `facts`. */
export function settle(draft: Session, rules: Rules, now: number, by: number, cause: string, facts: Fact[]): void {
  const later = rules.promotion.from === 'waitlist-and-later'
  for (;;) {
    const view = new View(draft, rules, now)
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
    evolve(draft, fact)
  }
}

function promoted(view: View, token: number, into: number, by: number, cause: string): Fact {
  const from = view.session.slotOf(token)
  return move(
    'token.promoted',
    view.now,
    0,
    token,
    from,
    into,
    -1,
    view.rank(token),
    by,
    by < 0 ? 0 : view.session.rankOf(by),
    cause,
    view.rules.promotion.name,
  )
}
