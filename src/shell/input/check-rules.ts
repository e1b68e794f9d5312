import { isOneLine } from '../../core/rules/one-line'
import type { OneLive } from '../../core/rules/one-live'
import type { Quotas } from '../../core/rules/quotas'
import type { BumpScope, Rules } from '../../core/rules/rules'
import { OpdError } from '../../errors'

/** Longest name of rules. */
const LONGEST_NAME = 40

/**
 * Throws `invalid-rules` if a part is missing or has the wrong type, for example if a preset was given but not called. `path` is how the
 * message calls the rules.
 */
export function checkRules(rules: Rules, path: string, details: Readonly<Record<string, unknown>> = {}): Rules {
  const wrong = partsOf(rules).find(([, holds]) => !holds)?.[0]
  if (wrong === undefined) return rules
  throw new OpdError(
    'invalid-rules',
    `${path}.${wrong} is missing or has the wrong type. Start from a preset, such as { ...standard() }.`,
    details,
  )
}

function partsOf(rules: Partial<Rules> | null): (readonly [string, boolean])[] {
  const { name, priority, capacity, overflow, displaced, promotion, admission, visit } = rules ?? {}
  const strategies = (list: unknown): boolean =>
    Array.isArray(list) &&
    list.every(
      (each) => isFunction(each?.attempt) && isName(each.name) && (isMissing(each.bumps) || isScope(each.bumps)),
    )
  return [
    ['name', isMissing(name) || (isName(name) && name!.length <= LONGEST_NAME)],
    ['priority.base', isFunction(priority?.base)],
    ['priority.urgent', isMissing(priority?.urgent) || Number.isFinite(priority!.urgent)],
    ['capacity.groups', Number.isInteger(capacity?.groups) && capacity!.groups >= 1],
    ['capacity.groupOf', isFunction(capacity?.groupOf)],
    ['capacity.seats', isFunction(capacity?.seats)],
    ['capacity.quotas', isMissing(capacity?.quotas) || isQuotas(capacity!.quotas!)],
    ['overflow', strategies(overflow)],
    ['displaced', strategies(displaced)],
    ['promotion.from', ['nobody', 'waitlist', 'waitlist-and-later'].includes(promotion?.from ?? '')],
    ['promotion.into', ['entitled', 'base'].includes(promotion?.into ?? '')],
    ['promotion.offers', isMissing(promotion?.offers) || Array.isArray(promotion?.offers?.exempt)],
    ['admission.oneLive', isMissing(admission?.oneLive) || isOneLive(admission!.oneLive!)],
    ['admission.permit', isMissing(admission?.permit) || isFunction(admission?.permit)],
    ['visit.calls', isMissing(visit?.calls) || isFunction(visit?.calls?.compare)],
    ['visit.graceMinutes', isCount(visit?.graceMinutes, 0)],
    ['visit.skipCalls', isCount(visit?.skipCalls, 0) && Number.isInteger(visit?.skipCalls ?? 0)],
    ['visit.maxSkips', isCount(visit?.maxSkips, 1)],
    ['visit.standby', isMissing(visit?.standby) || isLimit(visit?.standby?.perSession)],
    ['visit.completed', [undefined, 'spends', 'frees'].includes(visit?.completed)],
    ['visit.graceFrom', [undefined, 'start', 'end'].includes(visit?.graceFrom)],
  ]
}

function isQuotas({ channels, releaseMinutes, share }: Partial<Quotas>): boolean {
  return isFunction(share) && Number.isInteger(channels) && channels! >= 1 && Number.isFinite(releaseMinutes)
}

function isOneLive(oneLive: Partial<OneLive> | null): boolean {
  const { in: where, exempt } = oneLive ?? {}
  const areSources = isMissing(exempt) || (Array.isArray(exempt) && exempt.every((each) => typeof each === 'string'))
  return ['nowhere', 'slot', 'session', 'day'].includes(where ?? '') && areSources
}

function isScope(bumps: Partial<BumpScope> | null): boolean {
  const { who, for: sources, freezeMinutes } = bumps ?? {}
  return isFunction(who) && (isMissing(sources) || Array.isArray(sources)) && isCount(freezeMinutes, 0)
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && isOneLine(value)
}

function isMissing(value: unknown): boolean {
  return value === undefined
}

function isCount(value: unknown, least: number): boolean {
  return value === undefined || (typeof value === 'number' && value >= least)
}

function isLimit(value: unknown): boolean {
  return value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && (value as number) >= 1)
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
