import { type Fact, type Ranked, type Trigger, WAITING } from '../fact'
import type { BumpScope } from '../rules/rules'
import { BUMP } from '../rules/verdict'
import { evolve } from '../state/evolve'
import { ANY, ANY_SOURCE, BUMPABLE, ONLY, ONWARD, sooner } from '../state/lanes'
import { WANTED } from '../state/tokens'
import { accepts, askedSlot, firstNotReinstated, waitersBefore } from './next-in-line'
import { askAll, askerFor, LetIn, mayTakeSeat } from './place'
import { promoteAll } from './promote'
import { firstFrom, LATEST, type View } from './view'

/** Returns why a waiter is let in to a slot. */
export type Reason = (waiter: Ranked, slot: number) => Trigger

/**
 * Returns the facts of a command and what follows from them: free seats are given away, and every waiter that may bump a token
 * now does so.
 */
export function settled(view: View, facts: readonly Fact[], trigger: Trigger): readonly Fact[] {
  if (!mayFollow(view, facts)) return facts
  const all = facts.slice()
  const after = view.after(facts)
  promoteAll(after, trigger, all)
  letWaitersIn(after, () => trigger, all)
  return all
}

/** Lets waiters in by bumps, the best first, until none may bump a token. Changes the draft that is viewed, and adds to `facts`. */
export function letWaitersIn(view: View, why: Reason, facts: Fact[]): void {
  for (let next = nextLetIn(view, why); next !== undefined; next = nextLetIn(view, why)) {
    const seated = next.facts(view)
    for (const fact of seated) evolve(view.session, fact)
    facts.push(...seated)
    promoteAll(view, next.trigger, facts)
    view.hopeful = undefined
  }
}

/**
 * The best waiter that may bump a token if it asks as a newcomer for the slot that it waits for; undefined if there is none. No
 * token is bumped for a reinstated one.
 */
export function nextLetIn(view: View, why: Reason): LetIn | undefined {
  const { overflow } = view.rules
  for (const token of hopeful(view)) {
    const waiter = { ...askerFor(view, token, view.rank(token), -1, true), wanted: askedSlot(view, token) }
    // Only a waiter that a strategy lets bump is worth a draft.
    if (!overflow.some((each) => each.bumps !== undefined && each.attempt(waiter, view)?.kind === BUMP)) continue
    const place = askAll(
      waiter,
      overflow,
      view.without(token, (slot) => mayTakeSeat(view, slot)),
    )
    if (place instanceof LetIn) return place
    if (typeof place === 'string' || place.to < 0 || !accepts(view, token, place.to)) continue
    if (mayTakeSeat(view, place.to)) return new LetIn(waiter, place, why(waiter, place.to))
  }
  return undefined
}

/** Whether these facts may let a waiter in, or pull a token forward. */
function mayFollow(view: View, facts: readonly Fact[]): boolean {
  const { session, rules } = view
  const { from } = rules.promotion
  if (from === 'nobody' || session.closed) return false
  const pulls = from === 'waitlist-and-later'
  if (session.waiting === 0 && !pulls && facts.every(({ to }) => to !== WAITING)) return false
  return facts.some((fact) => changesChances(view, fact, pulls, facts.length)) || hopeful(view).length > 0
}

/** Whether this fact, one of `count`, may make a token bumpable that was not, or lets a token wait that may bump another. */
function changesChances(view: View, fact: Fact, pulls: boolean, count: number): boolean {
  const { session, rules } = view
  const { type, token, to, intake } = fact
  // A waiter whose cancellation is undone did not look for a free seat, as a newcomer does.
  if (token < 0 || type === 'token.reclassified' || (type === 'token.undone' && to === WAITING)) return true
  if (to === WAITING) {
    const source = intake?.source ?? session.tokens.sources[token]!
    // As soon as a token waits, all the time since it came improves its rank.
    const rank = intake === null ? view.rankAsWaiter(token) : fact.rank
    const waiter = { token, rank }
    return rules.overflow.some(
      ({ bumps }) => bumps !== undefined && mayBump(view, bumps, waiter, source, 0, view.slots),
    )
  }
  if (to < 0) return false
  if (type === 'token.undone' || (type === 'token.confirmed' && intake === null)) {
    const isAway = to > session.tokens.get(token, WANTED)
    if ((pulls && isAway) || waitersBefore(view, fact, to).length > 0) return true
  }
  if (session.channels === 0) return false
  // A token may sit in a reserved seat that a better waiter does not see, and be bumped there.
  return type === 'token.bumped' || mayOverfill(view, fact, count) || waitersBefore(view, fact, to).length > 0
}

/** Whether a channel may use more seats of the slot than its share from now on, which other channels may take then. */
function mayOverfill({ session }: View, { token, to, intake }: Fact, count: number): boolean {
  const channel = (intake?.group ?? session.groupOf(token)) % session.channels
  const share = session.shares[channel * session.slots + to]!
  const taken = session.taken[channel * session.slots + to]!
  return share > 0 && taken <= share && taken + count > share
}

/**
 * Waiters that come before a token that may be bumped, as far as their lanes tell: the first of each list, in the whole order. Empty
 * for nearly every command, because a waiter that may bump a token has done so.
 */
function hopeful(view: View): readonly number[] {
  if (view.hopeful !== undefined) return view.hopeful
  const { session, rules } = view
  const found = new Set<number>()
  if (session.waiting > 0 && !session.closed && rules.promotion.from !== 'nobody')
    for (const { bumps } of rules.overflow) if (bumps !== undefined) addHopeful(view, bumps, found)
  view.hopeful = found.size === 0 ? NOBODY : [...found].sort((a, b) => (view.comesBefore(a, b) ? -1 : 1))
  return view.hopeful
}

const NOBODY: readonly number[] = []

function addHopeful(view: View, scope: BumpScope, found: Set<number>): void {
  const { lanes, slots } = view.session
  const worst = worstBumpable(view, scope)
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.waiting[lane] === 0) continue
    const source = lanes.sources[lane]!
    const first = firstWaiter(view, lane)
    if (view.rank(first) > worst) continue
    const consider = (list: number, from: number, to: number): void => {
      const token = firstNotReinstated(view, lane, list)
      if (token < 0) return
      const waiter = { token, rank: view.rank(token) }
      if (mayBump(view, scope, waiter, source, from, to)) found.add(token)
    }
    consider(lanes.list(ANY, 0), 0, slots)
    for (let at = lanes.next(lane, ONWARD, 0, slots); at < slots; at = lanes.next(lane, ONWARD, at + 1, slots))
      consider(lanes.list(ONWARD, at), at, slots)
    for (let at = lanes.next(lane, ONLY, 0, slots); at < slots; at = lanes.next(lane, ONLY, at + 1, slots))
      consider(lanes.list(ONLY, at), at, at + 1)
  }
}

/** Earliest waiter of a lane that has one. */
function firstWaiter({ session }: View, lane: number): number {
  const { lanes, slots } = session
  let first = sooner(lanes.first(lane, lanes.list(ANY, 0)), lanes.firstOnward(lane, slots - 1))
  for (let at = lanes.next(lane, ONLY, 0, slots); at < slots; at = lanes.next(lane, ONLY, at + 1, slots))
    first = sooner(first, lanes.first(lane, lanes.list(ONLY, at)))
  return first
}

/** Worst rank of a token that may be bumped in this scope; below every rank if there is none. */
function worstBumpable(view: View, scope: BumpScope): number {
  const { lanes, slots } = view.session
  const start = firstSlotOf(view, scope)
  let worst = Number.NEGATIVE_INFINITY
  for (let lane = 0; lane < lanes.count; lane++)
    if (lanes.ranks[lane]! > worst && lanes.next(lane, BUMPABLE, start, slots) < slots)
      worst = Math.max(worst, view.worstIn(lane))
  return worst
}

/** Whether a waiter of this source comes before a token that the scope lets it bump in [from, to). */
function mayBump(view: View, scope: BumpScope, waiter: Ranked, source: string, from: number, to: number): boolean {
  if (scope.for !== undefined && source !== ANY_SOURCE && !scope.for.includes(source)) return false
  const { lanes } = view.session
  const start = Math.max(from, firstSlotOf(view, scope))
  for (let lane = 0; lane < lanes.count; lane++)
    if (scope.who(waiter.rank, waiter.token, view.worstIn(lane), LATEST) && lanes.next(lane, BUMPABLE, start, to) < to)
      return true
  return false
}

/** First slot that is neither past nor frozen in this scope. */
function firstSlotOf({ session, now, current }: View, { freezeMinutes }: BumpScope): number {
  if (freezeMinutes === undefined) return current
  return Math.max(current, firstFrom(session.starts, now + freezeMinutes * 60_000))
}
