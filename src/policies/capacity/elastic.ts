import type { CapacityPolicy } from '../../core/rules/rules'
import { allowance, type SeatAllowance } from './allowance'

/** Who may use overflow seats, and how many there are. */
export interface Elasticity {
  /** Sources that may. */
  readonly for: readonly string[]
  /** Overflow seats of each slot. */
  readonly extra: SeatAllowance
  /** Overflow seats in use in a whole session at once; no limit where absent. */
  readonly perSession?: SeatAllowance
}

/**
 * Some sources see seats above base capacity, in each slot and at most so many in the session. Give them to the classes that
 * rank best: nobody who waits takes an overflow seat's holder down to make room at base capacity.
 */
export function elastic(options: Elasticity): CapacityPolicy {
  const sources = new Set(options.for)
  const { extra, perSession } = options
  const slotSeats = allowance(extra, 'elastic: extra')
  const policy: CapacityPolicy = {
    groups: 2,
    groupOf: (request) => (sources.has(request.source) ? 1 : 0),
    seats: (group, base) => (group === 1 ? base + slotSeats(base) : base),
  }
  return perSession === undefined ? policy : { ...policy, perSession: allowance(perSession, 'elastic: perSession') }
}
