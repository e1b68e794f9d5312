import type { PriorityPolicy } from '../../core/rules/rules'

/** Ranks of the second policy within one of the first. */
const STEPS = 1000

/**
 * Ranks by `first`; `second` decides between equal ones. The second policy's ranks are whole numbers from 0 to 999: others
 * are rounded and held within.
 */
export function thenBy(first: PriorityPolicy, second: PriorityPolicy): PriorityPolicy {
  const pack = (a: number, b: number): number => a * STEPS + Math.min(STEPS - 1, Math.max(0, Math.round(b)))
  const policy: PriorityPolicy = {
    sources: first.sources,
    base(request) {
      const a = first.base(request)
      const b = second.base(request)
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
