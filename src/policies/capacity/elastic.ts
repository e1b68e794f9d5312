import type { CapacityPolicy } from '../../core/rules/rules'
import { checkOptions, checkSources } from '../options'
import { allowance, type SeatAllowance } from './allowance'

/** Which sources may use overflow seats, and how many there are. */
export interface Elasticity {
  /** Sources that may use overflow seats. */
  readonly for: readonly string[]
  /** Overflow seats of each slot. */
  readonly extra: SeatAllowance
  /**
   * Overflow seats of a whole session that may be in use at once.
   *
   * @defaultValue no limit
   */
  readonly perSession?: SeatAllowance
}

/**
 * Gives some sources overflow seats, which are above base capacity. Name the classes with the best ranks: in a slot above base
 * capacity, no other source can bump them. Throws a RangeError for an unknown option or value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: elastic({ for: ['emergency'], extra: '20%', perSession: 6 }) }
 * ```
 */
export function elastic(options: Elasticity): CapacityPolicy {
  checkOptions('elastic', options, ['for', 'extra', 'perSession'])
  checkSources('elastic: for', options.for)
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
