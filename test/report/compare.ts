import { isDeepStrictEqual } from 'node:util'
import type { RunFacts } from '../../examples/day-simulation/src/report/summary'
import type { DrawnMark, PageFacts, TableTotals } from './page-facts'

/** Returns the differences between the figures of a run and what the page shows. */
export function differences(summary: RunFacts, { marks, tables }: Pick<PageFacts, 'marks' | 'tables'>): string[] {
  const { rules } = summary
  const found: string[] = []
  const expect = (what: string, shown: number, counted: number): void => {
    if (shown !== counted) found.push(`${rules}: ${what}: ${shown} on the page, ${counted} in its data`)
  }
  const own = marks.filter((mark) => mark.rules === rules)
  const timeline = own.filter(({ chart }) => chart === 'timeline')
  expect('bookings in the timeline', sum(timeline, { mark: 'booking' }), summary.tokens)
  expect('bumps in the timeline', sum(timeline, { mark: 'bump' }), summary.bumps)
  expect('cascades in the timeline', sum(timeline, { mark: 'bump', cascade: '' }), summary.cascades)
  expect('promotions in the timeline', sum(timeline, { mark: 'promotion' }), summary.promotions)

  const seats = own.filter(({ chart }) => chart === 'seats')
  for (const [doctor, { used }] of Object.entries(summary.byDoctor))
    expect(`seats of ${doctor}`, sum(seats, { mark: 'seat', doctor }), used)

  const outcome = own.filter(({ chart }) => chart === 'outcome')
  for (const [end, count] of Object.entries({ ...summary.finalStatuses, rejected: summary.firstOutcomes.rejected }))
    expect(`outcome ${end}`, sum(outcome, { mark: 'outcome', end }), count)

  const queue = own.filter(({ chart }) => chart === 'queue')
  const { called, skipped, consultations } = summary.room
  expect('calls in the queue', sum(queue, { mark: 'call' }), called)
  expect('unanswered calls in the queue', sum(queue, { mark: 'skip' }), skipped)
  expect('consultations in the queue', sum(queue, { mark: 'consultation' }), consultations)

  const total = (name: string, heading: string): number => totalOf(tables, rules, name, heading)
  expect('table of seats, used', total('seats', 'used'), sum(seats, { mark: 'seat' }))
  expect('table of lanes, booked', total('lanes', 'booked'), summary.tokens)
  expect('table of lanes, bumped from', total('lanes', 'bumped from'), summary.bumps)
  expect('table of lanes, promoted to', total('lanes', 'promoted to'), summary.promotions)
  expect('table of the queue, checked in', total('queue', 'checked in'), summary.room.checkedIn)
  expect('table of the queue, calls', total('queue', 'calls'), called)
  expect('table of the queue, unanswered calls', total('queue', 'unanswered calls'), skipped)
  expect('table of the queue, left unseen', total('queue', 'left unseen'), summary.room.leftUnseen)
  expect('table of the queue, consultations', total('queue', 'consultations'), consultations)
  expect('table of waits, patients', total('waits', 'patients'), sum(own, { mark: 'wait' }))
  expect('table of outcomes, requests', total('outcome', 'requests'), summary.requests)
  expect('table of outcomes, seated', total('outcome', 'seated at first'), summary.firstOutcomes.confirmed)
  expect('table of outcomes, waiting', total('outcome', 'waiting at first'), summary.firstOutcomes.waitlisted)
  return found
}

/** Returns the figures in which two lists of runs differ. */
export function otherFigures(embedded: readonly RunFacts[], again: readonly RunFacts[]): string[] {
  if (embedded.length !== again.length) return [`${embedded.length} runs on the page, ${again.length} when run again`]
  return embedded.flatMap((summary, index) => {
    const other = again[index]!
    const keys = [...new Set([...Object.keys(summary), ...Object.keys(other)])] as (keyof RunFacts)[]
    return keys
      .filter((key) => key !== ('elapsedMs' as string) && !isDeepStrictEqual(summary[key], other[key]))
      .map(
        (key) => `${summary.rules}: ${key} is ${JSON.stringify(summary[key])}, run again ${JSON.stringify(other[key])}`,
      )
  })
}

function sum(marks: readonly DrawnMark[], wanted: Readonly<Record<string, string>>): number {
  return marks
    .filter(({ data }) => Object.entries(wanted).every(([name, value]) => data[name] === value))
    .reduce((all, { data }) => all + Number(data.count ?? 1), 0)
}

function totalOf(tables: readonly TableTotals[], rules: string, name: string, heading: string): number {
  const text = tables.find((table) => table.rules === rules && table.name === name)?.totals[heading]
  return text === '·' ? 0 : Number(text)
}
