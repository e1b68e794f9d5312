import * as Plot from '@observablehq/plot'
import { type ClassOutcomes, ENDS } from '../report/outcomes'
import { asIs, type Caption, draw, drawNothing, tagged } from './draw'
import { type Goal, shareText } from './goal'
import { END_LOOKS, type End } from './palette'

/** Outcomes in stacking order, with the word for each. */
export const END_WORDS: readonly (readonly [End, word: string])[] = [
  ['completed', 'seen'],
  ...ENDS.flatMap(([status, word]) =>
    status === 'completed' ? [] : [[status, status === 'left' ? 'left unseen' : word] as const],
  ),
  ['rejected', 'refused'],
]

interface Part {
  readonly source: string
  readonly end: End
  readonly word: string
  readonly count: number
  readonly before: number
}

/** Returns the number of tokens and refused requests of a class. A rescheduled request has two tokens. */
export function lengthOf({ first, ends }: ClassOutcomes): number {
  return [...ends.values()].reduce((sum, count) => sum + count, first.rejected)
}

/** A bar for each class: its tokens and refused requests, by outcome. */
export function outcomeChart(
  classes: readonly ClassOutcomes[],
  goal: Goal,
  reach: number,
  width: number,
  caption: Caption,
): string {
  if (classes.length === 0) return drawNothing('no requests', width, 'outcome', caption)
  const parts = classes.flatMap(partsOf)
  const marginLeft = 76
  const marginRight = 80
  const patientWidth = (width - marginLeft - marginRight) / reach
  return draw(
    {
      width,
      height: classes.length * 34 + 40,
      marginLeft,
      marginRight,
      marginTop: 2,
      marginBottom: 34,
      x: {
        domain: [0, reach],
        label: 'tokens and refused requests',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0,
        ticks: 5,
      },
      y: { type: 'band', domain: classes.map(({ source }) => source), label: null, tickSize: 0, padding: 0.2 },
      marks: [
        Plot.gridX({ ticks: 5, stroke: 'var(--grid)', strokeOpacity: 1 }),
        Plot.barX(parts, {
          y: 'source',
          x1: 'before',
          x2: ({ before, count }: Part) => before + count,
          fill: asIs(({ end }: Part) => END_LOOKS[end].fill),
          stroke: 'var(--ground)',
          strokeWidth: 1,
          title: ({ source, word, count }: Part) => `${source}: ${count} ${word}`,
          ...tagged(parts, ({ end, count }) => ({ mark: 'outcome', end, count })),
        }),
        Plot.text(
          parts.filter(({ count }) => count * patientWidth >= 7 + 7 * String(count).length),
          {
            y: 'source',
            x: ({ before, count }: Part) => before + count / 2,
            text: ({ count }: Part) => String(count),
            fill: asIs(({ end }: Part) => END_LOOKS[end].ink),
            stroke: asIs(({ end }: Part) => (END_LOOKS[end].fill.startsWith('url') ? 'var(--hatch-ground)' : 'none')),
            strokeWidth: 4,
            fontWeight: 600,
          },
        ),
        Plot.text(classes, {
          y: 'source',
          x: lengthOf,
          text: (each: ClassOutcomes) => (each.asked === 0 ? '' : `${shareText(goal, each)} ${goal.word}`),
          textAnchor: 'start',
          dx: 6,
          fill: 'var(--ink)',
        }),
      ],
    },
    'outcome',
    caption,
  )
}

function partsOf({ source, ends, first }: ClassOutcomes): Part[] {
  let before = 0
  return END_WORDS.flatMap(([end, word]) => {
    const count = end === 'rejected' ? first.rejected : (ends.get(end) ?? 0)
    before += count
    return count === 0 ? [] : [{ source, end, word, count, before: before - count }]
  })
}
