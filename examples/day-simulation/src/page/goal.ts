import { reached, type Stage, stageOf } from '../findings/measures'
import type { ClassOutcomes } from '../report/outcomes'
import type { RunFacts } from '../report/summary'

/** The success of a request: a visit or, if a replay ends earlier, the furthest stage that any request reached. */
export interface Goal extends Stage {
  countOf(each: ClassOutcomes): number
}

export function goalOf(runs: readonly RunFacts[]): Goal {
  const stage = stageOf(runs)
  return { ...stage, countOf: ({ ends }) => reached(stage, Object.fromEntries(ends)) }
}

/** Returns the share of requests that reached the goal, such as `66 %`. */
export function shareText(goal: Goal, each: ClassOutcomes): string {
  return `${Math.round((goal.countOf(each) / each.asked) * 100)} %`
}
