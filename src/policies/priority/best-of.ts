import type { PriorityPolicy } from '../../core/rules/rules'
import { checkPriority } from '../options'

/**
 * Gives the better of two ranks. A request that `first` refuses is refused; one that only `second` refuses ranks by `first`. A patient who
 * is an emergency by either policy is an emergency. Throws a RangeError if both policies say what an emergency is and differ, or if either ages: a
 * recorded rank does not tell which policy gave it. Age the whole instead, as in the example.
 *
 * @example
 * ```ts
 * const classes = bySource({ emergency: 1, online: 3 })
 * const groups = byAttribute('group', { ranks: { child: 2 } })
 * const priority = withAging(bestOf(classes, groups), { everyMinutes: 60, best: 2 })
 * ```
 */
export function bestOf(first: PriorityPolicy, second: PriorityPolicy): PriorityPolicy {
  checkPriority('bestOf: first', first)
  checkPriority('bestOf: second', second)
  if (first.at !== undefined || second.at !== undefined)
    throw new RangeError(
      `bestOf: the ${first.at === undefined ? 'second' : 'first'} policy ages. Wrap the whole, as in withAging(bestOf(…), …).`,
    )
  if (first.urgent !== undefined && second.urgent !== undefined && first.urgent !== second.urgent)
    throw new RangeError(`bestOf: urgent is ${first.urgent} in the first policy and ${second.urgent} in the second.`)
  return {
    sources: first.sources,
    urgent: first.urgent ?? second.urgent,
    base(request, day, now) {
      const rank = first.base(request, day, now)
      return rank === undefined ? undefined : Math.min(rank, second.base(request, day, now) ?? rank)
    },
  }
}
