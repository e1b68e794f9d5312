import type { TokenStatus } from 'opd-scheduler'
import type { ClassOutcomes } from '../report/outcomes'

/** The success of a request: a visit or, if a replay ends earlier, the best status it reached. */
export interface Goal {
  /** One word for it, such as `seen`. */
  readonly word: string
  /** Completes "requests that …". */
  readonly phrase: string
  countOf(each: ClassOutcomes): number
}

const GOALS: readonly (Omit<Goal, 'countOf'> & { readonly statuses: readonly TokenStatus[] })[] = [
  { word: 'seen', phrase: 'ended with a visit', statuses: ['completed'] },
  {
    word: 'arrived',
    phrase: 'ended with an arrival',
    statuses: ['checked-in', 'called', 'in-consultation'],
  },
  { word: 'seated', phrase: 'ended with a seat', statuses: ['confirmed'] },
]

/** Returns the best goal that any request reached. */
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

/** Returns the share of requests that reached the goal, such as `66 %`. */
export function shareText(goal: Goal, each: ClassOutcomes): string {
  return `${Math.round((goal.countOf(each) / each.asked) * 100)} %`
}
