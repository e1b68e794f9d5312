import type { Accepts } from '../rules/verdict'
import { ANY, ONLY, ONWARD } from './lanes'

/** Kind of list for waiters that accept this. */
const KIND_OF: Readonly<Record<Accepts, number>> = { slot: ONLY, onward: ONWARD, any: ANY }
const ACCEPTED: readonly Accepts[] = ['onward', 'slot', 'any']

/** Number of the waiting list for this slot, in a lane of `slots` slots; undefined if there is no such `accepts`. */
export function waitingList(accepts: Accepts, slot: number, slots: number): number | undefined {
  if (!Object.hasOwn(KIND_OF, accepts)) return undefined
  const kind = KIND_OF[accepts]
  return kind === ANY ? ANY * slots : kind * slots + slot
}

/** What waiters on this list accept. */
export function acceptsOf(list: number, slots: number): Accepts {
  return ACCEPTED[((list / slots) | 0) - ONWARD]!
}

/** Slot that waiters on this list wait for, or -1 for any. */
export function awaitedSlot(list: number, slots: number): number {
  return list >= ANY * slots ? -1 : list % slots
}
