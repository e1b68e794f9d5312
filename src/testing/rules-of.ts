import type { Rules, RulesOption, ServiceDay } from '../core/rules/rules'

/** Returns the rules of a session. */
export function rulesOf(rules: RulesOption, { doctorId, date }: ServiceDay): Rules {
  if (typeof rules === 'function') return rules({ doctorId, date })
  if (!('doctors' in rules)) return rules
  return new Map(Object.entries(rules.doctors)).get(doctorId) ?? rules.default
}
