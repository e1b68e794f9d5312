import { type Act, RuleFault, type Rules, type TokenRequest } from './rules'
import type { ServiceDay } from './service-day'
import { shown } from './shown'

/** Returns the rank that the priority policy gives, checked; undefined if it refuses the source. */
export function rankOf(rules: Rules, request: TokenRequest, day: ServiceDay, now: number): number | undefined {
  const rank = rules.priority.base(request, day, now)
  if (rank !== undefined && !Number.isFinite(rank))
    throw new RuleFault(`the priority policy ranks source '${request.source}' as ${shown(rank)}`)
  return rank
}

/** Returns the rank after waiting, as the priority policy ages it, checked. */
export function agedRank(rules: Rules, base: number, waitedMs: number): number {
  const { priority } = rules
  if (priority.at === undefined) return base
  const rank = priority.at(base, waitedMs)
  if (!Number.isFinite(rank)) throw new RuleFault(`the priority policy aged rank ${base} to ${shown(rank)}`)
  return rank
}

/** Returns how often a token may be bumped, -1 without limit, checked. */
export function bumpBudgetOf(rules: Rules): number {
  const budget = rules.admission?.bumpsPerToken
  // A number that does not fit into a token's cell counts as no limit.
  if (budget === undefined || budget > 0x7fffffff) return -1
  if (Number.isInteger(budget) && budget >= 0) return budget
  throw new RuleFault(`admission.bumpsPerToken is ${shown(budget)}`)
}

/** Returns the group that the capacity policy gives, checked. */
export function groupOf(rules: Rules, request: TokenRequest): number {
  const group = rules.capacity.groupOf(request)
  if (Number.isInteger(group) && group >= 0 && group < rules.capacity.groups) return group
  throw new RuleFault(
    `the capacity policy puts source '${request.source}' into group ${shown(group)} of ${rules.capacity.groups}`,
  )
}

/** Whether the host's own rule permits an act. */
export function permits(rules: Rules, act: Act): boolean {
  const permit = rules.admission?.permit
  if (permit === undefined) return true
  const answer: unknown = permit(act)
  if (typeof answer === 'boolean') return answer
  throw new RuleFault(`admission.permit returns ${shown(answer)}`)
}
