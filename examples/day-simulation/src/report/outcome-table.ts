import type { Outcome } from '../run/run'
import { columns, count } from './columns'
import { type ClassOutcomes, endsOf, outcomesByClass } from './outcomes'
import type { Paint } from './paint'
import { waitOf, waitsByClass } from './waits'

/** A line for each class asked for: what was answered first, and then what became of it, and how long those seen waited. */
export function outcomeTables(outcome: Outcome, { faint }: Paint): string[] {
  const classes = outcomesByClass(outcome)
  const block = (title: string, headings: readonly string[], cells: (of: readonly ClassOutcomes[]) => string[]) => {
    const rows = [...classes.map((each) => [`  ${each.source}`, ...cells([each])]), ['  all', ...cells(classes)]]
    const [heading = '', ...lines] = columns([[`  ${title}`, ...headings], ...rows])
    return [faint(heading), ...lines, '']
  }
  const sum = (of: readonly ClassOutcomes[], figure: (each: ClassOutcomes) => number): string =>
    count(of.reduce((all, each) => all + figure(each), 0))

  const hasHolds = classes.some(({ first }) => first.held > 0)
  const answers = block('first answers', ['asked', 'seat', ...(hasHolds ? ['held'] : []), 'wait', 'refused'], (of) => [
    sum(of, ({ asked }) => asked),
    sum(of, ({ first }) => first.confirmed),
    ...(hasHolds ? [sum(of, ({ first }) => first.held)] : []),
    sum(of, ({ first }) => first.waitlisted),
    sum(of, ({ first }) => first.rejected),
  ])

  const ends = endsOf(classes)
  const waits = new Map(waitsByClass(outcome).map((each) => [each.source, each.waits]))
  const hasWaits = [...waits.values()].some((each) => each.length > 0)
  const waited = (of: readonly ClassOutcomes[]): string[] => {
    const own = of.flatMap(({ source }) => waits.get(source) ?? []).sort((a, b) => a - b)
    return own.length === 0 ? ['', ''] : [String(waitOf(0.5, own)), String(waitOf(0.9, own))]
  }
  const end = block('in the end', [...ends.map(([, word]) => word), ...(hasWaits ? ['wait', '90 %'] : [])], (of) => [
    ...ends.map(([status]) => sum(of, (each) => each.ends.get(status) ?? 0)),
    ...(hasWaits ? waited(of) : []),
  ])
  return [...answers, ...end]
}
