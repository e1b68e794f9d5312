import type { SessionView } from 'opd-scheduler'
import { HOUR, MINUTE } from '../day/clinic'
import { dateText } from '../run/wall-clock'
import type { Call, Consultation, QueueCourse } from './queue-course'

/** More sessions than these are shown together: a row a day. */
const MOST_SESSIONS = 4

/** Minutes for which what happened in several rooms is counted together. */
export const BIN = 15 * MINUTE

/** A row of the drawing: a doctor's day, or a day of several doctors. Times are milliseconds since that day's midnight. */
export interface QueueRow {
  readonly name: string
  readonly rooms: number
  readonly hours: readonly (readonly [from: number, to: number])[]
  readonly levels: readonly { readonly at: number; readonly count: number }[]
  readonly calls: readonly Call[]
  readonly skips: readonly Call[]
  readonly consultations: readonly Consultation[]
  readonly checkedIn: number
  readonly leftUnseen: number
  readonly peak: { readonly at: number; readonly count: number }
}

/** Rows for the table: one a doctor where all are of one day. */
export function tableRows(courses: readonly QueueCourse[], doctors: ReadonlyMap<string, string>): QueueRow[] {
  const isOneDay = new Set(courses.map(({ session }) => session.date)).size === 1
  return isOneDay ? courses.flatMap((course) => queueRows([course], doctors)) : queueRows(courses, doctors)
}

export function isDetailed(courses: readonly QueueCourse[]): boolean {
  return courses.length <= MOST_SESSIONS
}

/** A row a session where there are few, else a row a day. */
export function queueRows(courses: readonly QueueCourse[], doctors: ReadonlyMap<string, string>): QueueRow[] {
  const dates = [...new Set(courses.map(({ session }) => session.date))].sort()
  const day = (date: string): string => (dates.length > 1 ? dateText(date, 'short') : '')
  if (isDetailed(courses))
    return courses.map((course) => {
      const { doctorId, date } = course.session
      return rowOf([doctors.get(doctorId) ?? doctorId, day(date)].filter(Boolean).join(', '), [course])
    })
  return dates.map((date) => {
    const own = courses.filter(({ session }) => session.date === date)
    return rowOf(day(date) || 'all doctors', own)
  })
}

function rowOf(name: string, courses: readonly QueueCourse[]): QueueRow {
  const midnight = midnightOf(courses[0]!.session)
  const since = <T extends { readonly at: number }>(each: T): T => ({ ...each, at: each.at - midnight })
  const levels = summed(courses).map(since)
  return {
    name,
    rooms: courses.length,
    hours: hoursOf(courses, midnight),
    levels,
    calls: courses.flatMap(({ calls }) => calls.map(since)),
    skips: courses.flatMap(({ skips }) => skips.map(since)),
    consultations: courses.flatMap(({ consultations }) =>
      consultations.map((each) => ({ ...each, from: each.from - midnight, to: each.to - midnight })),
    ),
    checkedIn: courses.reduce((sum, each) => sum + each.checkedIn, 0),
    leftUnseen: courses.reduce((sum, each) => sum + each.leftUnseen, 0),
    peak: levels.reduce((most, each) => (each.count > most.count ? each : most), { at: 0, count: 0 }),
  }
}

/** Midnight by the clock on the wall, as far as the first slot tells. */
function midnightOf({ slots }: SessionView): number {
  const [hours = 0, minutes = 0] = (slots[0]?.start ?? '00:00').split(':').map(Number)
  return (slots[0]?.startsAt ?? 0) - hours * HOUR - minutes * MINUTE
}

/** The levels of several waiting rooms as one. */
function summed(courses: readonly QueueCourse[]): { at: number; count: number }[] {
  const changes = courses.flatMap(({ levels }) =>
    levels.map(({ at, count }, index) => ({ at, change: count - (levels[index - 1]?.count ?? 0) })),
  )
  const sorted = changes.sort((a, b) => a.at - b.at)
  let count = 0
  const levels: { at: number; count: number }[] = []
  for (const { at, change } of sorted) {
    count += change
    // Who is called in the moment of arriving has not waited.
    if (levels.at(-1)?.at === at) levels.pop()
    levels.push({ at, count })
  }
  return levels
}

/** When slots take place, those that touch as one. */
function hoursOf(courses: readonly QueueCourse[], midnight: number): [from: number, to: number][] {
  const hours: [from: number, to: number][] = []
  const slots = courses.flatMap(({ session }) => session.slots).sort((a, b) => a.startsAt - b.startsAt)
  for (const { startsAt, endsAt } of slots) {
    const last = hours[hours.length - 1]
    if (last !== undefined && startsAt - midnight <= last[1]) last[1] = Math.max(last[1], endsAt - midnight)
    else hours.push([startsAt - midnight, endsAt - midnight])
  }
  return hours
}

/** How much happened in each quarter of an hour. */
export function binned(moments: readonly number[]): { readonly from: number; readonly count: number }[] {
  const counts = new Map<number, number>()
  for (const at of moments) {
    const from = Math.floor(at / BIN) * BIN
    counts.set(from, (counts.get(from) ?? 0) + 1)
  }
  return [...counts].map(([from, count]) => ({ from, count })).sort((a, b) => a.from - b.from)
}
