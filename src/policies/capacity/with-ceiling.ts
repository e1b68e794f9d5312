import type { CapacityPolicy } from '../../core/rules/rules'
import { checkCapacity } from '../options'
import { allowance, type SeatAllowance } from './allowance'

/**
 * Limits overrides to `extra` seats above base capacity in a slot. Without it an override may use as many seats as the class that
 * sees most. Throws a RangeError for a bad policy or allowance.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: withCeiling(fixed(), 1) }
 * ```
 */
export function withCeiling(capacity: CapacityPolicy, extra: SeatAllowance): CapacityPolicy {
  checkCapacity('withCeiling: capacity', capacity)
  const seats = allowance(extra, 'withCeiling: extra')
  return { ...capacity, ceiling: (base) => base + seats(base) }
}
