import type { SlotInput } from '../../api/roster'

/** The days of the week, as weeks are counted. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Which slots a doctor has on which date. */
export interface Timetable {
  readonly from: string
  readonly to: string
  /** Slots by day of the week, Monday first; none if the doctor has no session. */
  readonly week: readonly (readonly SlotInput[])[]
  readonly every: { readonly weeks: number; readonly since: string } | undefined
  /** Slots by date; none if the doctor has no session. */
  readonly except: ReadonlyMap<string, readonly SlotInput[]>
}

/** A date on which the doctor has a session. */
export interface SessionDay {
  readonly date: string
  readonly slots: readonly SlotInput[]
}

const DAY_MS = 86_400_000

/** Number of days since 1970. A date has no zone, so this is arithmetic on the calendar and no clock change matters. */
export function dayNumber(date: string): number {
  return Date.parse(date) / DAY_MS
}

/** Returns the dates of a timetable on which the doctor has a session, in order. */
export function sessionDays({ from, to, week, every, except }: Timetable): SessionDay[] {
  const days: SessionDay[] = []
  const since = every === undefined ? 0 : dayNumber(every.since)
  for (let day = dayNumber(from); day <= dayNumber(to); day++) {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
    const holds = every === undefined || (day >= since && (weekOf(day) - weekOf(since)) % every.weeks === 0)
    const slots = except.get(date) ?? (holds ? week[sinceMonday(day)]! : [])
    if (slots.length > 0) days.push({ date, slots })
  }
  return days
}

/** Day 0 was a Thursday. */
function sinceMonday(day: number): number {
  return (day + 3) % 7
}

function weekOf(day: number): number {
  return Math.floor((day + 3) / 7)
}
