import type { CapacityPolicy } from '../../core/rules/rules'

/**
 * Gives every token the base capacity, with no overflow seats.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: fixed() }
 * ```
 */
export function fixed(): CapacityPolicy {
  return { groups: 1, groupOf: () => 0, seats: (_group, base) => base }
}
