import type { Outcome } from '../run/run'
import type { WallClock } from '../run/wall-clock'
import { boards } from './boards'
import { percent, plural } from './columns'
import { outcomeTables } from './outcome-table'
import type { Paint } from './paint'
import { reasons } from './reasons'
import { usageOf } from './seats'
import type { RoomSummary, Summary } from './summary'
import { waitOf, waitsOf } from './waits'
import { wrap } from './wrap'

/** What is printed when all is done. */
export async function report(outcome: Outcome, summary: Summary, clock: WallClock, pen: Paint): Promise<string[]> {
  const { faint } = pen
  const { desk, ledger, sessions, violations } = outcome
  return [
    '',
    ...boards(sessions, await desk.opd.doctors(), ledger, pen),
    '',
    ...outcomeTables(outcome, pen),
    ...(await reasons(outcome, clock, pen)),
    ...figures(outcome, summary).flatMap(([name, text]) =>
      wrap(text, 65).map((line, index) => `  ${faint((index === 0 ? name : '').padEnd(11))}  ${line}`),
    ),
    '',
    ...verdict(violations, pen),
  ]
}

/** Whether the invariants hold. */
export function verdict(violations: readonly string[], { good, bad }: Paint): string[] {
  if (violations.length === 0) return [good('invariants hold')]
  return [bad(plural(violations.length, 'invariant violation')), ...violations.map((each) => `  ${each}`)]
}

/** A figure of what did happen. */
function figureIf(count: number, name: string, text: string): [name: string, text: string][] {
  return count === 0 ? [] : [[name, text]]
}

function callsText({ called, skipped, skippedOut, leftUnseen, reinstated }: RoomSummary): string {
  return [
    `${called}, of which ${skipped} in vain (${skippedOut} taken for absent)`,
    `${leftUnseen} left unseen`,
    `${reinstated} came after all`,
  ].join('; ')
}

function figures(outcome: Outcome, summary: Summary): [name: string, text: string][] {
  const { bumps, cascades, promotions, reschedules, overflowSeats, refusedByCode, holds, offers, room } = summary
  const { capacity, used } = usageOf(outcome.sessions, outcome.ledger)
  const refused = Object.entries(refusedByCode).map(([code, times]) => `${times} ${code}`)
  const waits = waitsOf(outcome.ledger)
  const lines: [name: string, text: string][] = [
    ['bumps', `${bumps}, of which ${plural(cascades, 'cascade')} to another slot`],
    ['promotions', String(promotions)],
    ...figureIf(reschedules, 'rescheduled', `${reschedules} to another slot`),
    ...figureIf(
      holds.held,
      'holds',
      `${holds.held}, of which ${holds.confirmed} were confirmed, ${holds.lapsed} lapsed`,
    ),
    ...figureIf(offers.offered, 'offers', `${offers.offered}, of which ${offers.confirmed} were taken`),
    ...figureIf(room.called, 'calls', callsText(room)),
    ['overflow', `${plural(overflowSeats, 'seat')} taken above capacity`],
    ['refused', refused.length === 0 ? 'nothing' : refused.join(', ')],
    ['utilisation', `${percent(used, capacity)}, ${used} of ${plural(capacity, 'seat')}`],
  ]
  if (waits.length > 0) {
    lines.push([
      'wait',
      `${waitOf(0.5, waits)} minutes in the median, more than ${waitOf(0.9, waits)} for one patient in ten`,
    ])
  }
  const seconds = (summary.elapsedMs / 1000).toFixed(1)
  lines.push(['checks', `${summary.checks}, of ${plural(outcome.sessions.length, 'session')} in ${seconds} s`])
  lines.push(['digest', summary.digest])
  return lines
}
