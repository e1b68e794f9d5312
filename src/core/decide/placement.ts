import { type Fact, promoted, type Trigger } from '../fact'
import type { Asker } from '../rules/rules'
import type { View } from './view'

/** The place that a token gets, and the strategy that chose it. */
export class Placement {
  /** Seats of waiters that go first, with the moves that make room for them. */
  first: readonly Fact[] = NOBODY_MOVES
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
  ) {}
}

export const NOBODY_MOVES: readonly Fact[] = []

/** Why no place was found: a bump failed, or no strategy found one. */
export type NoPlace = 'bump-failed' | 'no-place'

/** A waiting token that gets a seat by a bump, at once. */
export class LetIn {
  constructor(
    readonly waiter: Asker,
    readonly place: Placement,
    readonly trigger: Trigger,
  ) {}

  /** Returns the facts that seat it: the moves that make room, then its promotion. */
  facts(view: View): Fact[] {
    const { waiter, place, trigger } = this
    return inOrder(place, promoted(view, waiter.token, waiter.rank, place.to, trigger, place.strategy))
  }
}

/**
 * Returns the facts of a placement in an order in which each leaves a legal state: the waiters that go first, the moves of the chain, the
 * last one first, then the fact that caused them.
 */
export function inOrder({ first, chain }: Placement, cause: Fact): Fact[] {
  // Most bookings move nobody or one token. A list that grows takes room for more than that.
  if (first.length === 0 && chain.length === 0) return [cause]
  if (first.length === 0 && chain.length === 1) return [chain[0]!, cause]
  const facts = first.slice()
  for (let i = chain.length - 1; i >= 0; i--) facts.push(chain[i]!)
  facts.push(cause)
  return facts
}
