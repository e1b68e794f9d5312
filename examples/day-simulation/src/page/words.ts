import { percent, plural } from '../report/columns'
import { usageOf } from '../report/seats'
import { waitOf, waitsOf } from '../report/waits'
import type { PageRun } from './page-run'

/** What happened, in plain sentences; a paragraph each. */
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
  const others = isAll ? '' : ` Commands of all kinds that were refused: ${list}.`
  return `${plural(summary.requests, 'booking request')} came for ${plural(capacity, 'seat')}. ${confirmed} got a seat at once, ${held === 0 ? '' : `for ${held} one was held on the telephone (${holds.confirmed} confirmed, ${holds.lapsed} lapsed), `}${waitlisted} had to wait for one, ${rejected} ${were(rejected)} refused${bookings}.${others}`
}

function moved({ courses, summary }: PageRun): string {
  const { bumps, cascades, promotions, reschedules, overflowSeats } = summary
  const waiting = courses
    .flatMap(({ happenings }) => happenings)
    .filter(({ kind, waits }) => kind === 'bump' && waits).length
  const dropped = bumps - cascades - waiting
  const places = [
    ...(cascades > 0 ? [`${cascades} got one in another slot`] : []),
    ...(waiting > 0 ? [`${waiting} had to wait for another`] : []),
    ...(dropped > 0 ? [`${dropped} ${were(dropped)} dropped`] : []),
  ]
  const lost =
    bumps === 0
      ? 'Nobody lost a seat to somebody else.'
      : `${plural(bumps, 'time')} somebody lost a seat to a patient with a better claim: ${places.join(', ')}.`
  const up = promotions === 0 ? 'Nobody moved up.' : `${promotions} moved up when a seat became free.`
  const above =
    overflowSeats === 0 ? '' : ` ${plural(overflowSeats, 'seat')} ${were(overflowSeats)} taken above capacity.`
  const changed = reschedules === 0 ? '' : ` ${reschedules} asked for another hour and got it.`
  return `${lost} ${up}${changed}${above}`
}

function ended({ outcome, summary: { finalStatuses } }: PageRun): string {
  const ends: readonly (readonly [status: string, text: (count: number) => string])[] = [
    ['completed', (n) => `${n} ${were(n)} seen by the doctor`],
    ['in-consultation', (n) => `${n} ${n === 1 ? 'is' : 'are'} with the doctor`],
    ['called', (n) => `${n} ${were(n)} called`],
    ['checked-in', (n) => `${n} had arrived`],
    ['confirmed', (n) => `${n} still held a seat`],
    ['waitlisted', (n) => `${n} still waited for one`],
    ['held', (n) => `for ${n} a seat was held`],
    ['offered', (n) => `${n} had an offer`],
    ['no-show', (n) => `${n} did not come`],
    ['left', (n) => `${n} left unseen`],
    ['cancelled', (n) => `${n} called off`],
    ['rescheduled', (n) => `${n} gave the token up for one at another hour`],
    ['expired', (n) => `${n} let a hold or an offer lapse`],
    ['dropped', (n) => `${n} ended without a seat`],
  ]
  const parts = ends.flatMap(([status, text]) => {
    const count = finalStatuses[status] ?? 0
    return count === 0 ? [] : [text(count)]
  })
  const { used, capacity } = usageOf(outcome.sessions, outcome.ledger)
  const waits = waitsOf(outcome.ledger)
  const wait =
    waits.length === 0
      ? ''
      : ` Once there, half of the patients were called in within ${waitOf(0.5, waits)} minutes, nine in ten within ${waitOf(0.9, waits)}.`
  const outcomeText = parts.length === 0 ? 'Nobody held a token' : `In the end ${parts.join(', ')}`
  return `${outcomeText}; ${used} of ${plural(capacity, 'seat')} were used (${percent(used, capacity)}).${wait}`
}

function held({ summary: { checks, violations } }: PageRun): string {
  const times = `The library's invariants were checked ${plural(checks, 'time')} while this went on`
  return violations === 0
    ? `${times}, and hold.`
    : `${times}; ${plural(violations, 'violation')} ${were(violations)} found.`
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
