import { type Fact, type FactType, NOWHERE, step } from '../fact'
import { fillVacancy } from './promote'
import type { View } from './view'

/** The token leaves its seat or the waiting list; a seat goes to whom the promotion rule gives it. */
export function release(view: View, type: FactType, token: number, cause: string): Fact[] {
  const { session, now, index, rules } = view
  const from = session.slotOf(token)
  const facts = [step(type, now, index, token, from, NOWHERE, session.rankOf(token), cause)]
  if (from >= 0 && rules.promotion.from !== 'nobody') fillVacancy(view, from, token, cause, facts)
  return facts
}
