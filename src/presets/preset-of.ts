import type { Rules } from '../core/rules/rules'

/** Returns rules with the name of their preset. A spread leaves the name out, because what it makes are other rules. */
export function presetOf(name: string, rules: Rules): Rules {
  return Object.defineProperty(rules, 'name', { value: name })
}
