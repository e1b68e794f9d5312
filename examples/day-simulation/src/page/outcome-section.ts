import { percent } from '../report/columns'
import { type ClassOutcomes, outcomesByClass } from '../report/outcomes'
import { becauseOf, otherThanLack } from '../report/refusals'
import { countOfEnd, type End, swatch } from './fates'
import { type Goal, goalOf, shareText } from './goal'
import { figures, table } from './html'
import { beside, captionOf, HALF, legendOf, prefix, section } from './layout'
import { END_WORDS, lengthOf, outcomeChart } from './outcome-chart'
import type { PageRun, Scene } from './page-run'

/** Outcomes of all requests, by class. */
export function outcomeSection(scene: Scene): string {
  const all = new Map(scene.runs.map((run) => [run, outcomesByClass(run.outcome)]))
  const classes = [...all.values()].flat()
  const goal = goalOf(scene.runs.map(({ summary }) => summary))
  const reach = Math.max(1, ...classes.map(lengthOf))
  const shown = endsIn(classes)
  return section({
    id: 'outcome',
    heading: 'Outcome by class',
    sentences: said(scene, all, goal),
    body: [
      legendOf(shown.map(([end, word]) => [swatch(end), MEANINGS[end] ?? word])),
      beside(scene, HALF, (run, width) => {
        const own = all.get(run)!
        const text = own.map((each) => `${each.source} ${goal.countOf(each)} of ${each.asked} ${goal.word}`)
        return outcomeChart(own, goal, reach, width, captionOf(scene, run, `outcome by class: ${text.join(', ')}`))
      }),
      figures(scene.runs.map((run) => outcomeTable(all.get(run)!, goal, prefix(scene, run), run.rules))),
    ].join('\n'),
  })
}

/** Returns the outcomes that occur, each with its word. */
function endsIn(classes: readonly ClassOutcomes[]): readonly (readonly [End, word: string])[] {
  return END_WORDS.filter(([end]) => classes.some((each) => countOfEnd(each, end) > 0))
}

/** Words of the legend that say more than the heading of a column. */
const MEANINGS: Readonly<Partial<Record<End, string>>> = {
  completed: 'seen by the doctor',
  'in-consultation': 'with the doctor',
  held: 'seat held',
  offered: 'seat offered',
  waitlisted: 'still waiting for a seat',
  'no-show': 'did not come (no-show)',
  rescheduled: 'rescheduled (counted again where it went)',
  expired: 'let a held or offered seat expire',
  dropped: 'dropped: waited in vain, or lost the seat',
  'gave-up': 'cancelled while waiting for a seat',
  rejected: 'refused at once',
}

function outcomeTable(classes: readonly ClassOutcomes[], goal: Goal, before: string, rules: string): string {
  const ends = endsIn(classes).filter(([end]) => end !== 'rejected')
  const hasHolds = classes.some(({ first }) => first.held > 0)
  const cells = (of: readonly ClassOutcomes[]): (string | number)[] => {
    const sum = (figure: (each: ClassOutcomes) => number): number => of.reduce((all, each) => all + figure(each), 0)
    const asked = sum((each) => each.asked)
    return [
      asked,
      sum(({ first }) => first.confirmed),
      ...(hasHolds ? [sum(({ first }) => first.held)] : []),
      sum(({ first }) => first.waitlisted),
      sum(({ first }) => first.rejected),
      ...ends.map(([end]) => sum((each) => countOfEnd(each, end))),
      percent(sum(goal.countOf), asked),
    ]
  }
  return table({
    name: 'outcome',
    rules,
    caption: `${before}requests, first answers and final statuses`,
    head: [
      'class',
      'requests',
      'seated at first',
      ...(hasHolds ? ['held at first'] : []),
      'waiting at first',
      'refused',
      ...ends.map(([, word]) => word),
      `share ${goal.word}`,
    ],
    rows: classes.map((each) => [each.source, ...cells([each])]),
    total: ['all', ...cells(classes)],
  })
}

function said({ runs }: Scene, all: ReadonlyMap<PageRun, readonly ClassOutcomes[]>, goal: Goal): string[] {
  const asked = (all.get(runs[0]!) ?? []).filter((each) => each.asked > 0)
  if (asked.length === 0) return ['Nobody asked for a seat.']
  const lost = `Red: refused, or without a seat in the end.${mistaken(runs)}`
  if (runs.length > 1) {
    const reached = runs.map((run) => {
      return `${all.get(run)!.reduce((sum, each) => sum + goal.countOf(each), 0)} under ${run.rules}`
    })
    return [`Requests that ${goal.phrase}: ${reached.join(', ')}.`, lost]
  }
  const share = (each: ClassOutcomes): number => goal.countOf(each) / each.asked
  const sorted = [...asked].sort((a, b) => share(b) - share(a))
  const [best, worst] = [sorted[0]!, sorted[sorted.length - 1]!]
  if (share(best) === share(worst))
    return [`In every class ${shareText(goal, best)} of the requests ${goal.phrase}.`, lost]
  return [
    `Of the ${best.source} requests ${shareText(goal, best)} ${goal.phrase}, of the ${worst.source} requests ${shareText(goal, worst)}.`,
    lost,
  ]
}

/** Refusals that answer a mistake are drawn like the others, so they are told. */
function mistaken(runs: Scene['runs']): string {
  const [only, ...others] = runs
  if (only === undefined || others.length > 0) return ''
  const codes = otherThanLack(Object.values(only.summary.byClass).map(({ refusedByCode }) => refusedByCode))
  const count = Object.values(codes).reduce((sum, times) => sum + times, 0)
  return count === 0 ? '' : ` Of the refused, ${becauseOf(codes)}.`
}
