import type { CapacityPolicy } from '../../core/rules/rules'
import { checkSources } from '../options'

/**
 * Always seats some sources; all others get the base capacity. Throws a RangeError unless `sources` is a list of texts.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: unlimitedFor(['emergency']) }
 * ```
 */
export function unlimitedFor(sources: readonly string[]): CapacityPolicy {
  checkSources('unlimitedFor: sources', sources)
  const exempt = new Set(sources)
  return {
    groups: 2,
    groupOf: (request) => (exempt.has(request.source) ? 1 : 0),
    seats: (group, base) => (group === 1 ? Number.POSITIVE_INFINITY : base),
  }
}
