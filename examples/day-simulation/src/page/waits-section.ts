import { plural } from '../report/columns'
import { type ClassWaits, waitOf, waitsByClass, waitsOf } from '../report/waits'
import { figures, table } from './html'
import { beside, captionOf, HALF, prefix, section } from './layout'
import type { Scene } from './page-run'
import { reachOfWaits, waitsChart } from './waits-chart'

/** Waits at the clinic, by class. */
export function waitsSection(scene: Scene): string {
  const all = new Map(scene.runs.map((run) => [run, waitsByClass(run.outcome)]))
  const reaches = [...all.values()].map(reachOfWaits)
  const minutes = Math.max(...reaches.map((reach) => reach.minutes))
  const patients = Math.max(...reaches.map((reach) => reach.patients))
  return section({
    id: 'waits',
    heading: 'Waits at the clinic, by class',
    sentences: said(scene, all.values().next().value ?? []),
    body: [
      beside(scene, HALF, (run, width) => {
        const classes = all.get(run)!
        const text = classes.map(
          ({ source, waits }) => `${source} ${waits.length === 0 ? 'nobody' : waitOf(0.5, waits)}`,
        )
        return waitsChart(
          classes,
          { minutes, patients },
          width,
          captionOf(scene, run, `median wait in minutes: ${text.join(', ')}`),
        )
      }),
      figures(
        scene.runs.map((run) => {
          const classes = all.get(run)!
          return table({
            name: 'waits',
            rules: run.rules,
            caption: `${prefix(scene, run)}waits from check-in to consultation`,
            head: ['class', 'patients', 'median', 'nine in ten within', 'longest'],
            rows: classes.map(row),
            total: row({ source: 'all', waits: classes.flatMap(({ waits }) => waits).sort((a, b) => a - b) }),
          })
        }),
      ),
    ].join('\n'),
  })
}

function row({ source, waits }: ClassWaits): (string | number)[] {
  if (waits.length === 0) return [source, 0, '', '', '']
  return [
    source,
    waits.length,
    ...[waitOf(0.5, waits), waitOf(0.9, waits), Math.round(waits[waits.length - 1]!)].map((each) => `${each} min`),
  ]
}

const LEAD = 'The columns count patients; the line marks the median.'

function said({ runs }: Scene, first: readonly ClassWaits[]): string[] {
  const met = first.filter(({ waits }) => waits.length > 0).sort((a, b) => waitOf(0.5, a.waits) - waitOf(0.5, b.waits))
  const [shortest, longest] = [met[0], met[met.length - 1]]
  if (shortest === undefined || longest === undefined)
    return ['Nobody was seen by a doctor, so there are no waits to show.']
  if (runs.length > 1) {
    const medians = runs.map(({ rules, outcome }) => `${waitOf(0.5, waitsOf(outcome.ledger))} under ${rules}`)
    return [`Median wait from check-in to consultation, in minutes: ${medians.join(', ')}.`, LEAD]
  }
  const [least, most] = [waitOf(0.5, shortest.waits), waitOf(0.5, longest.waits)]
  if (least === most) return [`Half of the patients of every class saw the doctor ${within(most)}.`, LEAD]
  return [
    `Half of the ${shortest.source} patients saw the doctor ${within(least)}, half of the ${longest.source} patients within ${plural(most, 'minute')}.`,
    LEAD,
  ]
}

function within(minutes: number): string {
  return minutes === 0 ? 'at once' : `within ${plural(minutes, 'minute')} of check-in`
}
