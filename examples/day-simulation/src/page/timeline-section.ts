import { inOrder } from '../report/classes'
import { plural } from '../report/columns'
import { dateText } from '../run/wall-clock'
import { type Course, type Happening, movesOf } from './course'
import { escaped, figures, table } from './html'
import { beside, captionOf, FULL, isNarrow, legend, PANEL, panels, prefix, responsive, section } from './layout'
import { overview } from './overview'
import type { PageRun, Scene } from './page-run'
import { fillOf, lookOf } from './palette'
import { TimeScale } from './time-scale'
import { lanesFor, timeline } from './timeline'
import { laneTable, movesTable } from './timeline-tables'

/** Up to this many sessions are shown slot by slot. */
const MOST_DETAILED = 4

/** If there are more, this many with the most moves are shown slot by slot; the rest get a lane for each doctor. */
const BUSIEST = 2

/** Drawings with more moves do not show token numbers. */
const MOST_NUMBERS = 40

/** Bookings, bumps and promotions over time. */
export function timelineSection(scene: Scene): string {
  const { runs } = scene
  const courses = runs.flatMap((run) => run.courses)
  const ids = detailed(courses)
  const others = runs.map((run) => run.courses.filter(({ sessionId }) => !ids.includes(sessionId)))
  return section({
    id: 'timeline',
    heading: new Set(courses.map(({ date }) => date)).size > 1 ? 'How the days went' : 'How the day went',
    sentences: said(scene),
    body: [
      legend(keysOf(courses, ids)),
      ...ids.map((id) => details(scene, id)),
      ...(others.some((each) => each.length > 0) ? [rest(scene, others, ids.length)] : []),
      figures(
        runs.flatMap((run) => [
          table(laneTable(run, prefix(scene, run))),
          table(movesTable(run, scene.clock, prefix(scene, run))),
        ]),
      ),
    ].join('\n'),
  })
}

type Key = readonly [sign: string, style: string, meaning: string]

/** Legend of the marks that occur. */
function keysOf(courses: readonly Course[], ids: readonly string[]): Key[] {
  const isDetailed = ({ sessionId }: Course): boolean => ids.includes(sessionId)
  const keys = (shown: readonly Course[], of: Readonly<Partial<Record<Happening['kind'], Key>>>): Key[] => {
    const kinds = new Set(shown.flatMap(({ happenings }) => happenings.map(({ kind }) => kind)))
    return Object.entries(of).flatMap(([kind, key]) => (kinds.has(kind as Happening['kind']) ? [key] : []))
  }
  const slotwise = courses.filter(isDetailed)
  const hasNumbers = slotwise.some((course) => movesOf(course) <= MOST_NUMBERS)
  const sources = inOrder(slotwise.flatMap(({ happenings }) => happenings.map(({ source }) => source)))
  return [
    ...sources.map((source): Key => [SIGNS[lookOf(source).symbol], `color:${fillOf(source)}`, source]),
    ...keys(slotwise, {
      bump: [
        '⟶',
        'color:var(--ink)',
        `bumped from the old slot to the new one${hasNumbers ? ', with the token’s number' : ''}`,
      ],
      promotion: ['⇢', 'color:var(--promotion)', 'promoted to a free seat'],
      departure: ['×', 'color:var(--faint)', 'cancelled, rescheduled, no-show, left, expired or dropped'],
    }),
    ...(slotwise.length > 0 ? ([['■', 'color:var(--band-key)', 'time of the slot']] as const) : []),
    ...(slotwise.some(({ slots }) => slots.some(({ blocked }) => blocked))
      ? ([['▨', 'color:var(--faint)', 'doctor away']] as const)
      : []),
    ...keys(
      courses.filter((course) => !isDetailed(course)),
      {
        bump: ['▼', 'color:var(--ink)', 'bumped, in the doctor’s lane'],
        promotion: ['▲', 'color:var(--promotion)', 'promoted'],
        booking: ['■', 'color:var(--booked)', 'bookings (darker: more)'],
      },
    ),
  ]
}

const SIGNS = { triangle: '▲', diamond: '◆', square: '■', circle: '●', star: '★', cross: '✚' } as const

/** Returns the sessions that are shown slot by slot, the same for all runs. */
function detailed(courses: readonly Course[]): string[] {
  const moves = new Map<string, number>()
  for (const course of courses) moves.set(course.sessionId, (moves.get(course.sessionId) ?? 0) + movesOf(course))
  const ids = [...moves.keys()]
  if (ids.length <= MOST_DETAILED) return ids
  return ids.sort((a, b) => moves.get(b)! - moves.get(a)!).slice(0, BUSIEST)
}

function details(scene: Scene, sessionId: string): string {
  const { runs, clock } = scene
  const chosen = runs.flatMap((run) => run.courses.filter((course) => course.sessionId === sessionId))
  const [first] = chosen
  if (first === undefined) return ''
  const ofDate = runs.flatMap((run) => run.courses.filter(({ date }) => date === first.date))
  const scale = TimeScale.ofDay(...spanOf(ofDate), clock)
  const lanes = lanesFor(chosen)
  const drawFor = (run: PageRun, width: number, isDown: boolean): string => {
    const course = run.courses.find((each) => each.sessionId === sessionId)
    if (course === undefined) return ''
    const hasNumbers = movesOf(course) <= MOST_NUMBERS
    const caption = captionOf(scene, run, `${course.doctor} on ${course.date}: ${countsText([course])}`)
    return timeline(course, lanes, scale, clock, { isDown, width, hasNumbers }, caption)
  }
  const days = new Set(runs.flatMap((run) => run.courses.map(({ date }) => date))).size
  const heading = days > 1 ? `${first.doctor}, ${dateText(first.date, 'long')}` : first.doctor
  const [only, ...more] = runs
  const drawing =
    more.length === 0
      ? responsive(FULL, (width) => drawFor(only!, width, isNarrow(width)))
      : panels(runs.map((run) => [run.rules, drawFor(run, PANEL, true)]))
  return `<div class="doctor"><h3>${escaped(heading)}</h3>\n${drawing}</div>`
}

function rest(scene: Scene, others: readonly (readonly Course[])[], shown: number): string {
  const { runs, clock } = scene
  const span = spanOf(others.flat())
  const hasDays = new Set(others.flat().map(({ date }) => date)).size > 1
  const scale = hasDays ? TimeScale.ofDays(...span, clock) : TimeScale.ofDay(...span, clock)
  const drawing = beside(scene, FULL, (run, width) => {
    const courses = others[runs.indexOf(run)]!
    return overview(courses, scale, clock, width, captionOf(scene, run, `other sessions: ${countsText(courses)}`))
  })
  return `<div class="doctor"><h3>${shown === 0 ? 'All sessions' : 'All other sessions'}</h3>\n${drawing}</div>`
}

function spanOf(courses: readonly Course[]): [slots: { startsAt: number; endsAt: number }[], events: number[]] {
  return [
    courses.flatMap(({ slots }) => [...slots]),
    courses.flatMap(({ happenings }) => happenings.map(({ at }) => at)),
  ]
}

function count(courses: readonly Course[], isIncluded: (happening: Happening) => boolean): number {
  return courses.reduce((sum, { happenings }) => sum + happenings.filter(isIncluded).length, 0)
}

function countsText(courses: readonly Course[]): string {
  const of = (kind: Happening['kind']): number => count(courses, (each) => each.kind === kind)
  return `${plural(of('booking'), 'booking')}, ${plural(of('bump'), 'bump')}, ${plural(of('promotion'), 'promotion')}`
}

function said({ runs }: Scene): string[] {
  const isShort = new Set(runs.flatMap((run) => run.courses.map(({ sessionId }) => sessionId))).size > MOST_DETAILED
  const lanes = isShort ? 'A lane is a slot of a busy doctor’s day or, further down, a doctor' : 'Each lane is a slot'
  const short = runs.length > 1 ? ', the waiting list (wait) or the dropped tokens (out)' : ''
  const lead = `${lanes}${short}. A mark stands in the lane of its seat, at the moment of the booking; the weeks before the day are drawn closer together.`
  if (runs.length > 1) {
    const sorted = [...runs].sort((a, b) => b.summary.bumps - a.summary.bumps)
    const most = sorted[0]!
    const none = runs.filter(({ summary }) => summary.bumps === 0).map(({ rules }) => rules)
    if (most.summary.bumps === 0) return ['Nobody lost a seat under any of these presets.', lead]
    const quiet = none.length === 0 ? '' : `, and never under ${none.join(' or ')}`
    return [
      `Patients were bumped most often under ${most.rules} (${plural(most.summary.bumps, 'time')})${quiet}.`,
      lead,
    ]
  }
  const { courses, summary } = runs[0]!
  if (summary.bumps + summary.promotions === 0) return ['Nobody lost a seat, and nobody moved up.', lead]
  const ahead = courses.reduce((sum, course) => {
    const start = Math.min(...course.slots.map(({ startsAt }) => startsAt))
    return sum + count([course], ({ kind, at }) => kind === 'bump' && at < start)
  }, 0)
  const busiest = [...courses].sort((a, b) => movesOf(b) - movesOf(a))[0]!
  const moves = courses.reduce((sum, each) => sum + movesOf(each), 0)
  return [
    summary.bumps === 0
      ? 'Nobody lost a seat.'
      : `${ahead} of ${plural(summary.bumps, 'bump')} came before the doctor’s first slot began.`,
    ...(courses.length === 1
      ? []
      : [`${busiest.doctor} had the most moves (bumps and promotions): ${movesOf(busiest)} of ${moves}.`]),
    lead,
  ]
}
