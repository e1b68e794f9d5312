import type { PriorityPolicy } from '../../core/rules/rules'
import { shown } from '../../core/rules/words'
import { checkOptions, checkPriority } from '../options'

/** How fast waiting improves a rank, and how far. */
export interface Aging {
  /** Minutes of waiting that improve the rank by one; above 0. */
  readonly everyMinutes: number
  /** The best rank that waiting alone can reach. Better tiers stay protected. */
  readonly best: number
}

/**
 * Improves the rank of a waiting token by one every `everyMinutes` minutes, never past `best`. So later arrivals of rank `best` or
 * worse cannot keep it waiting for ever, and it never ages into an emergency tier. Throws a RangeError for minutes that are not
 * above 0, for a `best` that is not a number, or for one that would make emergencies of patients who have only waited.
 *
 * @example
 * ```ts
 * const priority = withAging(bySource({ emergency: 1, online: 4 }), { everyMinutes: 30, best: 2 })
 * ```
 */
export function withAging(policy: PriorityPolicy, aging: Aging): PriorityPolicy {
  checkPriority('withAging: policy', policy)
  checkOptions('withAging', aging, ['everyMinutes', 'best'])
  const { everyMinutes, best } = aging
  if (typeof everyMinutes !== 'number' || !(everyMinutes > 0))
    throw new RangeError(`withAging: everyMinutes is ${shown(everyMinutes)}. Give minutes above 0.`)
  if (typeof best !== 'number' || Number.isNaN(best))
    throw new RangeError(`withAging: best is ${shown(best)}. Give a rank, such as 2.`)
  const { urgent } = policy
  if (urgent !== undefined && best <= urgent)
    throw new RangeError(
      `withAging: best is ${best}. Give a rank above ${urgent}, so that waiting alone makes no emergency.`,
    )
  const stepMs = everyMinutes * 60_000
  return {
    sources: policy.sources,
    urgent,
    base: (request, day, now) => policy.base(request, day, now),
    at(base, waitedMs) {
      const rank = policy.at?.(base, waitedMs) ?? base
      return rank <= best ? rank : Math.max(best, rank - Math.floor(waitedMs / stepMs))
    },
  }
}
