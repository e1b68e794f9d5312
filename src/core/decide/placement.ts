import type { Fact } from '../fact'

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

export const NOBODY_MOVES: readonly Fact[] = []

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
