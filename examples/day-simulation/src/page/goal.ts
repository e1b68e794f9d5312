import type { TokenStatus } from 'opd-scheduler'
import type { ClassOutcomes } from '../report/outcomes'

/** What a request is to come to: a visit, or, where a replay ends before that, the best that was recorded. */
export interface Goal {
  /** For one who got there. */
  readonly word: string
  /** What became of such a request. */
  readonly phrase: string
  countOf(each: ClassOutcomes): number
}

const GOALS: readonly (Omit<Goal, 'countOf'> & { readonly statuses: readonly TokenStatus[] })[] = [
  { word: 'seen', phrase: 'ended with the doctor', statuses: ['completed'] },
  {
    word: 'arrived',
    phrase: 'ended with a patient who arrived',
    statuses: ['checked-in', 'called', 'in-consultation'],
  },
  { word: 'seated', phrase: 'ended with a seat', statuses: ['confirmed'] },
]

/** The first goal that anybody reached. */
export function goalOf(classes: readonly ClassOutcomes[]): Goal {
  const isReached = (statuses: readonly TokenStatus[]): boolean =>
    classes.some(({ ends }) => statuses.some((status) => ends.has(status)))
  const { word, phrase, statuses } = GOALS.find((goal) => isReached(goal.statuses)) ?? GOALS[0]!
  return {
    word,
    phrase,
    countOf: ({ ends }) => statuses.reduce((sum, status) => sum + (ends.get(status) ?? 0), 0),
  }
}

/** Such as `66 %`. */
export function shareText(goal: Goal, each: ClassOutcomes): string {
  return `${Math.round((goal.countOf(each) / each.asked) * 100)} %`
}
