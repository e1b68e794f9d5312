import { bumped, type Fact, NOWHERE, WAITING } from '../fact'
import { type Asker, type OverflowStrategy, RuleFault } from '../rules/rules'
import { BUMP, DROP, FAIL, SEAT, type Verdict, WAIT } from '../rules/verdict'
import { isOneLine, shown } from '../rules/words'
import { waitingList } from '../state/lanes'
import { NAMED, WANTED } from '../state/tokens'
import type { View } from './view'

/** The place that a token gets, and the strategy that chose it. */
export class Placement {
  /** Moves of others that make room, first link first. */
  chain: readonly Fact[] = NOBODY_MOVES

  constructor(
    /** A slot, WAITING or NOWHERE. */
    readonly to: number,
    /** Waiting list joined, or -1. */
    readonly list: number,
    readonly strategy: string,
    /** Token whose seat it takes, or -1. */
    readonly victim = -1,
    /** Cause if it is dropped or seated above the rules, else ''. */
    readonly code = '',
    /** Whether a strategy chose a bump. If a seat is free there after all, nobody is bumped. */
    readonly byBump = false,
  ) {}
}

const NOBODY_MOVES: readonly Fact[] = []

/** Why no place was found: a bump failed, or no strategy found one. */
export type NoPlace = 'bump-failed' | 'no-place'

/** Returns the facts in an order in which each leaves a legal state: the moves of the chain, the last one first, then the fact that caused them. */
export function inOrder({ chain }: Placement, cause: Fact): Fact[] {
  // Most bookings move nobody or one token. A list that grows takes room for more than that.
  if (chain.length === 0) return [cause]
  if (chain.length === 1) return [chain[0]!, cause]
  const facts = chain.toReversed()
  facts.push(cause)
  return facts
}

/**
 * Returns a free seat, or else the place that the newcomers' strategies find, tried in order. A bump happens with its whole chain
 * or not at all. The session is settled, so no waiter has a better claim to a seat that is free or can be had by a bump.
 */
export function placeNewcomer(asker: Asker, view: View): Placement | NoPlace {
  const slot = freeSeatFor(asker, view)
  if (slot >= 0) return new Placement(slot, -1, 'free-seat')
  return askAll(asker, view.rules.overflow, view)
}

/** Returns the slot of the first free seat that a newcomer asks for, or -1. */
export function freeSeatFor(asker: Asker, view: View): number {
  return view.firstFree(asker, asker.wanted, asker.named ? asker.wanted + 1 : view.slots)
}

/** Returns the place that the strategies for displaced tokens find, tried in order, for a token that has to leave its slot. */
export function placeDisplaced(asker: Asker, view: View): Placement | NoPlace {
  return askAll(asker, view.rules.displaced, view)
}

/** Returns the place of a token that has to leave though no better one displaced it: as a newcomer's, else as a displaced one's. */
export function placeMoved(asker: Asker, view: View): Placement | NoPlace {
  const place = placeNewcomer(asker, view)
  return typeof place === 'string' || place.to === NOWHERE ? placeDisplaced(asker, view) : place
}

/** An asker for a token that is in the session already. */
export function askerFor(
  { session }: View,
  token: number,
  rank: number,
  lost: number,
  mayBump: boolean,
  wanted = session.tokens.get(token, WANTED),
  named = session.tokens.get(token, NAMED) === 1,
): Asker {
  const { tokens } = session
  const group = session.groupOf(token)
  return {
    token,
    rank,
    group,
    source: tokens.sources[token]!,
    wanted,
    named,
    lost,
    mayBump,
  }
}

/** Returns the place that the first strategy finds that applies. */
export function askAll(asker: Asker, strategies: readonly OverflowStrategy[], view: View): Placement | NoPlace {
  let none: NoPlace = 'no-place'
  for (const strategy of strategies) {
    const placement = ask(strategy, asker, view)
    if (placement === undefined) continue
    if (placement === GIVES_UP) return none
    if (placement.victim < 0) return placement
    const chain = bumpChain(asker, placement, view)
    if (chain !== undefined) {
      placement.chain = chain
      return placement
    }
    none = 'bump-failed'
  }
  return none
}

/** The verdict `FAIL`: no later strategy is asked. */
const GIVES_UP = 'gives-up'

/** One strategy's verdict, checked: a rule may choose badly, but cannot overbook, or let a token wait beside a free seat. */
function ask(strategy: OverflowStrategy, asker: Asker, view: View): Placement | typeof GIVES_UP | undefined {
  const verdict = strategy.attempt(asker, view)
  if (verdict === undefined) return undefined
  if (verdict === null) throw noVerdict(strategy, verdict)
  const { slot } = verdict
  if (verdict.kind <= WAIT && !Number.isInteger(slot)) throw fault(strategy, verdict, 'names something that is no slot')
  switch (verdict.kind) {
    case SEAT:
      if (!view.isFree(slot, asker.group) || slot === asker.lost)
        throw fault(strategy, verdict, 'seats it in a slot without a free seat for it')
      return new Placement(slot, -1, strategy.name)
    case BUMP:
      if (strategy.bumps === undefined) throw fault(strategy, verdict, "bumps, but does not declare 'bumps'")
      return bumpIn(strategy, verdict, asker, view)
    case WAIT:
      return letWait(strategy, verdict, asker, view)
    case DROP:
      if (typeof verdict.code !== 'string' || verdict.code === '' || !isOneLine(verdict.code))
        throw new RuleFault(`strategy '${strategy.name}' drops with the code ${shown(verdict.code)}`)
      return new Placement(NOWHERE, -1, strategy.name, -1, verdict.code)
    case FAIL:
      return GIVES_UP
    default:
      throw noVerdict(strategy, verdict)
  }
}

/** No token is bumped if a seat is free for the asker, or if the victim's own group still has a free seat there. */
function bumpIn(strategy: OverflowStrategy, verdict: Verdict, asker: Asker, view: View): Placement {
  const { slot } = verdict
  const mayBump = asker.mayBump && slot >= view.current && slot < view.slots && slot !== asker.lost
  const victim = mayBump ? view.victim(asker, slot) : -1
  if (victim < 0) throw fault(strategy, verdict, 'bumps in a slot where it may bump no token')
  const spare = view.isFree(slot, asker.group) || view.isFree(slot, view.session.groupOf(victim))
  return new Placement(slot, -1, strategy.name, spare ? -1 : victim, '', true)
}

/** A token that accepts a slot with a free seat is seated there, so that no token waits beside a free seat. */
function letWait(strategy: OverflowStrategy, verdict: Verdict, asker: Asker, view: View): Placement | undefined {
  const { slot, accepts } = verdict
  const list = waitingList(accepts, slot, view.slots)
  if (slot < 0 || slot >= view.slots || list === undefined)
    throw fault(strategy, verdict, 'waits for a slot or list that does not exist')
  const end = accepts === 'slot' ? slot + 1 : view.slots
  if (end <= view.current || view.waitsForBlocked(list)) return undefined
  const free = view.firstFree(asker, accepts === 'any' ? 0 : slot, end)
  if (free >= 0) return new Placement(free, -1, strategy.name)
  return new Placement(WAITING, list, strategy.name)
}

/**
 * Follows the bumped tokens until one finds a free seat, waits or is dropped. Each is strictly lower in the whole order than the
 * one before (checked in `View.victim`), so no two are the same. Every link is decided on the unchanged state: a slot that the
 * chain has changed has as many seats in use as before, and no new token that a later link outranks.
 */
function bumpChain(first: Asker, bump: Placement, view: View): readonly Fact[] | undefined {
  let facts: Fact[] | undefined
  const { displaced } = view.rules
  let by = first
  for (let link = bump; link.victim >= 0; ) {
    const asker = askerFor(view, link.victim, view.standing(link.victim), link.to, true)
    let next: ReturnType<typeof ask>
    for (let i = 0; i < displaced.length && next === undefined; i++) next = ask(displaced[i]!, asker, view)
    if (next === undefined || next === GIVES_UP) return undefined
    const fact = bumped(view, asker.token, next, by, next.code === '' ? 'outranked' : next.code)
    if (facts === undefined) facts = [fact]
    else facts.push(fact)
    by = asker
    link = next
  }
  return facts ?? NOBODY_MOVES
}

function noVerdict(strategy: OverflowStrategy, answer: unknown): RuleFault {
  return new RuleFault(`strategy '${strategy.name}' returns ${shown(answer)}, which is no verdict`)
}

function fault(strategy: OverflowStrategy, verdict: Verdict, what: string): RuleFault {
  return new RuleFault(`strategy '${strategy.name}' ${what} (slot ${shown(verdict.slot)})`)
}
