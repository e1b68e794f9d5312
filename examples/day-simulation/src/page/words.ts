import type { TokenStatus } from 'opd-scheduler'
import { percent, plural } from '../report/columns'
import { usageOf } from '../report/seats'
import { waitOf, waitsOf } from '../report/waits'
import type { PageRun } from './page-run'

/** Describes a run in sentences, one string for each paragraph. */
export function accountOf(run: PageRun): string[] {
  return [asked(run), moved(run), ended(run), held(run)]
}

function asked({ outcome, summary }: PageRun): string {
  const { confirmed, held, waitlisted, rejected } = summary.firstOutcomes
  const { holds } = summary
  const { capacity } = usageOf(outcome.sessions, outcome.ledger)
  const codes = Object.entries(summary.refusedByCode)
  const list = codes.map(([code, times]) => `${times} ${code}`).join(', ')
  const isAll = codes.reduce((sum, [, times]) => sum + times, 0) === rejected
  const bookings = isAll && rejected > 0 ? ` (${list})` : ''
  const others = isAll ? '' : ` Refused commands of all kinds: ${list}.`
  return `${plural(summary.requests, 'booking request')} came for ${plural(capacity, 'seat')}. ${confirmed} got a seat at once, ${held === 0 ? '' : `${held} had one held (${holds.confirmed} confirmed, ${holds.lapsed} expired), `}${waitlisted} ${were(waitlisted)} put on the waiting list, ${rejected} ${were(rejected)} refused${bookings}.${others}`
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

const ENDINGS: Readonly<Record<TokenStatus, (count: number) => string>> = {
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
  rescheduled: (n) => `${n} ${were(n)} replaced by rescheduling`,
  expired: (n) => `${n} let a hold or an offer expire`,
  dropped: (n) => `${n} ended without a seat`,
}

function ended({ outcome, summary: { finalStatuses } }: PageRun): string {
  const parts = Object.entries(ENDINGS).flatMap(([status, text]) => {
    const count = finalStatuses[status] ?? 0
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

function held({ summary: { checks, violations } }: PageRun): string {
  const times = `The library's invariants were checked ${plural(checks, 'time')} during the run`
  return violations === 0
    ? `${times} and always held.`
    : `${times}; ${plural(violations, 'violation')} ${were(violations)} found.`
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
