import { evolve } from './evolve'
import { type Fact, move } from './fact'
import type { Rules } from './rules'
import type { Session } from './session'
import { View } from './view'

/**
 * Adds to `facts`, which release a seat of slot `vacated`, who gets it. In the usual case that is one waiter, found on the
 * unchanged state. Where tokens are pulled forward the seat that one leaves is free in turn, and where the session's overflow
 * limit was the obstacle the seat lets waiters of every slot sit down: both are settled step by step on a draft.
 */
export function fillVacancy(view: View, vacated: number, by: number, cause: string, facts: Fact[]): void {
  const { session, rules } = view
  const later = rules.promotion.from === 'waitlist-and-later' && session.away > 0
  if (session.waiting === 0 && !later) return
  const wasOverflow = session.used[vacated]! > session.base[vacated]!
  if (later || (wasOverflow && session.overflow >= session.overflowLimit)) {
    const draft = session.draft()
    for (const fact of facts) evolve(draft, fact)
    settle(draft, rules, view.now, by, cause, facts)
    return
  }
  const token = view.best(vacated, 1, session.overflow - (wasOverflow ? 1 : 0), false)
  if (token >= 0) facts.push(promoted(view, token, vacated, by, cause))
}

/** Gives away, best first, every free seat that somebody may have. Changes the draft as it adds to `facts`. */
export function settle(draft: Session, rules: Rules, now: number, by: number, cause: string, facts: Fact[]): void {
  for (;;) {
    const view = new View(draft, rules, now)
    const later = rules.promotion.from === 'waitlist-and-later' && draft.away > 0
    let best = -1
    let into = -1
    for (let slot = view.current; slot < view.slots; slot++) {
      const token = view.best(slot, 0, draft.overflow, later)
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
    0,
    cause,
    view.rules.promotion.name,
  )
}
