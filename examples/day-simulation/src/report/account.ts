import type { Period } from '../run/run'
import { count } from './columns'
import type { Paint } from './paint'

/** The figures of a period, with their headings. */
export const COLUMNS: readonly (readonly [heading: string, of: (period: Period) => number])[] = [
  ['booked', ({ counts }) => counts.booked],
  ['refused', ({ refused }) => refused],
  ['bumped', ({ counts }) => counts.bumped],
  ['promoted', ({ counts }) => counts.promoted],
  ['cancelled', ({ counts }) => counts.cancelled],
  ['no-show', ({ counts }) => counts.absent],
  ['seen', ({ counts }) => counts.seen],
  ['waiting', ({ waiting }) => waiting],
]

/** Width of the label, such as `  Tue 10 May`. */
const MARGIN = 12

/** Heading of the account, which gets a line when each period ends. */
export function accountHeading({ faint }: Paint): string {
  return faint(line(''.padEnd(MARGIN), ([heading]) => heading))
}

/** Whether anything happened in the period. */
export function hasFigures(period: Period): boolean {
  return COLUMNS.some(([, of]) => of(period) > 0)
}

export function accountLine(period: Period): string {
  return line(`  ${period.label}`.padEnd(MARGIN), ([, of]) => count(of(period)))
}

function line(start: string, cell: (column: (typeof COLUMNS)[number]) => string): string {
  const cells = COLUMNS.map((column, index) => cell(column).padStart(column[0].length + (index === 0 ? 0 : 2)))
  return `${start}${cells.join('')}`
}
