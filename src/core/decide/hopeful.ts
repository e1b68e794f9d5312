import type { BumpScope, Outranks } from '../rules/rules'
import { ANY, ANY_SOURCE, ONLY, ONWARD, sooner } from '../state/lanes'
import { LIST, NEXT, REINSTATED, WANTED } from '../state/tokens'
import { firstFrom } from './first-from'
import { firstNotReinstated } from './next-in-line'
import type { View } from './view'

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

/** Adds the waiters that may hope in this scope. Nearly always a look at the first waiter of each lane shows that none may. */
function withHopeful(view: View, scope: BumpScope, found: number[]): number[] {
  const { lanes, slots } = view.session
  const start = firstSlotOf(view, scope)
  let all = found
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.waiting[lane] === 0 || !isPermitted(scope, lanes.sources[lane]!)) continue
    const first = firstWaiter(view, lane)
    const rank = view.aged(lanes.ranks[lane]!, first)
    if (outranks(view, scope.who, first, rank, start, slots)) all = withHopefulOf(view, scope, lane, all)
  }
  return all
}

/** Adds those of one lane: of each list the first, and on a list for any slot the first for each slot. */
function withHopefulOf(view: View, scope: BumpScope, lane: number, found: number[]): number[] {
  const { lanes, slots, tokens } = view.session
  const source = lanes.sources[lane]!
  const all = found.slice()
  const consider = (token: number): void => {
    if (token < 0 || all.includes(token)) return
    const list = tokens.get(token, LIST)
    if (mayHope(view, scope, token, view.rank(token), source, list, tokens.get(token, WANTED))) all.push(token)
  }
  const asked = new Set<number>()
  for (let token = lanes.first(lane, lanes.list(ANY, 0)); token >= 0; token = tokens.get(token, NEXT)) {
    const wanted = tokens.get(token, WANTED)
    if (asked.has(wanted) || tokens.isMarked(token, REINSTATED)) continue
    asked.add(wanted)
    consider(token)
  }
  for (let kind = ONWARD; kind <= ONLY; kind++)
    for (let at = lanes.next(lane, kind, 0, slots); at < slots; at = lanes.next(lane, kind, at + 1, slots))
      consider(firstNotReinstated(view, lane, lanes.list(kind, at)))
  return all
}

/** Whether tokens of this source may bump in the scope. */
function isPermitted({ for: sources }: BumpScope, source: string): boolean {
  return sources === undefined || source === ANY_SOURCE || sources.includes(source)
}

/** Whether a waiter of this source and list, that asked for this slot, comes before a token that the scope lets it bump. */
export function mayHope(
  view: View,
  scope: BumpScope,
  token: number,
  rank: number,
  source: string,
  list: number,
  wanted: number,
): boolean {
  if (!isPermitted(scope, source)) return false
  const { lanes } = view.session
  const kind = lanes.kindOf(list)
  const asked = kind === ANY ? wanted : lanes.slotOf(list)
  const isAnywhere = kind === ANY && (scope.slots === 'all' || scope.slots === 'some')
  const to = kind === ONLY || scope.slots === 'wanted' ? asked + 1 : view.slots
  return outranks(view, scope.who, token, rank, Math.max(isAnywhere ? 0 : asked, firstSlotOf(view, scope)), to)
}

/** Whether `who` lets a token of this rank bump another in [from, to), as far as the lanes tell. */
function outranks(view: View, who: Outranks, token: number, rank: number, from: number, to: number): boolean {
  for (let lane = 0; lane < view.session.lanes.count; lane++)
    if (view.outranksIn(lane, token, rank, who, from, to)) return true
  return false
}

/** Earliest waiter of a lane that has one. */
function firstWaiter({ session }: View, lane: number): number {
  const { lanes, slots } = session
  let first = sooner(lanes.first(lane, lanes.list(ANY, 0)), lanes.soonest(lane))
  for (let at = lanes.next(lane, ONLY, 0, slots); at < slots; at = lanes.next(lane, ONLY, at + 1, slots))
    first = sooner(first, lanes.first(lane, lanes.list(ONLY, at)))
  return first
}

/** First slot that is neither past nor frozen in this scope. */
function firstSlotOf({ session, now, current }: View, { freezeMinutes }: BumpScope): number {
  if (freezeMinutes === undefined) return current
  return Math.max(current, firstFrom(session.planned, now + freezeMinutes * 60_000))
}
