import type { PriorityPolicy } from '../../core/rules/rules'

/** How fast waiting improves a rank, and how far. */
export interface Aging {
  /** Minutes of waiting that improve the rank by one. */
  readonly everyMinutes: number
  /** The best rank that waiting alone can reach; better tiers stay protected. */
  readonly best: number
}

/**
 * Lets waiting tokens rise: one rank for every so many minutes, never past `best`, so that nobody starves and nobody ages
 * into an emergency tier.
 */
export function withAging(policy: PriorityPolicy, aging: Aging): PriorityPolicy {
  const { everyMinutes, best } = aging
  if (!(everyMinutes > 0) || Number.isNaN(best))
    throw new RangeError(`withAging: every ${everyMinutes} minutes, best rank ${best}. Maybe give minutes above 0.`)
  const stepMs = everyMinutes * 60_000
  return {
    sources: policy.sources,
    base: (request) => policy.base(request),
    at(base, waitedMs) {
      const rank = policy.at?.(base, waitedMs) ?? base
      return rank <= best ? rank : Math.max(best, rank - Math.floor(waitedMs / stepMs))
    },
  }
}
