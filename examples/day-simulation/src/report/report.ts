import type { SessionView } from 'opd-scheduler'
import type { Outcome } from '../run/run'
import type { WallClock } from '../run/wall-clock'
import { aftermathTable } from './aftermath-table'
import { boards } from './boards'
import { percent, plural } from './columns'
import type { Course } from './course'
import { lists } from './lists'
import { outcomeTables } from './outcome-table'
import type { Paint } from './paint'
import { reasons } from './reasons'
import { usageOf } from './seats'
import type { RoomSummary, Summary } from './summary'
import { waitOf, waitsOf } from './waits'
import { wrap } from './wrap'

/** Formats the final report of a single run. */
export async function report(
  outcome: Outcome,
  summary: Summary,
  clock: WallClock,
  pen: Paint,
  course?: Course,
): Promise<string[]> {
  const { faint } = pen
  const { desk, ledger, sessions, violations } = outcome
  const doctors = await desk.opd.doctors()
  const seatsIn = ({ id }: Pick<SessionView, 'id'>) =>
    usageOf(
      sessions.filter((each) => each.id === id),
      ledger,
    )
  const shown =
    course === undefined
      ? [...boards(sessions, doctors, ledger, pen), '']
      : [...course.text, '', ...lists(course.inOrder(sessions), doctors, course.people, seatsIn, pen)]
  return [
    '',
    ...shown,
    ...outcomeTables(outcome, pen),
    ...(await reasons(outcome, clock, pen)),
    ...(summary.scenario === undefined ? [] : aftermathTable(summary.scenario, clock, pen)),
    ...figures(outcome, summary).flatMap(([name, text]) =>
      wrap(text, 65).map((line, index) => `  ${faint((index === 0 ? name : '').padEnd(11))}  ${line}`),
    ),
    '',
    ...verdict(violations, pen),
  ]
}

/** States whether the invariants hold, and lists violations. */
export function verdict(violations: readonly string[], { good, bad }: Paint): string[] {
  if (violations.length === 0) return [good('invariants hold')]
  return [bad(plural(violations.length, 'invariant violation')), ...violations.map((each) => `  ${each}`)]
}

/** One figure, or none if its count is zero. */
function figureIf(count: number, name: string, text: string): [name: string, text: string][] {
  return count === 0 ? [] : [[name, text]]
}

function standbyText({ checkedIn, seated, seen }: Summary['standby']): string {
  const came = `${plural(checkedIn, 'patient')} without a seat came to the clinic`
  return `${came}: ${seated} got a seat there, ${seen} ${seen === 1 ? 'was' : 'were'} seen without one while the doctor was free`
}

function callsText({ called, skipped, skippedOut, leftUnseen, reinstated }: RoomSummary): string {
  return [
    `${called}, of which ${skipped} unanswered (${skippedOut} marked as no-shows)`,
    `${plural(leftUnseen, 'patient')} left unseen`,
    `${plural(reinstated, 'no-show')} came late and ${reinstated === 1 ? 'was' : 'were'} reinstated`,
  ].join('; ')
}

function figures(outcome: Outcome, summary: Summary): [name: string, text: string][] {
  const { bumps, cascades, promotions, reschedules, overflowSeats, refusedByCode, holds, offers, room } = summary
  const { standby, overtimeMinutes } = summary
  const { capacity, used } = usageOf(outcome.sessions, outcome.ledger)
  const refused = Object.entries(refusedByCode).map(([code, times]) => `${times} ${code}`)
  const waits = waitsOf(outcome.ledger)
  const lines: [name: string, text: string][] = [
    ['bumps', `${bumps}, of which ${cascades} into another slot`],
    ['promotions', String(promotions)],
    ...figureIf(reschedules, 'rescheduled', `${reschedules} to another slot`),
    ...figureIf(
      holds.held,
      'holds',
      `${holds.held}, of which ${holds.confirmed} confirmed and ${holds.lapsed} expired`,
    ),
    ...figureIf(offers.offered, 'offers', `${offers.offered}, of which ${offers.confirmed} accepted`),
    ...figureIf(room.called, 'calls', callsText(room)),
    ...figureIf(standby.checkedIn, 'standby', standbyText(standby)),
    ['overflow', `${plural(overflowSeats, 'seat')} given above capacity`],
    ['refused', refused.length === 0 ? 'nothing' : refused.join(', ')],
    ['overtime', `${plural(overtimeMinutes, 'minute')} after the last slot, all doctors together`],
    ['utilisation', `${percent(used, capacity)}, ${used} of ${plural(capacity, 'seat')}`],
  ]
  if (waits.length > 0) {
    lines.push(['wait', `median ${plural(waitOf(0.5, waits), 'minute')}, nine in ten within ${waitOf(0.9, waits)}`])
  }
  const seconds = (summary.elapsedMs / 1000).toFixed(1)
  lines.push([
    'checks',
    `${summary.checks} of ${plural(outcome.sessions.length, 'session')}; the run took ${seconds} s`,
  ])
  lines.push(['digest', summary.digest])
  return lines
}
