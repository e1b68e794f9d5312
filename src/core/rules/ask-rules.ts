import { type Act, type OneLive, RuleFault, type Rules, type ServiceDay, type TokenRequest } from './rules'
import type { CallOrder } from './visit-rules'
import { shown } from './words'

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

/** Tokens whose slot has begun come first, then rank decides. */
const ON_TIME_FIRST: CallOrder = {
  name: 'call-order',
  compare: (a, b, now) => Number(a.slotStart > now) - Number(b.slotStart > now) || a.rank - b.rank,
}

/** The order in which present patients are called. */
export function callOrderOf(rules: Rules): CallOrder {
  return rules.visit?.calls ?? ON_TIME_FIRST
}

/** For how many calls a skipped token is passed over. */
export function skipCallsOf(rules: Rules): number {
  return rules.visit?.skipCalls ?? 2
}

/** At which skip a token becomes a no-show. */
export function maxSkipsOf(rules: Rules): number {
  return rules.visit?.maxSkips ?? 3
}

/** How many patients on standby a session may see; 0 if only emergencies may check in without one. */
export function standbyLimitOf(rules: Rules): number {
  const limit = rules.visit?.standby?.perSession ?? 0
  if (limit >= 0) return limit
  throw new RuleFault(`visit.standby.perSession is ${limit}`)
}

/** Milliseconds after which a token that has not checked in is a no-show, checked; Infinity if the clock makes no no-shows. */
export function graceOf(rules: Rules): number {
  const minutes = rules.visit?.graceMinutes ?? 15
  if (minutes >= 0) return minutes * 60_000
  throw new RuleFault(`visit.graceMinutes is ${minutes}`)
}

/** Milliseconds after its last slot for which a session goes on. */
export function overtimeOf(rules: Rules): number {
  const grace = graceOf(rules)
  return Number.isFinite(grace) ? grace : 0
}

/** Whether the grace counts from the slot's start; else from its end. */
export function isGraceFromStart(rules: Rules): boolean {
  return rules.visit?.graceFrom === 'start'
}

/** Whether a completed visit gives its seat away; else it keeps it. */
export function completionFrees(rules: Rules): boolean {
  return rules.visit?.completed === 'frees'
}

/** How many live tokens a patient may hold; by default one in a slot. */
export function oneLiveOf(rules: Rules): OneLive {
  return rules.admission?.oneLive ?? IN_A_SLOT
}

const IN_A_SLOT: OneLive = { in: 'slot' }
