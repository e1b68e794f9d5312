import type { CapacityPolicy } from '../../core/rules/rules'
import { allowance, type SeatAllowance } from './allowance'

/**
 * Lets an override seat so many patients above base capacity in a slot, and never more. Without it an override goes as far as the
 * class that sees most.
 */
export function withCeiling(capacity: CapacityPolicy, extra: SeatAllowance): CapacityPolicy {
  const seats = allowance(extra, 'withCeiling: extra')
  return { ...capacity, ceiling: (base) => base + seats(base) }
}
