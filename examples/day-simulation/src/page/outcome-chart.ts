import * as Plot from '@observablehq/plot'
import { type ClassOutcomes, ENDS } from '../report/outcomes'
import { asIs, type Caption, draw, drawNothing, tagged } from './draw'
import { countOfEnd, END_LOOKS, type End, fillOfEnd, groundOf, inkOnEnd } from './fates'
import { type Goal, shareText } from './goal'
import { roomFor } from './labels'
import { isNarrow } from './layout'

/** Outcomes in stacking order, with the word for each. */
export const END_WORDS: readonly (readonly [End, word: string])[] = [
  ['completed', 'seen'],
  ...ENDS.flatMap(([status, word]) =>
    status === 'completed' ? [] : [[status, status === 'left' ? 'left unseen' : word] as const],
  ),
  ['gave-up', 'gave up waiting'],
  ['rejected', 'refused'],
]

interface Part {
  readonly source: string
  readonly end: End
  readonly word: string
  readonly count: number
  readonly before: number
}

/** Returns the number of tokens and refused requests of a class. A rescheduled request counts in both slots. */
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
  const longest = Math.max(...classes.map(({ source }) => source.length))
  const marginLeft = Math.min(140, roomFor('x'.repeat(longest)))
  const sayWord = !isNarrow(width)
  const marginRight = sayWord ? 92 : 44
  const patientWidth = (width - marginLeft - marginRight) / reach
  return draw(
    {
      width,
      height: classes.length * 34 + 46,
      marginLeft,
      marginRight,
      marginTop: 2,
      marginBottom: 40,
      x: {
        domain: [0, reach],
        label: 'requests',
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
          fill: asIs(({ end }: Part) => fillOfEnd(end)),
          stroke: 'var(--ground)',
          strokeWidth: 1,
          title: ({ source, word, count }: Part) => `${source}: ${count} ${word}`,
          ...tagged(parts, ({ end, count }) => ({ mark: 'outcome', end, count })),
        }),
        Plot.text(
          parts.filter(({ count }) => count * patientWidth >= roomFor(String(count))),
          {
            y: 'source',
            x: ({ before, count }: Part) => before + count / 2,
            text: ({ count }: Part) => String(count),
            fill: asIs(({ end }: Part) => inkOnEnd(end)),
            stroke: asIs(({ end }: Part) => (END_LOOKS[end].texture === undefined ? 'none' : groundOf(end))),
            strokeWidth: 4,
            fontWeight: 600,
          },
        ),
        Plot.text(classes, {
          y: 'source',
          x: lengthOf,
          text: (each: ClassOutcomes) =>
            each.asked === 0 ? '' : [shareText(goal, each), ...(sayWord ? [goal.word] : [])].join(' '),
          textAnchor: 'start',
          dx: 6,
          fill: 'var(--ink)',
          stroke: 'var(--ground)',
          strokeWidth: 4,
        }),
      ],
    },
    'outcome',
    caption,
  )
}

function partsOf(each: ClassOutcomes): Part[] {
  let before = 0
  return END_WORDS.flatMap(([end, word]) => {
    const count = countOfEnd(each, end)
    before += count
    return count === 0 ? [] : [{ source: each.source, end, word, count, before: before - count }]
  })
}
