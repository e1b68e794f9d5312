import type { Ranked } from '../fact'
import type { BumpScope } from '../rules/rules'
import { ANY, ANY_SOURCE, BUMPABLE, ONLY, ONWARD, sooner } from '../state/lanes'
import { NEXT, REINSTATED, WANTED } from '../state/tokens'
import { firstNotReinstated } from './next-in-line'
import { firstFrom, LATEST, type View } from './view'

/**
 * Waiters that come before a token that may be bumped, as far as their lanes tell: the first of each list, in the whole order. Empty
 * for nearly every command, because a waiter that may bump a token has done so.
 */
export function hopeful(view: View): readonly number[] {
  if (view.hopeful !== undefined) return view.hopeful
  const { session, rules } = view
  let found: number[] = NOBODY
  if (session.waiting > 0 && !session.closed && rules.promotion.from !== 'nobody')
    for (const { bumps } of rules.overflow) if (bumps !== undefined) found = withHopeful(view, bumps, found)
  view.hopeful = found.length > 1 ? found.sort((a, b) => (view.comesBefore(a, b) ? -1 : 1)) : found
  return view.hopeful
}

const NOBODY: number[] = []

/** Adds the waiters that may hope in this scope. The search costs a look at each lane, unless one of them may. */
function withHopeful(view: View, scope: BumpScope, found: number[]): number[] {
  const { lanes, slots, tokens } = view.session
  let all = found
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.waiting[lane] === 0) continue
    const source = lanes.sources[lane]!
    if (!isPermitted(scope, source)) continue
    const first = firstWaiter(view, lane)
    if (!mayHope(view, scope, { token: first, rank: view.rank(first) }, source, 0, slots)) continue
    const consider = (token: number, from: number, to: number): void => {
      if (token < 0 || all.includes(token)) return
      if (mayHope(view, scope, { token, rank: view.rank(token) }, source, from, to)) all = [...all, token]
    }
    // Waiters for any slot ask for different ones: the first for each slot is asked.
    const asked = new Set<number>()
    for (let token = lanes.first(lane, lanes.list(ANY, 0)); token >= 0; token = tokens.get(token, NEXT)) {
      const wanted = tokens.get(token, WANTED)
      if (asked.has(wanted) || tokens.isMarked(token, REINSTATED)) continue
      asked.add(wanted)
      consider(token, 0, slots)
    }
    for (let at = lanes.next(lane, ONWARD, 0, slots); at < slots; at = lanes.next(lane, ONWARD, at + 1, slots))
      consider(firstNotReinstated(view, lane, lanes.list(ONWARD, at)), at, slots)
    for (let at = lanes.next(lane, ONLY, 0, slots); at < slots; at = lanes.next(lane, ONLY, at + 1, slots))
      consider(firstNotReinstated(view, lane, lanes.list(ONLY, at)), at, at + 1)
  }
  return all
}

/** Whether tokens of this source may bump in the scope. */
function isPermitted({ for: sources }: BumpScope, source: string): boolean {
  return sources === undefined || source === ANY_SOURCE || sources.includes(source)
}

/** Whether a waiter of this source comes before a token that the scope lets it bump in [from, to). */
export function mayHope(
  view: View,
  scope: BumpScope,
  waiter: Ranked,
  source: string,
  from: number,
  to: number,
): boolean {
  if (!isPermitted(scope, source)) return false
  const { lanes } = view.session
  const start = Math.max(from, firstSlotOf(view, scope))
  for (let lane = 0; lane < lanes.count; lane++)
    if (
      lanes.ranks[lane]! >= waiter.rank &&
      lanes.next(lane, BUMPABLE, start, to) < to &&
      scope.who(waiter.rank, waiter.token, view.worstIn(lane, start), LATEST)
    )
      return true
  return false
}

/** Earliest waiter of a lane that has one. */
function firstWaiter({ session }: View, lane: number): number {
  const { lanes, slots } = session
  let first = sooner(lanes.first(lane, lanes.list(ANY, 0)), lanes.firstOnward(lane, slots - 1))
  for (let at = lanes.next(lane, ONLY, 0, slots); at < slots; at = lanes.next(lane, ONLY, at + 1, slots))
    first = sooner(first, lanes.first(lane, lanes.list(ONLY, at)))
  return first
}

/** First slot that is neither past nor frozen in this scope. */
function firstSlotOf({ session, now, current }: View, { freezeMinutes }: BumpScope): number {
  if (freezeMinutes === undefined) return current
  return Math.max(current, firstFrom(session.planned, now + freezeMinutes * 60_000))
}
