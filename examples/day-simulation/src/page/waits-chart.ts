import * as Plot from '@observablehq/plot'
import { type ClassWaits, waitOf } from '../report/waits'
import { asIs, type Caption, draw, drawNothing, tagged } from './draw'
import { isNarrow } from './layout'
import { fillOf } from './palette'

/** Columns in a row, each for an equal range of minutes. */
const COLUMNS = 20

/** Height of the columns of a row, with the number above the highest, of that number, and of a line of its text. */
const PLOT = 62
const NUMBER = 22
const LINE = 17

/** Space between a row and the text of the next one. */
const GAP = 10

/** Number of patients of a class with waits in one range. */
interface Column {
  readonly source: string
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Common axis ranges, so that drawings can be compared: minutes, and patients in a column. */
export interface WaitsReach {
  readonly minutes: number
  readonly patients: number
}

export function reachOfWaits(classes: readonly ClassWaits[]): WaitsReach {
  const longest = Math.max(1, ...classes.map(({ waits }) => waits[waits.length - 1] ?? 0))
  const step =
    [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60].find((each) => each * COLUMNS > longest) ??
    Math.ceil(longest / COLUMNS)
  const minutes = step * COLUMNS
  return {
    minutes,
    patients: Math.max(1, ...classes.flatMap((each) => columnsOf(each, minutes)).map(({ count }) => count)),
  }
}

function columnsOf({ source, waits }: ClassWaits, minutes: number): Column[] {
  const step = minutes / COLUMNS
  const counts = Array.from({ length: COLUMNS }, () => 0)
  for (const wait of waits) counts[Math.min(COLUMNS - 1, Math.floor(wait / step))]!++
  return counts.flatMap((count, index) =>
    count === 0 ? [] : [{ source, from: index * step, to: (index + 1) * step, count }],
  )
}

/** A histogram of waits for each class, with a line at the median. */
export function waitsChart(
  classes: readonly ClassWaits[],
  { minutes, patients }: WaitsReach,
  width: number,
  caption: Caption,
): string {
  if (classes.length === 0) return drawNothing('no requests', width, 'waits', caption)
  const columns = classes.flatMap((each) => columnsOf(each, minutes))
  const highest = classes.flatMap(({ source }) => {
    const own = columns.filter((column) => column.source === source)
    return own.filter(({ count }) => count === Math.max(...own.map((each) => each.count))).slice(0, 1)
  })
  const isShort = isNarrow(width)
  const text = (isShort ? 2 : 1) * LINE + GAP
  const row = PLOT + text
  const headroom = patients * (row / (PLOT - NUMBER))
  return draw(
    {
      width,
      height: classes.length * row + 44,
      marginLeft: 2,
      marginRight: 14,
      marginTop: 4,
      marginBottom: 40,
      x: {
        domain: [0, minutes],
        label: 'minutes from check-in to the doctor',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0,
        ticks: 5,
      },
      y: { domain: [0, headroom], axis: null },
      fy: { domain: classes.map(({ source }) => source), axis: null, padding: 0 },
      marks: [
        Plot.ruleY([0], { stroke: 'var(--grid)' }),
        Plot.rectY(columns, {
          fy: 'source',
          x1: 'from',
          x2: 'to',
          y: 'count',
          fill: asIs(({ source }: Column) => fillOf(source)),
          insetLeft: 0.5,
          insetRight: 0.5,
          title: ({ source, from, to, count }: Column) => `${source}: ${count} waited ${from} to ${to} minutes`,
          ...tagged(columns, ({ count }) => ({ mark: 'wait', count })),
        }),
        Plot.tickX(
          classes.filter(({ waits }) => waits.length > 0),
          {
            fy: 'source',
            x: ({ waits }: ClassWaits) => waits[Math.floor(waits.length / 2)]!,
            stroke: 'var(--ink)',
            strokeWidth: 2,
            // Below the number of the highest column.
            insetTop: text + NUMBER,
          },
        ),
        Plot.text(highest, {
          fy: 'source',
          x: ({ from, to }: Column) => (from + to) / 2,
          y: 'count',
          text: 'count',
          dy: -8,
          stroke: 'var(--ground)',
          strokeWidth: 4,
          fill: 'var(--soft)',
        }),
        Plot.text(classes, {
          fy: 'source',
          text: (each: ClassWaits) => rowText(each, isShort),
          frameAnchor: 'top-left',
          fill: 'var(--ink)',
          lineHeight: 1.2,
          dy: GAP,
        }),
      ],
    },
    'waits',
    caption,
  )
}

function rowText({ source, waits }: ClassWaits, isShort: boolean): string {
  if (waits.length === 0) return `${source}: nobody was seen`
  return `${source}:${isShort ? '\n' : ' '}half within ${waitOf(0.5, waits)} min, nine in ten within ${waitOf(0.9, waits)}`
}
