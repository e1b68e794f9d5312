import * as Plot from '@observablehq/plot'
import type { SessionView } from 'opd-scheduler'
import { inOrder, letterOf } from '../report/classes'
import { type SlotSeats, seatsOf } from '../report/seats'
import type { Ledger } from '../run/ledger'
import { asIs, type Caption, draw, tagged } from './draw'
import { roomFor, timesThatFit } from './labels'
import { fillOf, inkOn } from './palette'

/** Tokens of one class in one slot, or in all slots of one doctor. */
interface Stack {
  readonly place: string
  readonly source: string
  readonly count: number
  /** Seats below it in its bar. */
  readonly below: number
  readonly doctorId: string
  /** Seats in its bar before overflow. */
  readonly capacity: number
}

/** A bar: its doctor, capacity, and seats used by class. */
export interface Bar {
  readonly place: string
  readonly doctorId: string
  readonly capacity: number
  readonly bySource: ReadonlyMap<string, number>
  /** Whether the doctor was away. */
  readonly isBlocked: boolean
}

/** Returns a bar for each slot of a session. */
export function slotBars(session: SessionView, ledger: Ledger): Bar[] {
  return seatsOf(session, ledger).map((slot) => ({ ...barOf([slot]), place: slot.start, doctorId: session.doctorId }))
}

/** Returns a bar for each doctor, over all their sessions. */
export function doctorBars(
  sessions: readonly SessionView[],
  names: ReadonlyMap<string, string>,
  ledger: Ledger,
): Bar[] {
  const doctorIds = [...new Set(sessions.map(({ doctorId }) => doctorId))]
  return doctorIds.map((doctorId) => {
    const own = sessions.filter((session) => session.doctorId === doctorId)
    const slots = own.flatMap((session) => seatsOf(session, ledger))
    return { ...barOf(slots), place: names.get(doctorId) ?? doctorId, doctorId }
  })
}

function barOf(slots: readonly SlotSeats[]): Pick<Bar, 'capacity' | 'bySource' | 'isBlocked'> {
  const tokens = slots.flatMap((slot) => slot.tokens)
  const sources = inOrder(tokens.map(({ source }) => source))
  return {
    isBlocked: slots.every(({ isBlocked }) => isBlocked),
    capacity: slots.reduce((sum, { capacity }) => sum + capacity, 0),
    bySource: new Map(sources.map((source) => [source, tokens.filter((token) => token.source === source).length])),
  }
}

/** Length of a bar in seats: its capacity, or the seats used if more. */
export function reachOf(bar: Bar): number {
  return Math.max(bar.capacity, usedIn(bar))
}

export function usedIn({ bySource }: Bar): number {
  return [...bySource.values()].reduce((sum, count) => sum + count, 0)
}

/** Chart of one session: a column for each slot. */
export function slotSeatsChart(bars: readonly Bar[], reach: number, width: number, caption: Caption): string {
  const stacks = bars.flatMap(stacksOf)
  const height = 210
  const slotWidth = (width - 28) / bars.length
  const starts = timesThatFit(
    bars.map(({ place }) => place),
    slotWidth,
  )
  const seatHeight = (height - 44) / reach
  return draw(
    {
      width,
      height,
      marginLeft: 26,
      marginRight: 2,
      marginTop: 20,
      marginBottom: 24,
      x: {
        type: 'band',
        domain: bars.map(({ place }) => place),
        tickFormat: (_place: string, index: number) => starts[index]!,
        label: null,
        tickSize: 0,
        padding: 0.14,
      },
      y: { domain: [0, reach], label: null, ticks: 4, tickFormat: 'd', tickSize: 0 },
      marks: [
        Plot.gridY({ ticks: 4, stroke: 'var(--grid)', strokeOpacity: 1 }),
        Plot.barY(
          bars.filter(({ isBlocked }) => isBlocked),
          { x: 'place', y1: 0, y2: 'capacity', fill: 'var(--band)', stroke: 'var(--faint)', strokeDasharray: '3 3' },
        ),
        Plot.text(
          bars.filter((bar) => bar.isBlocked && usedIn(bar) === 0),
          {
            x: 'place',
            y: ({ capacity }: Bar) => capacity / 2,
            text: () => 'away',
            rotate: fits('away', slotWidth) ? 0 : -90,
          },
        ),
        Plot.barY(stacks, {
          x: 'place',
          y1: 'below',
          y2: ({ below, count }: Stack) => below + count,
          fill: asIs(({ source }: Stack) => fillOf(source)),
          insetTop: 0.5,
          insetBottom: 0.5,
          title: tell,
          ...tagged(stacks, tags),
        }),
        Plot.text(
          stacks.filter(({ count }) => count * seatHeight >= 13),
          {
            x: 'place',
            y: textPlace,
            text: ({ source, count }: Stack) =>
              [`${letterOf(source)} ${count}`, `${count}`].find((text) => fits(text, slotWidth)),
            fill: asIs(({ source }: Stack) => inkOn(source)),
          },
        ),
        Plot.tickY(bars, {
          x: 'place',
          y: 'capacity',
          stroke: 'var(--ink)',
          strokeWidth: 1.5,
          insetLeft: -2,
          insetRight: -2,
        }),
        Plot.text(bars, {
          x: 'place',
          y: reachOf,
          text: usedIn,
          dy: -10,
          fontWeight: 600,
          fill: 'var(--ink)',
        }),
      ],
    },
    'seats',
    caption,
  )
}

/** Chart of many sessions: a row for each doctor. */
export function doctorSeatsChart(bars: readonly Bar[], reach: number, width: number, caption: Caption): string {
  const stacks = bars.flatMap(stacksOf)
  const longest = Math.max(0, ...bars.map(({ place }) => place.length))
  const marginLeft = Math.min(140, roomFor('') + longest * 7)
  const marginRight = 66
  const seatWidth = (width - marginLeft - marginRight) / reach
  return draw(
    {
      width,
      height: 30 + bars.length * 22,
      marginLeft,
      marginRight,
      marginTop: 6,
      marginBottom: 24,
      x: { domain: [0, reach], label: null, ticks: 5, tickSize: 0 },
      y: { type: 'band', domain: bars.map(({ place }) => place), label: null, tickSize: 0, padding: 0.16 },
      marks: [
        Plot.gridX({ ticks: 5, stroke: 'var(--grid)', strokeOpacity: 1 }),
        Plot.barX(stacks, {
          y: 'place',
          x1: 'below',
          x2: ({ below, count }: Stack) => below + count,
          fill: asIs(({ source }: Stack) => fillOf(source)),
          insetLeft: 0.5,
          insetRight: 0.5,
          title: tell,
          ...tagged(stacks, tags),
        }),
        Plot.text(
          stacks.filter(({ count }) => fits(`W ${count}`, count * seatWidth)),
          {
            y: 'place',
            x: ({ below, count }: Stack) => below + count / 2,
            text: ({ source, count }: Stack) => `${letterOf(source)} ${count}`,
            fill: asIs(({ source }: Stack) => inkOn(source)),
          },
        ),
        Plot.tickX(bars, {
          y: 'place',
          x: 'capacity',
          stroke: 'var(--ink)',
          strokeWidth: 1.5,
          insetTop: -2,
          insetBottom: -2,
        }),
        Plot.text(bars, {
          y: 'place',
          x: reachOf,
          text: shareText,
          dx: 6,
          textAnchor: 'start',
          fontWeight: 600,
          fill: 'var(--ink)',
        }),
      ],
    },
    'seats',
    caption,
  )
}

function stacksOf(bar: Bar): Stack[] {
  let below = 0
  return [...bar.bySource].map(([source, count]) => {
    below += count
    return { place: bar.place, doctorId: bar.doctorId, capacity: bar.capacity, source, count, below: below - count }
  })
}

/** The middle of the larger part on one side of the capacity line, so that the line does not cross the text. */
function textPlace({ below, count, capacity }: Stack): number {
  const top = below + count
  if (capacity <= below || capacity >= top) return below + count / 2
  return capacity - below >= top - capacity ? (below + capacity) / 2 : (capacity + top) / 2
}

function tags({ doctorId, count }: Stack): Record<string, string | number> {
  return { mark: 'seat', doctor: doctorId, count }
}

function tell({ place, source, count }: Stack): string {
  return `${place}: ${count} ${source}`
}

/** Whether a text fits into a bar of this width, with its padding. */
function fits(text: string, width: number): boolean {
  return roomFor(text) - 8 <= width
}

function shareText(bar: Bar): string {
  return `${usedIn(bar)}/${bar.capacity}`
}
