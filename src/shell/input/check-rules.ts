import { isOneLine } from '../../core/rules/one-line'
import type { BumpScope, Quotas, Rules } from '../../core/rules/rules'
import { OpdError } from '../../errors'

/** Throws `invalid-rules` if a part is missing or has the wrong type, for example if a preset was given but not called. */
export function checkRules(rules: Rules): Rules {
  const wrong = partsOf(rules).find(([, holds]) => !holds)?.[0]
  if (wrong === undefined) return rules
  throw new OpdError(
    'invalid-rules',
    `${wrong} is missing or has the wrong type. Start from a preset, such as { ...standard() }.`,
  )
}

function partsOf(rules: Partial<Rules> | null): (readonly [string, boolean])[] {
  const { priority, capacity, overflow, displaced, promotion, admission, visit } = rules ?? {}
  const strategies = (list: unknown): boolean =>
    Array.isArray(list) &&
    list.every(
      (each) => isFunction(each?.attempt) && isName(each.name) && (isMissing(each.bumps) || isScope(each.bumps)),
    )
  return [
    ['rules.priority.base', isFunction(priority?.base)],
    ['rules.capacity.groups', Number.isInteger(capacity?.groups) && capacity!.groups >= 1],
    ['rules.capacity.groupOf', isFunction(capacity?.groupOf)],
    ['rules.capacity.seats', isFunction(capacity?.seats)],
    ['rules.capacity.quotas', isMissing(capacity?.quotas) || isQuotas(capacity!.quotas!)],
    ['rules.overflow', strategies(overflow)],
    ['rules.displaced', strategies(displaced)],
    ['rules.promotion.from', ['nobody', 'waitlist', 'waitlist-and-later'].includes(promotion?.from ?? '')],
    ['rules.promotion.into', ['entitled', 'base'].includes(promotion?.into ?? '')],
    ['rules.promotion.offers', isMissing(promotion?.offers) || Array.isArray(promotion?.offers?.exempt)],
    ['rules.admission.permit', isMissing(admission?.permit) || isFunction(admission?.permit)],
    ['rules.visit.calls', isMissing(visit?.calls) || isFunction(visit?.calls?.compare)],
    ['rules.visit.graceMinutes', isCount(visit?.graceMinutes, 0)],
    ['rules.visit.skipCalls', isCount(visit?.skipCalls, 0) && Number.isInteger(visit?.skipCalls ?? 0)],
    ['rules.visit.maxSkips', isCount(visit?.maxSkips, 1)],
    ['rules.visit.standby', isMissing(visit?.standby) || isLimit(visit?.standby?.perSession)],
    ['rules.visit.completed', [undefined, 'spends', 'frees'].includes(visit?.completed)],
    ['rules.visit.graceFrom', [undefined, 'start', 'end'].includes(visit?.graceFrom)],
  ]
}

function isQuotas({ channels, releaseMinutes, share }: Partial<Quotas>): boolean {
  return isFunction(share) && Number.isInteger(channels) && channels! >= 1 && Number.isFinite(releaseMinutes)
}

function isScope(bumps: Partial<BumpScope> | null): boolean {
  const { who, for: sources, freezeMinutes, slots } = bumps ?? {}
  return (
    isFunction(who) &&
    ['wanted', 'onward', 'all', 'some'].includes(slots ?? '') &&
    (isMissing(sources) || Array.isArray(sources)) &&
    isCount(freezeMinutes, 0)
  )
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
