import type { Elsewhere } from '../command'
import { Refusal } from '../decision'
import { type Fact, leaves, moved, NOWHERE, WAITING } from '../fact'
import type { Asker } from '../rules/rules'
import { blocked } from '../session-facts'
import { evolve } from '../state/evolve'
import { CONFIRMED, HELD, OFFERED, WAITLISTED } from '../state/status'
import { LIST } from '../state/tokens'
import type { Clinic } from './clinic'
import { isStranded, waitsForBlocked } from './next-in-line'
import { OtherSession } from './other-session'
import { askerFor, placeDisplaced, placeNewcomer } from './place'
import { inOrder, type Placement } from './placement'
import { type Fold, settleView, whyAfter } from './settle'
import { View } from './view'

/** Most tokens that one command relocates. */
export const MOST_MOVES = 500

/** Cause of all that happens because the doctor is away. */
const BLOCKED = 'blocked'

/** The facts of a relocation, in the order in which they happen. A new token elsewhere comes right before the one that it replaces. */
export class Relocated {
  constructor(readonly facts: readonly Fact[]) {}

  /** The facts of one session. */
  of(index: number): readonly Fact[] {
    return this.facts.filter(({ session }) => session === index)
  }
}

/**
 * Blocks these slots of the first session. Held seats in them expire, and every token that sits there or waits for nothing else gets
 * another place: the best first, because all have to go. It looks for a seat in its own session by the rules, then for a free seat
 * elsewhere by the rules of that session, then waits if its own rules let it, and is dropped otherwise. A patient who is present stays in
 * line. A patient who is there without a seat stays unless the session is closed, because then the patient would be dropped.
 */
export function relocate(
  views: readonly View[],
  slots: readonly number[],
  elsewhere: Elsewhere,
  clinics: readonly Clinic[],
  closing = false,
): Relocated | Refusal {
  const [home, ...others] = views as [View, ...View[]]
  const { rules, now } = home
  const draft = home.session.draft()
  const facts: Fact[] = []
  const add = (...more: readonly Fact[]): void => {
    for (const fact of more) evolve(draft, fact)
    facts.push(...more)
  }
  for (const slot of slots) if (!draft.blocked[slot]) add(blocked(home, slot))
  const here = new View(draft, rules, now)
  for (const token of draft.tokens.handles())
    if (draft.statusOf(token) === HELD && draft.blocked[draft.slotOf(token)])
      add(leaves(here, 'token.expired', token, BLOCKED))
  const concerned = Array.from(draft.tokens.handles()).filter((token) => isConcerned(here, token, closing))
  if (concerned.length > MOST_MOVES) return new Refusal('too-many-moves')
  concerned.sort((a, b) => (here.before(a, rankOf(here, a), b, rankOf(here, b)) ? -1 : 1))
  // None of them is bumped by another: they all have to go.
  for (const token of concerned) if (draft.slotOf(token) >= 0) draft.pin(token)
  const daysTaken = new Set<string>()
  const goals = others.map((view, n) => new OtherSession(view, n, elsewhere, clinics[n + 1]!.day, daysTaken))
  for (const token of concerned) {
    const asking = new View(draft, rules, now)
    const asker = askerFor(asking, token, rankOf(asking, token), Math.max(-1, draft.slotOf(token)), true)
    // While it asks, its own seat or place in line must not count.
    const without = new View(draft.draft(), rules, now)
    without.session.leave(token)
    // Better waiters ask first: for the overflow seat that this one leaves, and after an earlier one of them has begun to wait.
    const own = facts.filter(({ session }) => session === 0)
    const fold: Fold = (session, fact) => {
      evolve(session, fact)
      add(fact)
    }
    settleView(without, own, whyAfter, fold, asker)
    const place = placeFor(asker, without)
    const isSeated = place !== undefined && place.to !== WAITING
    let arrival: Fact | undefined
    for (let n = 0; n < goals.length && !isSeated && arrival === undefined; n++) arrival = goals[n]!.seat(draft, token)
    if (arrival !== undefined) {
      facts.push(arrival)
      add(leaves(asking, 'token.rescheduled', token, BLOCKED))
    } else if (place !== undefined) add(...inOrder(place, moved(asking, token, asking.rank(token), place, BLOCKED)))
    else if (draft.statusOf(token) === WAITLISTED) add(leaves(asking, 'token.dropped', token, BLOCKED))
    else add(moved(asking, token, asking.rank(token), NO_PLACE, BLOCKED))
  }
  return new Relocated(facts)
}

const NO_PLACE = { to: NOWHERE, list: -1, strategy: '' }

/** Whether the token sits in a blocked slot, or waits for nothing else, and its patient is not there. */
function isConcerned(view: View, token: number, closing: boolean): boolean {
  const { session } = view
  const status = session.statusOf(token)
  // Closing would drop a patient who is there without a seat.
  if (closing && session.room.standby.has(token)) return waitsForBlocked(view, session.tokens.get(token, LIST))
  if (isStranded(view, token)) return true
  return (status === CONFIRMED || status === OFFERED) && session.blocked[session.slotOf(token)]!
}

function rankOf(view: View, token: number): number {
  return view.session.statusOf(token) === WAITLISTED ? view.rank(token) : view.standing(token)
}

/** The token's place in its own session: as a newcomer's, because no better token displaced it, else as a displaced one's. */
function placeFor(asker: Asker, view: View): Placement | undefined {
  for (const find of [placeNewcomer, placeDisplaced]) {
    const place = find(asker, view)
    if (typeof place !== 'string' && place.to !== NOWHERE) return place
  }
  return undefined
}
