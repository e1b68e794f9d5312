import type { Outcome } from '../run/run'
import { columns, count } from './columns'
import { type ClassOutcomes, endsOf, outcomesByClass } from './outcomes'

/** A line for each class asked for: what was answered first, and what became of it. */
export function outcomeTable(outcome: Outcome): string[] {
  const classes = outcomesByClass(outcome)
  const ends = endsOf(classes)
  const cells = (of: readonly ClassOutcomes[]): string[] => {
    const sum = (figure: (each: ClassOutcomes) => number): string =>
      count(of.reduce((all, each) => all + figure(each), 0))
    return [
      sum(({ asked }) => asked),
      sum(({ first }) => first.confirmed),
      sum(({ first }) => first.waitlisted),
      sum(({ first }) => first.rejected),
      ...ends.map(([status]) => sum((each) => each.ends.get(status) ?? 0)),
    ]
  }
  const headings = ['  class', 'asked', 'seat', 'wait', 'refused', ...ends.map(([, heading]) => heading)]
  return columns([
    headings,
    ...classes.map((each) => [`  ${each.source}`, ...cells([each])]),
    ['  all', ...cells(classes)],
  ])
}
