import type { CapacityPolicy } from '../../core/rules/rules'

/** Some sources are always seated; everybody else sees the base capacity. */
export function unlimitedFor(sources: readonly string[]): CapacityPolicy {
  const exempt = new Set(sources)
  return {
    groups: 2,
    groupOf: (request) => (exempt.has(request.source) ? 1 : 0),
    seats: (group, base) => (group === 1 ? Number.POSITIVE_INFINITY : base),
  }
}
