import type { SessionView } from 'opd-scheduler'
import { HOUR, MINUTE } from '../day/clinic'
import { dateText } from '../run/wall-clock'
import type { Call, Consultation, QueueCourse } from './queue-course'

/** More sessions are summed up, with a row for each day. */
const MOST_SESSIONS = 4

/** Length of the bins in which events of several rooms are counted, in milliseconds. */
export const BIN = 15 * MINUTE

/** A row of the drawing: one doctor's day, or a day of several doctors. Times are milliseconds since midnight of that day. */
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

/** Returns the rows of the table: one for each doctor if there is only one day. */
export function tableRows(courses: readonly QueueCourse[], doctors: ReadonlyMap<string, string>): QueueRow[] {
  const isOneDay = new Set(courses.map(({ session }) => session.date)).size === 1
  return isOneDay ? courses.flatMap((course) => queueRows([course], doctors)) : queueRows(courses, doctors)
}

export function isDetailed(courses: readonly QueueCourse[]): boolean {
  return courses.length <= MOST_SESSIONS
}

/** Returns a row for each session if there are few, otherwise a row for each day. */
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

/** Midnight in wall-clock time, derived from the start of the first slot. */
function midnightOf({ slots }: SessionView): number {
  const [hours = 0, minutes = 0] = (slots[0]?.start ?? '00:00').split(':').map(Number)
  return (slots[0]?.startsAt ?? 0) - hours * HOUR - minutes * MINUTE
}

/** Adds up the levels of several waiting rooms. */
function summed(courses: readonly QueueCourse[]): { at: number; count: number }[] {
  const changes = courses.flatMap(({ levels }) =>
    levels.map(({ at, count }, index) => ({ at, change: count - (levels[index - 1]?.count ?? 0) })),
  )
  const sorted = changes.sort((a, b) => a.at - b.at)
  let count = 0
  const levels: { at: number; count: number }[] = []
  for (const { at, change } of sorted) {
    count += change
    // A patient called at the moment of arrival has not waited.
    if (levels.at(-1)?.at === at) levels.pop()
    levels.push({ at, count })
  }
  return levels
}

/** Returns the times of all slots, with adjacent ones merged. */
function hoursOf(courses: readonly QueueCourse[], midnight: number): [from: number, to: number][] {
  const hours: [from: number, to: number][] = []
  const slots = courses
    .flatMap(({ session }) => session.slots.filter(({ blocked }) => !blocked))
    .sort((a, b) => a.startsAt - b.startsAt)
  for (const { startsAt, endsAt } of slots) {
    const last = hours[hours.length - 1]
    if (last !== undefined && startsAt - midnight <= last[1]) last[1] = Math.max(last[1], endsAt - midnight)
    else hours.push([startsAt - midnight, endsAt - midnight])
  }
  return hours
}

/** Counts events by quarter of an hour. */
export function binned(moments: readonly number[]): { readonly from: number; readonly count: number }[] {
  const counts = new Map<number, number>()
  for (const at of moments) {
    const from = Math.floor(at / BIN) * BIN
    counts.set(from, (counts.get(from) ?? 0) + 1)
  }
  return [...counts].map(([from, count]) => ({ from, count })).sort((a, b) => a.from - b.from)
}
