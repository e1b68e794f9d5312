import { percent, plural } from '../report/columns'
import { becauseOf } from '../report/refusals'
import { usageOf } from '../report/seats'
import { waitOf, waitsOf } from '../report/waits'
import type { End } from './fates'
import type { PageRun } from './page-run'

/** Describes a run in sentences, one string for each paragraph. */
export function accountOf(run: PageRun): string[] {
  return [asked(run), moved(run), ended(run), held(run)]
}

function asked({ outcome, summary }: PageRun): string {
  const { confirmed, held, waitlisted, rejected } = summary.firstOutcomes
  const { holds } = summary
  const { capacity } = usageOf(outcome.sessions, outcome.ledger)
  const codes: Record<string, number> = {}
  for (const { refusedByCode } of Object.values(summary.byClass))
    for (const [code, times] of Object.entries(refusedByCode)) codes[code] = (codes[code] ?? 0) + times
  const bookings = rejected > 0 ? ` (${becauseOf(codes)})` : ''
  return `${plural(summary.requests, 'booking request')} came for ${plural(capacity, 'seat')}. ${confirmed} got a seat at once, ${held === 0 ? '' : `${held} had one held (${holds.confirmed} confirmed, ${holds.lapsed} expired), `}${waitlisted} ${were(waitlisted)} put on the waiting list, ${rejected} ${were(rejected)} refused${bookings}.`
}

function moved({ courses, summary }: PageRun): string {
  const { bumps, cascades, promotions, reschedules, overflowSeats } = summary
  const waiting = courses
    .flatMap(({ happenings }) => happenings)
    .filter(({ kind, waits }) => kind === 'bump' && waits).length
  const dropped = bumps - cascades - waiting
  const places = [
    ...(cascades > 0 ? [`${cascades} got one in another slot`] : []),
    ...(waiting > 0 ? [`${waiting} went on the waiting list`] : []),
    ...(dropped > 0 ? [`${dropped} ${were(dropped)} dropped`] : []),
  ]
  const lost =
    bumps === 0
      ? 'Nobody lost a seat to another patient.'
      : `${plural(bumps, 'time')} a patient lost a seat to one with higher priority: ${places.join(', ')}.`
  const up = promotions === 0 ? 'Nobody moved up.' : `${promotions} moved up to a free seat.`
  const above =
    overflowSeats === 0 ? '' : ` ${plural(overflowSeats, 'seat')} ${were(overflowSeats)} given above capacity.`
  const elsewhere = summary.scenario?.told.movedElsewhere ?? 0
  const asked = reschedules - elsewhere
  const changed = [
    ...(asked === 0 ? [] : [` ${asked} ${were(asked)} rescheduled on request.`]),
    ...(elsewhere === 0 ? [] : [` ${elsewhere} ${were(elsewhere)} moved to a substitute.`]),
  ].join('')
  return `${lost} ${up}${changed}${above}`
}

const ENDINGS: Readonly<Record<Exclude<End, 'rejected'>, (count: number) => string>> = {
  completed: (n) => `${n} ${were(n)} seen by the doctor`,
  'in-consultation': (n) => `${n} ${were(n)} with the doctor`,
  called: (n) => `${n} ${were(n)} called`,
  'checked-in': (n) => `${n} had arrived`,
  confirmed: (n) => `${n} had a seat`,
  waitlisted: (n) => `${n} ${were(n)} on the waiting list`,
  held: (n) => `${n} had a seat held`,
  offered: (n) => `${n} had an offer`,
  'no-show': (n) => `${n} did not come`,
  left: (n) => `${n} left unseen`,
  cancelled: (n) => `${n} cancelled`,
  'gave-up': (n) => `${n} cancelled while waiting for a seat`,
  rescheduled: (n) => `${n} had moved to another slot (rescheduled)`,
  expired: (n) => `${n} let a held or offered seat expire`,
  dropped: (n) => `${n} ended without a seat (dropped)`,
}

function ended({ outcome, summary: { finalStatuses, gaveUp } }: PageRun): string {
  const ends: Record<string, number> = { ...finalStatuses }
  ends['gave-up'] = gaveUp.tokens
  ends.cancelled = (ends.cancelled ?? 0) - gaveUp.tokens
  const parts = Object.entries(ENDINGS).flatMap(([end, text]) => {
    const count = ends[end] ?? 0
    return count === 0 ? [] : [text(count)]
  })
  const { used, capacity } = usageOf(outcome.sessions, outcome.ledger)
  const waits = waitsOf(outcome.ledger)
  const wait =
    waits.length === 0
      ? ''
      : ` After check-in, half of the patients saw the doctor within ${plural(waitOf(0.5, waits), 'minute')}, nine in ten within ${waitOf(0.9, waits)}.`
  const outcomeText = parts.length === 0 ? 'There were no tokens' : `At the end, ${parts.join(', ')}`
  return `${outcomeText}; ${used} of ${plural(capacity, 'seat')} were used (${percent(used, capacity)}).${wait}`
}

/** The library's invariants, in words. */
export const WHAT_IS_CHECKED =
  'that no seat was given twice, that nobody was overtaken against the rules, and that no patient got lost'

function held({ summary: { checks, violations } }: PageRun): string {
  const times = `During the run the program checked ${plural(checks, 'time')} ${WHAT_IS_CHECKED}`
  return violations === 0
    ? `${times}. It was always so.`
    : `${times}. It was not so: ${plural(violations, 'violation')} ${were(violations)} found.`
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
