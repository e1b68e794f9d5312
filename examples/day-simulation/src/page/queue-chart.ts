import * as Plot from '@observablehq/plot'
import { HOUR } from '../day/clinic'
import { plural } from '../report/columns'
import { asIs, type Caption, draw, drawNothing, tagged } from './draw'
import { roomFor } from './labels'
import { isNarrow } from './layout'
import { fillOf } from './palette'
import { BIN, binned, type QueueRow } from './queue-rows'

/** Heights of the parts of a row: a line of its text, the waiting room, the calls, the consulting room, and the gap to the next row. */
const LINE = 17
const ROOM = 64
const CALLS = 14
const INSIDE = 13
const GAP = 10

/** Common axis ranges, so that drawings can be compared. */
export interface QueueReach {
  readonly from: number
  readonly to: number
  readonly waiting: number
}

export function reachOfQueues(rows: readonly QueueRow[]): QueueReach {
  const moments = rows.flatMap(({ hours, levels, consultations }) => [
    ...hours.flat(),
    ...levels.map(({ at }) => at),
    ...consultations.map(({ to }) => to),
  ])
  return {
    from: moments.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    to: moments.reduce((a, b) => Math.max(a, b), 0),
    waiting: Math.max(4, ...rows.map(({ peak }) => peak.count)),
  }
}

/** A row for each doctor or day: the number of waiting patients over time, and below it the calls and the consultations. */
export function queueChart(rows: readonly QueueRow[], reach: QueueReach, width: number, caption: Caption): string {
  if (rows.every(({ levels, consultations }) => levels.length + consultations.length === 0))
    return drawNothing('nobody checked in', width, 'queue', caption)
  const { from, to, waiting } = reach
  const isShort = isNarrow(width)
  // Room for the text above the highest number, and for the largest number of the axis.
  const name = (isShort ? 3 : 2) * LINE
  const margin = 9 + 8 * String(waiting).length
  // The y axis counts patients; calls and consultations are drawn below zero.
  const unit = waiting / ROOM
  const floor = -(CALLS + INSIDE) * unit
  const of = <T>(parts: (row: QueueRow) => readonly T[]): (T & { row: string })[] =>
    rows.flatMap((row) => parts(row).map((part) => ({ ...part, row: row.name })))
  const level = of(({ levels }) => [{ at: from, count: 0 }, ...levels, { at: to, count: levels.at(-1)?.count ?? 0 }])
  const peaks = of(({ peak }) => (peak.count > 0 ? [peak] : []))
  const hour = ((width - margin) * HOUR) / (to - from)
  const step = [1, 2, 3, 6].find((each) => each * hour >= roomFor(isShort ? '00' : '00:00')) ?? 12
  const hours = Array.from({ length: 48 }, (_, index) => index * step * HOUR).filter((at) => at >= from && at <= to)
  return draw(
    {
      width,
      height: rows.length * (name + ROOM + CALLS + INSIDE + GAP) + 30,
      marginLeft: margin,
      marginRight: 18,
      marginTop: 2,
      marginBottom: 28,
      x: {
        domain: [from, to],
        ticks: hours,
        tickFormat: (at: number) => `${String((at / HOUR) % 24).padStart(2, '0')}${isShort ? '' : ':00'}`,
        tickSize: 0,
        label: null,
      },
      y: { domain: [floor - GAP * unit, waiting + name * unit], axis: null },
      fy: { domain: rows.map(({ name }) => name), axis: null, padding: 0 },
      marks: [
        Plot.rect(
          of(({ hours: all }) => all.map(([x1, x2]) => ({ x1, x2 }))),
          { fy: 'row', x1: 'x1', x2: 'x2', y1: floor, y2: waiting, fill: 'var(--band)' },
        ),
        Plot.ruleX(hours, { y1: floor, y2: waiting, stroke: 'var(--grid)' }),
        Plot.ruleY([0], { stroke: 'var(--faint)', strokeOpacity: 0.5 }),
        Plot.axisY({ ticks: ticksTo(waiting), tickSize: 0, tickPadding: 4, label: null, fill: 'var(--soft)' }),
        Plot.areaY(level, {
          fy: 'row',
          x: 'at',
          y1: 0,
          y2: 'count',
          curve: 'step-after',
          fill: 'var(--booked)',
          fillOpacity: 0.55,
        }),
        Plot.lineY(level, {
          fy: 'row',
          x: 'at',
          y: 'count',
          curve: 'step-after',
          stroke: 'var(--soft)',
          strokeWidth: 1,
        }),
        Plot.text(peaks, {
          fy: 'row',
          x: 'at',
          y: 'count',
          text: 'count',
          dy: -8,
          fill: 'var(--ink)',
          stroke: 'var(--ground)',
          strokeWidth: 4,
        }),
        ...(rows.every(({ rooms }) => rooms === 1) ? oneRoom(of, unit, isShort) : manyRooms(of, unit, isShort)),
        Plot.text(rows, {
          fy: 'name',
          text: (row: QueueRow) => rowText(row, isShort),
          frameAnchor: 'top-left',
          dx: 2 - margin,
          dy: 4,
          fill: 'var(--ink)',
        }),
      ],
    },
    'queue',
    caption,
  )
}

type Of = <T>(parts: (row: QueueRow) => readonly T[]) => (T & { row: string })[]

/** Marks for one room: each call, unanswered call and consultation. */
function oneRoom(of: Of, unit: number, isShort: boolean): Plot.Markish[] {
  const calls = of((row) => row.calls)
  const skips = of((row) => row.skips)
  const inside = of((row) => row.consultations)
  return [
    Plot.ruleX(calls, {
      fy: 'row',
      x: 'at',
      y1: -2 * unit,
      y2: (-CALLS + 2) * unit,
      stroke: 'var(--faint)',
      strokeWidth: isShort ? 0.6 : 1,
      title: ({ number }) => `${number} was called`,
      ...tagged(calls, () => ({ mark: 'call' })),
    }),
    Plot.rect(inside, {
      fy: 'row',
      x1: 'from',
      x2: 'to',
      y1: -CALLS * unit,
      y2: (-CALLS - INSIDE) * unit,
      insetRight: isShort ? 0.2 : 0.6,
      fill: asIs(({ source }: { source: string }) => fillOf(source)),
      title: ({ number, source, from, to }) =>
        `${number} (${source}) was with the doctor for ${Math.round((to - from) / 60_000)} min`,
      ...tagged(inside, () => ({ mark: 'consultation' })),
    }),
    crosses(
      skips,
      unit,
      isShort,
      skips.map(() => 1),
    ),
  ]
}

/** Marks for several rooms: calls, unanswered calls and consultations, by quarter of an hour. */
function manyRooms(of: Of, unit: number, isShort: boolean): Plot.Markish[] {
  const calls = of((row) => binned(row.calls.map(({ at }) => at)))
  const skips = of((row) => binned(row.skips.map(({ at }) => at)).map((bin) => ({ ...bin, at: bin.from + BIN / 2 })))
  const inside = of((row) => binned(row.consultations.map(({ from }) => from)))
  const most = (bins: readonly { count: number }[]): number => Math.max(1, ...bins.map(({ count }) => count))
  const [mostCalls, mostInside] = [most(calls), most(inside)]
  type Bin = (typeof calls)[number]
  return [
    Plot.rect(calls, {
      fy: 'row',
      x1: 'from',
      x2: ({ from }: Bin) => from + BIN,
      y1: -CALLS * unit,
      y2: ({ count }: Bin) => (-CALLS + (CALLS - 2) * (count / mostCalls)) * unit,
      insetLeft: 0.5,
      insetRight: 0.5,
      fill: 'var(--faint)',
      title: ({ count }: Bin) => plural(count, 'call'),
      ...tagged(calls, ({ count }) => ({ mark: 'call', count })),
    }),
    Plot.rect(inside, {
      fy: 'row',
      x1: 'from',
      x2: ({ from }: Bin) => from + BIN,
      y1: -CALLS * unit,
      y2: (-CALLS - INSIDE) * unit,
      insetTop: 1,
      insetLeft: 0.5,
      insetRight: 0.5,
      fill: 'var(--seen)',
      fillOpacity: { value: ({ count }: Bin) => 0.15 + 0.85 * (count / mostInside), scale: null },
      title: ({ count }: Bin) => `${plural(count, 'consultation')} began`,
      ...tagged(inside, ({ count }) => ({ mark: 'consultation', count })),
    }),
    crosses(
      skips,
      unit,
      isShort,
      skips.map(({ count }) => count),
    ),
  ]
}

function crosses(
  skips: readonly { readonly row: string; readonly at: number }[],
  unit: number,
  isShort: boolean,
  counts: readonly number[],
): Plot.Markish {
  const data = skips.map((skip, index) => ({ ...skip, count: counts[index]! }))
  return Plot.dot(data, {
    fy: 'row',
    x: 'at',
    y: (-CALLS / 2) * unit,
    symbol: 'times',
    r: isShort ? 2.6 : 3.6,
    stroke: 'var(--hatch)',
    strokeWidth: isShort ? 1.4 : 1.8,
    title: ({ count }: { count: number }) => plural(count, 'unanswered call'),
    ...tagged(data, ({ count }) => ({ mark: 'skip', count })),
  })
}

function rowText({ name, checkedIn, calls, skips, leftUnseen }: QueueRow, isShort: boolean): string {
  const came = `${name}: ${checkedIn} checked in`
  const parts = [
    ...(skips.length > 0 ? [`${skips.length} of ${calls.length} calls unanswered`] : []),
    ...(leftUnseen > 0 && !isShort ? [`${leftUnseen} left unseen`] : []),
  ]
  return [came, ...parts].join(isShort ? '\n' : ', ')
}

function ticksTo(most: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => each * 3 >= most) ?? Math.ceil(most / 3)
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
