import type { TokenStatus } from 'opd-scheduler'
import { percent } from '../report/columns'
import { type ClassOutcomes, endsOf, outcomesByClass } from '../report/outcomes'
import { type Goal, goalOf, shareText } from './goal'
import { figures, table } from './html'
import { beside, captionOf, HALF, legend, prefix, section } from './layout'
import { END_WORDS, lengthOf, outcomeChart } from './outcome-chart'
import type { PageRun, Scene } from './page-run'
import { END_LOOKS, type End } from './palette'

/** What became of everybody who asked, by class. */
export function outcomeSection(scene: Scene): string {
  const all = new Map(scene.runs.map((run) => [run, outcomesByClass(run.outcome)]))
  const classes = [...all.values()].flat()
  const goal = goalOf(classes)
  const reach = Math.max(1, ...classes.map(lengthOf))
  const words = END_WORDS.filter(([end]) => classes.some((each) => countOf(each, end) > 0))
  return section({
    id: 'outcome',
    heading: 'What became of them, by class',
    sentences: said(scene, all, goal),
    body: [
      legend(words.map(([end, word]) => ['&#160;', swatch(end), word] as const)),
      beside(scene, HALF, (run, width) => {
        const own = all.get(run)!
        const text = own.map((each) => `${each.source} ${goal.countOf(each)} of ${each.asked} ${goal.word}`)
        return outcomeChart(own, goal, reach, width, captionOf(scene, run, `outcome by class: ${text.join(', ')}`))
      }),
      figures(scene.runs.map((run) => outcomeTable(all.get(run)!, goal, prefix(scene, run), run.rules))),
    ].join('\n'),
  })
}

function countOf({ first, ends }: ClassOutcomes, end: End): number {
  return end === 'rejected' ? first.rejected : (ends.get(end) ?? 0)
}

function swatch(end: End): string {
  const { fill } = END_LOOKS[end]
  if (!fill.startsWith('url')) return `background:${fill}`
  const degrees = end === 'waitlisted' ? 90 : end === 'dropped' ? 135 : 45
  const apart = end === 'rejected' ? 3 : 5
  return `background:repeating-linear-gradient(${degrees}deg,var(--hatch) 0 1.4px,var(--hatch-ground) 1.4px ${apart}px)`
}

function outcomeTable(classes: readonly ClassOutcomes[], goal: Goal, before: string, rules: string): string {
  const ends = endsOf(classes)
  const hasHolds = classes.some(({ first }) => first.held > 0)
  const cells = (of: readonly ClassOutcomes[]): (string | number)[] => {
    const sum = (figure: (each: ClassOutcomes) => number): number => of.reduce((all, each) => all + figure(each), 0)
    const endedAs = (status: TokenStatus): number => sum((each) => each.ends.get(status) ?? 0)
    const asked = sum((each) => each.asked)
    return [
      asked,
      sum(({ first }) => first.confirmed),
      ...(hasHolds ? [sum(({ first }) => first.held)] : []),
      sum(({ first }) => first.waitlisted),
      sum(({ first }) => first.rejected),
      ...ends.map(([status]) => endedAs(status)),
      percent(sum(goal.countOf), asked),
    ]
  }
  return table({
    name: 'outcome',
    rules,
    caption: `${before}what was answered first, and what became of it`,
    head: [
      'class',
      'asked',
      'seat',
      ...(hasHolds ? ['held'] : []),
      'wait',
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
  const hatched = 'Hatched is whoever wanted to come and could not.'
  if (runs.length > 1) {
    const reached = runs.map((run) => {
      return `${all.get(run)!.reduce((sum, each) => sum + goal.countOf(each), 0)} under ${run.rules}`
    })
    return [`So many of the requests ${goal.phrase}: ${reached.join(', ')}.`, hatched]
  }
  const share = (each: ClassOutcomes): number => goal.countOf(each) / each.asked
  const sorted = [...asked].sort((a, b) => share(b) - share(a))
  const [best, worst] = [sorted[0]!, sorted[sorted.length - 1]!]
  if (share(best) === share(worst))
    return [`Of every class ${shareText(goal, best)} of the requests ${goal.phrase}.`, hatched]
  return [
    `Of the requests of ${best.source} patients ${shareText(goal, best)} ${goal.phrase}, of ${worst.source} patients ${shareText(goal, worst)}.`,
    hatched,
  ]
}
