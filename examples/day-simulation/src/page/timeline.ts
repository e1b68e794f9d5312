import * as Plot from '@observablehq/plot'
import type { WallClock } from '../run/wall-clock'
import type { Course, Happening } from './course'
import { asIs, type Caption, draw, tagged } from './draw'
import { roomFor, timesThatFit } from './labels'
import { fillOf, lookOf } from './palette'
import { type Move, type Point, placed } from './placing'
import { sentenceOf } from './sentence'
import type { Tick, TimeScale } from './time-scale'

/** Layout of a timeline: time runs across on wide screens, and down on narrow ones or with several runs side by side. */
export interface TimelineLayout {
  readonly isDown: boolean
  readonly width: number
  /** Whether bumped tokens are labelled with their numbers. */
  readonly hasNumbers: boolean
}

/** Height of a timeline on which time runs down, and of a line of text. */
const HEIGHT = 600
const LINE = 16

/** Lanes besides the slots. */
export interface Lanes {
  readonly hasWaiting: boolean
  readonly hasDropped: boolean
}

/** Returns the extra lanes that these courses need together. */
export function lanesFor(courses: readonly Course[]): Lanes {
  const happenings = courses.flatMap((course) => course.happenings)
  const isMove = ({ kind }: Happening): boolean => kind === 'bump' || kind === 'resize'
  return {
    hasWaiting: happenings.some(({ waits }) => waits),
    hasDropped: happenings.some((each) => isMove(each) && each.to === null && !each.waits),
  }
}

/** One session: a lane for each slot, a mark for each booking, an arrow for each move between lanes. */
export function timeline(
  course: Course,
  lanes: Lanes,
  scale: TimeScale,
  clock: WallClock,
  { isDown, width, hasNumbers }: TimelineLayout,
  caption: Caption,
): string {
  const names = [
    ...course.slots.map(({ start }) => start),
    ...(lanes.hasWaiting ? ['waiting'] : []),
    ...(lanes.hasDropped ? ['dropped'] : []),
  ]
  const waitingLane = course.slots.length
  const laneOf = (slotId: string | null, isWaiting: boolean): number => {
    const slot = course.slots.findIndex(({ id }) => id === slotId)
    return slot >= 0 ? slot : isWaiting || !lanes.hasDropped ? waitingLane : waitingLane + Number(lanes.hasWaiting)
  }
  const { points, departures, moves } = placed(course, scale, laneOf)
  const bumps = moves.filter(({ happening: { kind } }) => kind !== 'promotion')
  const promotions = moves.filter(({ happening: { kind } }) => kind === 'promotion')
  const bands = course.slots.map(({ startsAt, endsAt, plannedAt, blocked }, index) => ({
    blocked,
    remark: blocked ? 'away' : startsAt > plannedAt ? `${(startsAt - plannedAt) / 60_000} min late` : '',
    start: scale.placeOf(startsAt),
    end: scale.placeOf(endsAt),
    top: index,
    bottom: index + 1,
  }))

  const along = isDown ? 'y' : 'x'
  const across = isDown ? 'x' : 'y'
  const tell = ({ happening }: Point): string => sentenceOf(happening, course, clock)
  const arrow = { [`${along}1`]: 'time', [`${along}2`]: 'time', [`${across}1`]: 'fromLane', [`${across}2`]: 'toLane' }
  const rule = (values: readonly number[], direction: string, options: Plot.RuleXOptions): Plot.Markish =>
    direction === 'x' ? Plot.ruleX(values, options) : Plot.ruleY(values, options)
  const shown = isDown ? namesThatFit(names, (width - 46) / names.length) : names
  const length = isDown ? HEIGHT - 30 : width - 74
  const lanesAxis: Plot.ScaleOptions = {
    domain: [0, names.length],
    ticks: names.map((_, index) => index + 0.5),
    tickFormat: (lane: number) => shown[Math.floor(lane)]!,
    tickSize: 0,
    label: null,
    reverse: !isDown,
    ...(isDown ? { axis: 'top' } : undefined),
  }
  const labelOf = ({ place, label, short }: Tick): string => (isDown && place < scale.dayPlace ? short : label)
  const ticks = scale.ticksApart((tick) => (isDown ? LINE : roomFor(labelOf(tick))) / length)
  const labels = new Map(ticks.map((tick) => [tick.place, labelOf(tick)]))
  const timeAxis: Plot.ScaleOptions = {
    domain: [0, 1],
    ticks: [...labels.keys()],
    tickFormat: (place: number) => labels.get(place) ?? '',
    tickSize: 0,
    label: null,
    reverse: isDown,
  }

  return draw(
    {
      width,
      height: isDown ? HEIGHT : names.length * 30 + 34,
      marginLeft: isDown ? 42 : 56,
      marginRight: isDown ? 4 : 18,
      marginTop: isDown ? 22 : 6,
      marginBottom: isDown ? 8 : 28,
      [along]: timeAxis,
      [across]: lanesAxis,
      marks: [
        Plot.rect(bands, {
          [`${along}1`]: 'start',
          [`${along}2`]: 'end',
          [`${across}1`]: 'top',
          [`${across}2`]: 'bottom',
          fill: asIs(({ blocked }: (typeof bands)[number]) => (blocked ? 'none' : 'var(--band)')),
          stroke: asIs(({ blocked }: (typeof bands)[number]) => (blocked ? 'var(--faint)' : 'none')),
          strokeDasharray: '3 3',
        }),
        Plot.text(isDown ? [] : bands, {
          x: ({ start, end }: (typeof bands)[number]) => (start + end) / 2,
          y: 'bottom',
          dy: -6,
          text: 'remark',
          fill: 'var(--soft)',
        }),
        rule(
          scale.ticks.map(({ place }) => place),
          along,
          { stroke: 'var(--grid)', strokeWidth: 0.5 },
        ),
        rule(
          names.map((_, index) => index + 1),
          across,
          { stroke: 'var(--grid)' },
        ),
        rule(scale.dayPlace > 0 ? [scale.dayPlace] : [], along, { stroke: 'var(--faint)', strokeDasharray: '2 3' }),
        Plot.dot(departures, {
          [along]: 'time',
          [across]: 'lane',
          symbol: 'times',
          r: 2.6,
          stroke: 'var(--faint)',
          strokeWidth: 1,
          title: tell,
          ...tagged(departures, () => ({ mark: 'departure' })),
        }),
        Plot.arrow(promotions, {
          ...arrow,
          stroke: 'var(--promotion)',
          strokeWidth: 1.3,
          strokeDasharray: '4 2.5',
          headLength: 6,
          insetEnd: 2,
          title: tell,
          ...tagged(promotions, () => ({ mark: 'promotion' })),
        }),
        Plot.arrow(bumps, {
          ...arrow,
          stroke: 'var(--ink)',
          strokeWidth: 1.7,
          headLength: 7,
          insetEnd: 2,
          title: tell,
          ...tagged(bumps, ({ happening: { kind, to } }) => ({
            mark: kind,
            ...(to === null ? undefined : { cascade: '' }),
          })),
        }),
        Plot.dot(points, {
          [along]: 'time',
          [across]: 'lane',
          symbol: ({ happening }: Point) => lookOf(happening.source).symbol,
          r: 3.2,
          stroke: 'var(--ground)',
          strokeWidth: 0.7,
          fill: asIs(({ happening }: Point) => fillOf(happening.source)),
          title: tell,
          ...tagged(points, () => ({ mark: 'booking' })),
        }),
        Plot.text(hasNumbers ? apart(bumps, (isDown ? LINE : roomFor('000')) / length) : [], {
          [along]: 'time',
          [across]: 'fromLane',
          text: ({ happening }: Move) => happening.number,
          fontWeight: 600,
          stroke: 'var(--ground)',
          strokeWidth: 3,
          fill: 'var(--ink)',
          dx: isDown ? 0 : 15,
          dy: isDown ? -9 : 0,
        }),
      ],
    },
    'timeline',
    caption,
  )
}

/** Shortens names to the width of a lane. */
function namesThatFit(names: readonly string[], laneWidth: number): string[] {
  const slots = names.filter((name) => SHORT[name] === undefined)
  return [...timesThatFit(slots, laneWidth), ...names.slice(slots.length).map((name) => SHORT[name]!)]
}

const SHORT: Readonly<Record<string, string>> = { waiting: 'wait', dropped: 'out' }

/** Returns the moves whose numbers, of this size as a part of the axis, do not overlap an earlier one. */
function apart(moves: readonly Move[], size: number): Move[] {
  const kept: Move[] = []
  for (const move of moves) {
    const isFree = kept.every(({ time, fromLane }) => {
      return Math.abs(fromLane - move.fromLane) >= 1 || Math.abs(time - move.time) >= size
    })
    if (isFree) kept.push(move)
  }
  return kept
}
