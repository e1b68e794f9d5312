import type { Outcome } from '../run/run'
import { columns, count } from './columns'
import { type ClassOutcomes, endsOf, outcomesByClass } from './outcomes'
import type { Paint } from './paint'
import { standbyWaitsOf, waitOf, waitsByClass } from './waits'

/** Three tables with a line for each booking class: the first answers, the final statuses, and the waits. */
export function outcomeTables(outcome: Outcome, { faint }: Paint): string[] {
  const classes = outcomesByClass(outcome)
  const block = (
    title: string,
    headings: readonly string[],
    cells: (of: readonly ClassOutcomes[]) => string[],
    more: readonly string[][] = [],
  ) => {
    const rows = [
      ...classes.map((each) => [`  ${each.source}`, ...cells([each])]),
      ['  all', ...cells(classes)],
      ...more,
    ]
    const [heading = '', ...lines] = columns([[`  ${title}`, ...headings], ...rows])
    return [faint(heading), ...lines, '']
  }
  const sum = (of: readonly ClassOutcomes[], figure: (each: ClassOutcomes) => number): string =>
    count(of.reduce((all, each) => all + figure(each), 0))

  const hasHolds = classes.some(({ first }) => first.held > 0)
  const answers = block(
    'first answer',
    ['requests', 'seated', ...(hasHolds ? ['held'] : []), 'waiting', 'refused'],
    (of) => [
      sum(of, ({ asked }) => asked),
      sum(of, ({ first }) => first.confirmed),
      ...(hasHolds ? [sum(of, ({ first }) => first.held)] : []),
      sum(of, ({ first }) => first.waitlisted),
      sum(of, ({ first }) => first.rejected),
    ],
  )

  const ends = endsOf(classes)
  const waits = new Map(waitsByClass(outcome).map((each) => [each.source, each.waits]))
  const hasWaits = [...waits.values()].some((each) => each.length > 0)
  const waited = (of: readonly ClassOutcomes[]): string[] => {
    const own = of.flatMap(({ source }) => waits.get(source) ?? []).sort((a, b) => a - b)
    return own.length === 0 ? ['·', '', ''] : [own.length, waitOf(0.5, own), waitOf(0.9, own)].map(String)
  }
  const end = block(
    'final status',
    ends.map(([, word]) => word),
    (of) => ends.map(([status]) => sum(of, (each) => each.ends.get(status) ?? 0)),
  )
  const standby = standbyWaitsOf(outcome.ledger)
  const figures = [standby.length, waitOf(0.5, standby), waitOf(0.9, standby)].map(String)
  const without = standby.length === 0 ? [] : [['  seen without a seat', ...figures]]
  const minutes = hasWaits ? block('minutes waited', ['patients', 'median', 'nine in ten within'], waited, without) : []
  return [...answers, ...end, ...minutes]
}
