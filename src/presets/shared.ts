import type { Rules } from '../core/rules/rules'

/** The usual order of the five built-in booking classes, 1 first. */
export const USUAL_RANKS = { emergency: 1, paid: 2, 'follow-up': 3, online: 4, 'walk-in': 5 } as const

/** Returns rules with the name of their preset. A spread leaves the name out, because what it makes are other rules. */
export function presetOf(name: string, rules: Rules): Rules {
  return Object.defineProperty(rules, 'name', { value: name })
}
