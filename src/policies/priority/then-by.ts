import type { PriorityPolicy } from '../../core/rules/rules'
import { checkPriority } from '../options'

/** How many ranks of the second policy fit within one of the first. */
const STEPS = 1000

/**
 * Ranks by `first`, whose ranks must be whole numbers, and by `second` if these ranks are equal. The second policy's ranks are rounded and
 * limited to whole numbers from 0 to 999. A request that either policy refuses is refused. An emergency by `first` is an emergency by both
 * together. Throws a RangeError for an argument that is not a priority policy, or if `urgent` of `first` is not a whole number.
 *
 * @example
 * ```ts
 * const priority = thenBy(bySource({ emergency: 1, online: 2 }), byTriage({ missing: 5 }))
 * ```
 */
export function thenBy(first: PriorityPolicy, second: PriorityPolicy): PriorityPolicy {
  checkPriority('thenBy: first', first)
  checkPriority('thenBy: second', second)
  if (first.urgent !== undefined && !Number.isInteger(first.urgent))
    throw new RangeError(`thenBy: urgent of the first policy is ${first.urgent}. Give a whole number.`)
  const pack = (a: number, b: number): number => a * STEPS + Math.min(STEPS - 1, Math.max(0, Math.round(b)))
  const policy: PriorityPolicy = {
    sources: first.sources,
    urgent: first.urgent === undefined ? undefined : pack(first.urgent, STEPS - 1),
    base(request, day, now) {
      const a = first.base(request, day, now)
      const b = second.base(request, day, now)
      return a === undefined || b === undefined ? undefined : pack(a, b)
    },
  }
  if (first.at === undefined && second.at === undefined) return policy
  return {
    ...policy,
    at(base, waitedMs) {
      const a = Math.floor(base / STEPS)
      const b = base - a * STEPS
      return pack(first.at?.(a, waitedMs) ?? a, second.at?.(b, waitedMs) ?? b)
    },
  }
}
