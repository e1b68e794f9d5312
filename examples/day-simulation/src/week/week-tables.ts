import { columns, count, plural } from '../report/columns'
import type { Paint } from '../report/paint'
import { wrap } from '../report/wrap'
import { dateText, type WallClock } from '../run/wall-clock'
import type { HospitalWeek } from './hospital-week'
import type { Figures, WeekFigures } from './week-figures'

interface Summary extends WeekFigures {
  readonly requests: number
  readonly opened: number
  readonly checks: number
  readonly violations: readonly string[]
}

const ROWS: readonly (readonly [label: string, of: (figures: Figures) => number])[] = [
  ['patients with a token', ({ patients }) => patients],
  ['of these booked on an earlier day', ({ ahead }) => ahead],
  ['seen by a doctor', ({ seen }) => seen],
  ['no-shows', ({ noShow }) => noShow],
  ['cancelled, or gave up waiting', ({ cancelled }) => cancelled],
  ['left unseen', ({ left }) => left],
  ['got no seat', ({ withoutSeat }) => withoutSeat],
  ['median wait in minutes', ({ medianWait }) => medianWait],
  ['nine in ten waited at most', ({ ninetiethWait }) => ninetiethWait],
]

/** The lines that a manager reads on Friday evening. */
export function weekTables(
  heading: string,
  { days: workdays, doctors: known }: HospitalWeek,
  { requests, opened, days, doctors, troubles, checks, violations }: Summary,
  clock: WallClock,
  { bold, faint }: Paint,
): string[] {
  const dates = days.map(({ date }) => dateText(date, 'short').slice(0, 6).trim())
  const timeOf = (at: number | null): string => (at === null ? '·' : clock.timeAt(at))
  const nameOf = (id: string): string => {
    const doctor = known.find((each) => each.id === id)
    return (
      doctor?.name ??
      `${workdays.find(({ trouble }) => trouble?.substitute)!.trouble!.substitute!.doctor.name} (substitute)`
    )
  }
  const table = (rows: readonly (readonly string[])[]): string[] => {
    const [head = '', ...lines] = columns(rows.map(([label = '', ...cells]) => [`  ${label}`, ...cells]))
    return [faint(head), ...lines, '']
  }
  return [
    bold(heading),
    faint(`${requests} requests; ${plural(opened, 'session')} opened from the timetables, five weeks ahead`),
    '',
    bold('By day'),
    ...table([
      ['', ...dates],
      ...ROWS.map(([label, of]) => [label, ...days.map((day) => count(of(day)))]),
      ['last visit ended', ...days.map(({ lastVisitAt }) => timeOf(lastVisitAt))],
    ]),
    bold('By doctor: patients seen, patients who got no seat, and waits in minutes'),
    ...table([
      ['', ...dates.map((date) => date.slice(0, 3)), 'all', 'no seat', 'median', 'nine in ten'],
      ...doctors.map(({ id, seen, week }) => [
        nameOf(id),
        ...seen.map((each, day) => (each === null ? (workdays[day]!.off?.id === id ? 'off' : '·') : String(each))),
        String(week.seen),
        count(week.withoutSeat),
        String(week.medianWait),
        String(week.ninetiethWait),
      ]),
    ]),
    bold('What went otherwise'),
    ...workdays.flatMap(({ date, off }) =>
      [
        ...(off === undefined ? [] : [`${off.name} is off, as the timetable says. No session was opened.`]),
        ...troubles.flatMap((trouble) => (trouble.date === date ? [sentenceOf(trouble, timeOf)] : [])),
      ].flatMap((text) =>
        wrap(`${dateText(date, 'short')}: ${text}`, 76).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`),
      ),
    ),
    '',
    ...(violations.length === 0
      ? [`invariants hold (${checks} checks)`]
      : [bold(`${plural(violations.length, 'violation')}:`), ...violations.map((each) => `  ${each}`)]),
  ]
}

/** What happened, and what became of the patients. */
function sentenceOf(
  { what, patients, seen, movedWithin, movedElsewhere, toCall, noShow, lastVisitAt }: WeekFigures['troubles'][number],
  timeOf: (at: number | null) => string,
): string {
  const moves = [
    ...(movedWithin > 0 ? [`${movedWithin} were moved to another slot`] : []),
    ...(movedElsewhere > 0 ? [`${movedElsewhere} to the substitute`] : []),
    ...(toCall > 0 ? [`${toCall} lost their place and are to be called`] : []),
  ]
  const ends = [`${seen} of ${patients} patients were seen`, ...moves, plural(noShow, 'no-show')]
  return `${what} ${ends.join(', ')}; the last visit ended at ${timeOf(lastVisitAt)}.`
}
