import type { PriorityPolicy } from '../../core/rules'

/** The better of two ranks: whom `first` refuses is refused, whom `second` does not know ranks by `first`. */
export function bestOf(first: PriorityPolicy, second: PriorityPolicy): PriorityPolicy {
  return {
    base(request) {
      const rank = first.base(request)
      return rank === undefined ? undefined : Math.min(rank, second.base(request) ?? rank)
    },
  }
}
