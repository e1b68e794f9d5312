import * as Plot from '@observablehq/plot'
import type { WallClock } from '../run/wall-clock'
import type { Course, Happening, HappeningKind } from './course'
import { type Caption, draw, tagged } from './draw'
import { roomFor } from './labels'
import { isNarrow } from './layout'
import { sentenceOf } from './sentence'
import type { Tick, TimeScale } from './time-scale'

interface Mark {
  readonly time: number
  readonly lane: number
  readonly happening: Happening
  readonly course: Course
}

/** Bookings of one lane within a short time. */
interface Bin {
  readonly from: number
  readonly lane: number
  readonly count: number
}

/** Number of time bins in which bookings are counted. */
const BINS = 72

/** Many sessions: a lane for each doctor, a mark for each move, bookings as shading. */
export function overview(
  courses: readonly Course[],
  scale: TimeScale,
  clock: WallClock,
  width: number,
  caption: Caption,
): string {
  const doctors = [...new Set(courses.map(({ doctor }) => doctor))]
  const marks = courses.flatMap((course) =>
    course.happenings.map((happening): Mark => {
      return { time: scale.placeOf(happening.at), lane: doctors.indexOf(course.doctor), happening, course }
    }),
  )
  const of = (...kinds: readonly HappeningKind[]): Mark[] =>
    marks.filter(({ happening }) => kinds.includes(happening.kind))
  const bins = binned(of('booking'))
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const longest = Math.max(0, ...doctors.map((name) => name.length))
  const marginLeft = Math.min(140, roomFor('') + longest * 7)
  const labelOf = ({ label, short }: Tick): string => (isNarrow(width) ? short : label)
  const ticks = scale.ticksApart((tick) => roomFor(labelOf(tick)) / (width - marginLeft - 18))
  const labels = new Map(ticks.map((tick) => [tick.place, labelOf(tick)]))
  const triangle = (data: readonly Mark[], isDown: boolean): Plot.Markish =>
    Plot.dot(data, {
      x: 'time',
      y: ({ lane }: Mark) => lane + (isDown ? 0.68 : 0.32),
      symbol: 'triangle',
      rotate: isDown ? 180 : 0,
      r: isNarrow(width) ? 2.6 : 3.4,
      fill: isDown ? 'var(--ink)' : 'var(--promotion)',
      title: ({ happening, course }: Mark) => `${course.date} ${sentenceOf(happening, course, clock)}`,
      ...tagged(data, ({ happening: { kind, to } }) => ({
        mark: kind,
        ...(kind === 'promotion' || to === null ? undefined : { cascade: '' }),
      })),
    })
  return draw(
    {
      width,
      height: doctors.length * 24 + 34,
      marginLeft,
      marginRight: 18,
      marginTop: 6,
      marginBottom: 28,
      x: {
        domain: [0, 1],
        ticks: [...labels.keys()],
        tickFormat: (place: number) => labels.get(place) ?? '',
        tickSize: 0,
        label: null,
      },
      y: {
        domain: [0, doctors.length],
        reverse: true,
        ticks: doctors.map((_, index) => index + 0.5),
        tickFormat: (lane: number) => doctors[Math.floor(lane)]!,
        tickSize: 0,
        label: null,
      },
      marks: [
        Plot.rect(bins, {
          x1: 'from',
          x2: ({ from }: Bin) => from + 1 / BINS,
          y1: 'lane',
          y2: ({ lane }: Bin) => lane + 1,
          fill: 'var(--booked)',
          fillOpacity: { value: ({ count }: Bin) => 0.15 + 0.85 * (count / most), scale: null },
          insetTop: 2,
          insetBottom: 2,
          title: ({ count }: Bin) => `${count} booked`,
          ...tagged(bins, ({ count }) => ({ mark: 'booking', count })),
        }),
        Plot.ruleY(
          doctors.map((_, index) => index + 1),
          { stroke: 'var(--grid)' },
        ),
        Plot.ruleX(scale.dayPlace > 0 ? [scale.dayPlace] : [], { stroke: 'var(--faint)', strokeDasharray: '2 3' }),
        triangle(of('promotion'), false),
        triangle(of('bump', 'resize'), true),
      ],
    },
    'timeline',
    caption,
  )
}

function binned(bookings: readonly Mark[]): Bin[] {
  const counts = new Map<string, Bin>()
  for (const { time, lane } of bookings) {
    const bin = Math.min(BINS - 1, Math.floor(time * BINS))
    const key = `${lane} ${bin}`
    counts.set(key, { from: bin / BINS, lane, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
}
