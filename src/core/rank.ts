import { RuleFault, type Rules, type TokenRequest } from './rules'

/** The rank that the priority policy gives, checked. */
export function rankOf(rules: Rules, request: TokenRequest): number | undefined {
  const rank = rules.priority.base(request)
  if (rank !== undefined && !Number.isFinite(rank))
    throw new RuleFault(`the priority policy ranks source '${request.source}' as ${rank}`)
  return rank
}

/** The group that the capacity policy gives, checked. */
export function groupOf(rules: Rules, request: TokenRequest): number {
  const group = rules.capacity.groupOf(request)
  if (Number.isInteger(group) && group >= 0 && group < rules.capacity.groups) return group
  throw new RuleFault(
    `the capacity policy puts source '${request.source}' into group ${group} of ${rules.capacity.groups}`,
  )
}
