import type { Outcome, Period } from '../run/run'
import { columns } from './columns'
import type { Paint } from './paint'
import { verdict } from './report'
import type { Summary } from './summary'
import { waitOf, waitsOf } from './waits'

/** A day under the rules of one preset, carried out. */
export interface FinishedRun {
  readonly outcome: Outcome
  readonly summary: Summary
  readonly periods: readonly Period[]
}

/** A figure by which runs are compared. */
export interface Figure {
  readonly heading: string
  /** What it counts, for whoever reads it without the terminal's narrow columns. */
  readonly meaning: string
  of(run: FinishedRun): number
  /** As text, where it is more than a count. */
  text?(run: FinishedRun): string
}

const wait =
  (share: number) =>
  ({ outcome }: FinishedRun): number =>
    waitOf(share, waitsOf(outcome.ledger))

/** What was answered, and who had to move because of it. */
export const COURSE: readonly Figure[] = [
  {
    heading: 'seat',
    meaning: 'got a seat at once, or had one held',
    of: ({ summary: { firstOutcomes } }) => firstOutcomes.confirmed + firstOutcomes.held,
  },
  { heading: 'wait', meaning: 'had to wait for one', of: ({ summary }) => summary.firstOutcomes.waitlisted },
  { heading: 'refused', meaning: 'refused', of: ({ summary }) => summary.firstOutcomes.rejected },
  { heading: 'bumped', meaning: 'bumped from a seat', of: ({ summary }) => summary.bumps },
  { heading: 'cascaded', meaning: 'of these to another slot', of: ({ summary }) => summary.cascades },
  { heading: 'promoted', meaning: 'promoted to a seat', of: ({ summary }) => summary.promotions },
]

/** What came of it. */
export const END: readonly Figure[] = [
  { heading: 'seen', meaning: 'seen by the doctor', of: ({ summary }) => summary.finalStatuses.completed ?? 0 },
  { heading: 'absent', meaning: 'did not come', of: ({ summary }) => summary.finalStatuses['no-show'] ?? 0 },
  { heading: 'left', meaning: 'left unseen', of: ({ summary }) => summary.finalStatuses.left ?? 0 },
  { heading: 'off', meaning: 'called off', of: ({ summary }) => summary.finalStatuses.cancelled ?? 0 },
  { heading: 'dropped', meaning: 'left without a seat', of: ({ summary }) => summary.finalStatuses.dropped ?? 0 },
  { heading: 'above', meaning: 'seats taken above capacity', of: ({ summary }) => summary.overflowSeats },
  {
    heading: 'used',
    meaning: 'seats used',
    of: ({ summary }) => summary.utilisation,
    text: ({ summary }) => `${Math.round(summary.utilisation)} %`,
  },
  { heading: 'wait', meaning: 'median wait in minutes', of: wait(0.5) },
]

/** The same day under several rules, as two tables that fit a terminal, and whether the invariants hold under each. */
export function comparison(runs: readonly FinishedRun[], pen: Paint): string[] {
  const block = (title: string, figures: readonly Figure[]): string[] => {
    const rows = runs.map((run) => [
      `  ${run.summary.rules}`,
      ...figures.map((figure) => figure.text?.(run) ?? String(figure.of(run))),
    ])
    const [heading = '', ...lines] = columns([[`  ${title}`, ...figures.map(({ heading }) => heading)], ...rows], [27])
    return [pen.faint(heading), ...lines, '']
  }
  const violations = runs.flatMap(({ outcome, summary }) =>
    outcome.violations.map((each) => `${summary.rules}: ${each}`),
  )
  return [...block('first answers', COURSE), ...block('in the end', END), ...verdict(violations, pen)]
}
