import type { CapacityPolicy } from '../../core/rules/rules'

/** Everybody sees the base capacity. */
export function fixed(): CapacityPolicy {
  return { groups: 1, groupOf: () => 0, seats: (_group, base) => base }
}
