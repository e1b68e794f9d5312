import { because, type Fact, type Ranked, type Trigger, WAITING } from '../fact'
import type { Asker } from '../rules/rules'
import { BUMP } from '../rules/verdict'
import { LIST, WANTED } from '../state/tokens'
import { hopeful, mayHope } from './hopeful'
import { accepts, askedSlot, waitersBefore } from './next-in-line'
import { OVERRIDDEN } from './override'
import { askAll, askerFor, mayTakeSeat } from './place'
import { LetIn } from './placement'
import { promoteAll } from './promote'
import type { View } from './view'

/** Returns why a waiter is let in to a slot. */
export type Reason = (waiter: Ranked, slot: number) => Trigger

/**
 * Returns the facts of a command and what follows from them: free seats are given away, and every waiter that may bump a token
 * now does so. `main` is the fact that the others come with.
 */
export function settled(view: View, facts: readonly Fact[], main: Fact): readonly Fact[] {
  if (!mayFollow(view, facts)) return facts
  const all = facts.slice()
  const after = view.after(facts)
  const trigger = triggerOf(main)
  promoteAll(after, () => trigger, all)
  letWaitersIn(after, () => trigger, all)
  return all
}

/**
 * What follows from a change of a slot names the change as its cause; what follows from a token's step names the token. A token that is
 * promoted because of an override is not seated by one, nor corrected.
 */
function triggerOf({ token, rank, type, cause, intake }: Fact): Trigger {
  if (token < 0) return because(type.replace('.', '-'))
  if (type === 'token.reclassified') return { token, rank, cause: 'reclassified' }
  if (intake !== null) return { token, rank, cause: 'booked' }
  return { token, rank, cause: cause === OVERRIDDEN ? type.slice('token.'.length) : cause }
}

/** Lets waiters in by bumps, the best first, until none may bump a token. Changes the draft that is viewed, and adds to `facts`. */
export function letWaitersIn(view: View, why: Reason, facts: Fact[]): void {
  for (let next = nextLetIn(view, why); next !== undefined; next = nextLetIn(view, why)) {
    const seated = next.facts(view)
    for (const fact of seated) view.apply(fact)
    facts.push(...seated)
    promoteAll(view, () => next.trigger, facts)
  }
}

/** Whether some strategy lets a waiter bump a token if it asks as a newcomer for the slot that it waits for. */
export function mayLetIn(view: View): boolean {
  for (const token of hopeful(view)) if (mayBump(view, waiting(view, token))) return true
  return false
}

function mayBump(view: View, waiter: Asker): boolean {
  return view.rules.overflow.some((each) => each.bumps !== undefined && each.attempt(waiter, view)?.kind === BUMP)
}

/** The best of these waiters; undefined if there is none. No token is bumped for a reinstated one. */
function nextLetIn(view: View, why: Reason): LetIn | undefined {
  const { session, rules } = view
  for (const token of hopeful(view)) {
    const waiter = waiting(view, token)
    if (!mayBump(view, waiter)) continue
    const list = session.tokens.get(token, LIST)
    const mayHave = (slot: number, victim?: number): boolean =>
      accepts(view, list, slot) && mayTakeSeat(view, slot, victim)
    // While it asks it does not wait, or it would count as overtaking itself.
    session.leaveList(token)
    const place = askAll(waiter, rules.overflow, view.limited(token, mayHave))
    session.joinList(token, list)
    if (place instanceof LetIn) return place
    if (typeof place === 'string' || !mayHave(place.to, place.victim)) continue
    return new LetIn(waiter, place, why(waiter, place.to))
  }
  return undefined
}

function waiting(view: View, token: number): Asker {
  return askerFor(view, token, view.rank(token), -1, true, askedSlot(view, token))
}

/** Whether these facts may let a waiter in, or pull a token forward. */
function mayFollow(view: View, facts: readonly Fact[]): boolean {
  const { session, rules } = view
  const { from } = rules.promotion
  if (from === 'nobody' || session.closed) return false
  const pulls = from === 'waitlist-and-later'
  let waits = session.waiting > 0 || pulls
  for (const { to } of facts) waits ||= to === WAITING
  if (!waits) return false
  for (const fact of facts) if (changesChances(view, fact, pulls)) return true
  return hopeful(view).length > 0
}

/** Whether this fact may make a token bumpable that was not, or lets a token wait that may bump another. */
function changesChances(view: View, fact: Fact, pulls: boolean): boolean {
  const { session, rules } = view
  const { type, token, to, intake } = fact
  // A waiter that comes back to its list did not look for a free seat, as a newcomer does.
  const comesBack = to === WAITING && (type === 'token.undone' || type === 'token.skipped')
  if (token < 0 || type === 'token.reclassified' || comesBack) return true
  // A newcomer that bumps a token for a seat that was reserved for its channel leaves one that others see, perhaps the bumped token itself.
  if (type === 'token.bumped' && session.channels > 0) return true
  if (to === WAITING) {
    const source = intake?.source ?? session.tokens.sources[token]!
    // As soon as a token waits, all the time since it came improves its rank.
    const rank = intake === null ? view.rankAsWaiter(token) : fact.rank
    const wanted = intake?.wanted ?? session.tokens.get(token, WANTED)
    for (const { bumps } of rules.overflow)
      if (bumps !== undefined && mayHope(view, bumps, token, rank, source, fact.list, wanted)) return true
    return false
  }
  if (to < 0) return false
  if (type === 'token.undone' || (type === 'token.confirmed' && intake === null)) {
    const isAway = to > session.tokens.get(token, WANTED)
    if ((pulls && isAway) || waitersBefore(view, fact, to).length > 0) return true
  }
  // A token may sit in a reserved seat that a better waiter does not see, and be bumped there. Tokens that were there before and lose the
  // protection of their share let a waiter hope already.
  return session.channels > 0 && waitersBefore(view, fact, to).length > 0
}
