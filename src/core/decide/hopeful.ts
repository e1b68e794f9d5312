import type { Ranked } from '../fact'
import type { BumpScope } from '../rules/rules'
import { ANY, ANY_SOURCE, BUMPABLE, type Lanes, ONLY, ONWARD, sooner } from '../state/lanes'
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
  const { lanes, slots } = view.session
  const start = firstSlotOf(view, scope)
  let worst = Number.NEGATIVE_INFINITY
  for (let lane = 0; lane < lanes.count; lane++)
    if (lanes.ranks[lane]! > worst && lanes.next(lane, BUMPABLE, start, slots) < slots)
      worst = Math.max(worst, view.worstIn(lane))
  let all = found
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.waiting[lane] === 0) continue
    const first = firstWaiter(view, lane)
    const rank = view.rank(first)
    if (rank > worst) continue
    const last = lastBumpable(view, scope, { token: first, rank }, start)
    if (last < 0) continue
    const source = lanes.sources[lane]!
    const consider = (list: number, from: number, to: number, token = firstNotReinstated(view, lane, list)): void => {
      if (token < 0 || all.includes(token)) return
      if (mayHope(view, scope, { token, rank: view.rank(token) }, source, from, to)) all = [...all, token]
    }
    // Waiters for any slot ask for different ones.
    const asked: number[] = []
    const { tokens } = view.session
    for (let token = lanes.first(lane, lanes.list(ANY, 0)); token >= 0; token = tokens.get(token, NEXT)) {
      const wanted = tokens.get(token, WANTED)
      if (tokens.isMarked(token, REINSTATED) || asked.includes(wanted)) continue
      asked.push(wanted)
      consider(lanes.list(ANY, 0), 0, slots, token)
    }
    const end = last + 1
    for (let at = lanes.next(lane, ONWARD, 0, end); at < end; at = lanes.next(lane, ONWARD, at + 1, end))
      consider(lanes.list(ONWARD, at), at, end)
    for (let at = lanes.next(lane, ONLY, start, end); at < end; at = lanes.next(lane, ONLY, at + 1, end))
      consider(lanes.list(ONLY, at), at, at + 1)
  }
  return all
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
  if (scope.for !== undefined && source !== ANY_SOURCE && !scope.for.includes(source)) return false
  const { lanes } = view.session
  const start = Math.max(from, firstSlotOf(view, scope))
  for (let lane = 0; lane < lanes.count; lane++)
    if (lanes.next(lane, BUMPABLE, start, to) < to && isAbove(view, scope, waiter, lane)) return true
  return false
}

/** Last slot from `start` on in which this waiter may hope to bump a token, or -1. */
function lastBumpable(view: View, scope: BumpScope, waiter: Ranked, start: number): number {
  const { lanes } = view.session
  let last = -1
  for (let lane = 0; lane < lanes.count; lane++) {
    const slot = lastOccupied(lanes, lane, start)
    if (slot > last && isAbove(view, scope, waiter, lane)) last = slot
  }
  return last
}

/** Whether the scope may let the waiter bump a token of this lane. */
function isAbove(view: View, scope: BumpScope, { rank, token }: Ranked, lane: number): boolean {
  return scope.who(rank, token, view.worstIn(lane), LATEST)
}

/** Last slot from `start` on in which a token of this lane may be bumped, or -1. */
function lastOccupied(lanes: Lanes, lane: number, start: number): number {
  for (let word = lanes.words - 1; word >= start >> 5; word--) {
    const bits = lanes.occupied(lane, BUMPABLE, word) & (word === start >> 5 ? -1 << (start & 31) : -1)
    if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits)
  }
  return -1
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
  return Math.max(current, firstFrom(session.starts, now + freezeMinutes * 60_000))
}
