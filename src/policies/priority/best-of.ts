import type { PriorityPolicy } from '../../core/rules/rules'

/**
 * The better of two ranks: whom `first` refuses is refused, whom `second` does not know ranks by `first`. Neither may age: of a
 * recorded rank nobody can tell whose it is, so wrap the whole, as in `withAging(bestOf(first, second), …)`.
 */
export function bestOf(first: PriorityPolicy, second: PriorityPolicy): PriorityPolicy {
  if (first.at !== undefined || second.at !== undefined)
    throw new RangeError('bestOf: one of the policies ages. Maybe wrap the whole in withAging instead.')
  return {
    sources: first.sources,
    base(request) {
      const rank = first.base(request)
      return rank === undefined ? undefined : Math.min(rank, second.base(request) ?? rank)
    },
  }
}
