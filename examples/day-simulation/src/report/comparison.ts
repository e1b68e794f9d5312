import type { Outcome, Period } from '../run/run'
import { inOrder } from './classes'
import { columns } from './columns'
import type { Paint } from './paint'
import { verdict } from './report'
import type { Summary } from './summary'
import { waitOf, waitsOf } from './waits'

/** A finished run under one preset. */
export interface FinishedRun {
  readonly outcome: Outcome
  readonly summary: Summary
  readonly periods: readonly Period[]
}

/** A figure by which runs are compared. */
export interface Figure {
  readonly heading: string
  /** The heading in full, for the report page. */
  readonly meaning: string
  of(run: FinishedRun): number
  /** The figure as text, if it is more than a count. */
  text?(run: FinishedRun): string
}

const wait =
  (share: number) =>
  ({ outcome }: FinishedRun): number =>
    waitOf(share, waitsOf(outcome.ledger))

/** All figures, in tables with a title each. */
export const FIGURES: readonly (readonly [title: string, figures: readonly Figure[]])[] = [
  [
    'first answer',
    [
      {
        heading: 'seated',
        meaning: 'got a seat at once, or had one held',
        of: ({ summary: { firstOutcomes } }) => firstOutcomes.confirmed + firstOutcomes.held,
      },
      { heading: 'waiting', meaning: 'put on the waiting list', of: ({ summary }) => summary.firstOutcomes.waitlisted },
      { heading: 'refused', meaning: 'refused', of: ({ summary }) => summary.firstOutcomes.rejected },
    ],
  ],
  [
    'moves',
    [
      { heading: 'bumped', meaning: 'bumped from a seat', of: ({ summary }) => summary.bumps },
      {
        heading: 'bumped to another slot',
        meaning: 'of these, bumped to another slot',
        of: ({ summary }) => summary.cascades,
      },
      { heading: 'promoted', meaning: 'promoted to a free seat', of: ({ summary }) => summary.promotions },
    ],
  ],
  [
    'final status',
    [
      { heading: 'seen', meaning: 'seen by the doctor', of: ({ summary }) => summary.finalStatuses.completed ?? 0 },
      {
        heading: 'no-show',
        meaning: 'did not come (no-show)',
        of: ({ summary }) => summary.finalStatuses['no-show'] ?? 0,
      },
      { heading: 'left', meaning: 'left without being seen', of: ({ summary }) => summary.finalStatuses.left ?? 0 },
      { heading: 'cancelled', meaning: 'cancelled', of: ({ summary }) => summary.finalStatuses.cancelled ?? 0 },
      {
        heading: 'gave up',
        meaning: 'of these, gave up waiting for a seat',
        of: ({ summary }) => summary.gaveUp.tokens,
      },
      {
        heading: 'dropped',
        meaning: 'ended without a seat (dropped)',
        of: ({ summary }) => summary.finalStatuses.dropped ?? 0,
      },
    ],
  ],
  [
    'seats and waits',
    [
      { heading: 'above capacity', meaning: 'seats given above capacity', of: ({ summary }) => summary.overflowSeats },
      {
        heading: 'used',
        meaning: 'seats used',
        of: ({ summary }) => summary.utilisation,
        text: ({ summary }) => `${Math.round(summary.utilisation)} %`,
      },
      { heading: 'median wait (min)', meaning: 'median wait after check-in, in minutes', of: wait(0.5) },
    ],
  ],
  [
    'standby and overtime',
    [
      {
        heading: 'seen without a seat',
        meaning: 'of those seen, seen without a seat while the doctor was free',
        of: ({ summary }) => summary.standby.seen,
      },
      {
        heading: 'overtime (min)',
        meaning: 'minutes after the last slot, all doctors together',
        of: ({ summary }) => summary.overtimeMinutes,
      },
    ],
  ],
]

/** Formats the same day under several presets as tables that fit a terminal, and whether the invariants hold under each. */
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
  const sources = inOrder(new Set(runs.flatMap(({ summary }) => Object.keys(summary.waits))))
  const medians = sources.map((source): Figure => {
    const of = ({ summary }: FinishedRun): number => summary.waits[source]?.median ?? 0
    return { heading: source, meaning: source, of }
  })
  return [
    ...FIGURES.flatMap(([title, figures]) => block(title, figures)),
    ...(medians.length === 0 ? [] : block('median wait (min)', medians)),
    ...verdict(violations, pen),
  ]
}
