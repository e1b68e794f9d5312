import { type Decision, Refusal } from '../../../src/core/decision'
import type { Fact } from '../../../src/core/fact'

/** What a decision means for the patients: the refusal, or which token moves where and because of which, whatever the strategy and rank. */
export function fateOf(decision: Decision): string {
  if (decision instanceof Refusal) return decision.code
  const facts = decision as readonly Fact[]
  return facts.map(({ type, token, from, to, list, by }) => [type, token, from, to, list, by].join(' ')).join('; ')
}
