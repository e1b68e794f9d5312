import type { ClassHabits } from '../day/clinic'
import { nearest } from '../nearest'
import { UsageError } from '../usage-error'
import { type CsvLine, columnName, readCsv } from './csv'

/** The columns of `--fit`. Only the first three have to be there. */
const COLUMNS = ['appointment at', 'class', 'status', 'booked at', 'arrived at', 'started at', 'ended at', 'doctor']

/** Other names for columns. */
const ALSO: Readonly<Record<string, string>> = { calledat: 'startedat', source: 'class' }

const STATUSES = ['seen', 'no-show', 'cancelled', 'left'] as const
const ALSO_STATUSES: Readonly<Record<string, string>> = { completed: 'seen', noshow: 'no-show', canceled: 'cancelled' }
const SOURCES: readonly string[] = ['emergency', 'paid', 'follow-up', 'online', 'walk-in']

/** One booking of a clinic's own records. Times are minutes by the clock on the wall, since 1970. */
export interface Booking {
  readonly appointmentAt: number
  readonly source: ClassHabits['source']
  readonly status: (typeof STATUSES)[number]
  readonly bookedAt: number | undefined
  readonly arrivedAt: number | undefined
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly doctor: string
}

/**
 * Reads a clinic's own records.
 *
 * @throws UsageError that names the line
 */
export function readBookings(what: string, text: string, sourceMap: ReadonlyMap<string, string>): Booking[] {
  const lines = readCsv(what, text)
  const [first] = lines
  if (first === undefined) throw new UsageError(`${what} has no line after its heading. Give one booking a line.`)
  const known = COLUMNS.map(columnName)
  const names = [...first.cells.keys()].map((name) => ALSO[name] ?? name)
  for (const name of known.slice(0, 3))
    if (!names.includes(name)) {
      const meant = nearest(name, names)
      const hint = meant === undefined ? '' : ` Maybe '${meant}' is meant.`
      throw new UsageError(
        `${what} has no column '${COLUMNS[known.indexOf(name)]}'.${hint} It may have ${COLUMNS.join(', ')}.`,
      )
    }
  return lines.map((line) => bookingOf(what, line, sourceMap))
}

function bookingOf(what: string, { number, cells }: CsvLine, sourceMap: ReadonlyMap<string, string>): Booking {
  const cell = (name: string): string => {
    const own = columnName(name)
    const other = Object.keys(ALSO).find((each) => ALSO[each] === own)
    return cells.get(own) || (other === undefined ? '' : (cells.get(other) ?? ''))
  }
  const wrong = (name: string, hint: string): UsageError =>
    new UsageError(`${what}, line ${number}: ${name} is '${cell(name)}'. ${hint}`)
  const time = (name: string): number | undefined => {
    if (cell(name) === '') return undefined
    const [, day, clock] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)/.exec(cell(name)) ?? []
    const at = Date.parse(`${day}T${clock}Z`) / 60_000
    if (Number.isNaN(at)) throw wrong(name, 'Give a local time such as 2026-01-30 09:05.')
    return at
  }
  const appointmentAt = time('appointment at')
  if (appointmentAt === undefined) throw wrong('appointment at', 'Give a local time such as 2026-01-30 09:05.')
  const source = sourceMap.get(cell('class')) ?? cell('class')
  if (!SOURCES.includes(source))
    throw wrong('class', `Give one of ${SOURCES.join(', ')}, or --source-map '${source}=online'.`)
  const status = ALSO_STATUSES[columnName(cell('status'))] ?? cell('status').toLowerCase()
  if (!STATUSES.some((each) => each === status)) throw wrong('status', `Give one of ${STATUSES.join(', ')}.`)
  return {
    appointmentAt,
    source: source as Booking['source'],
    status: status as Booking['status'],
    bookedAt: time('booked at'),
    arrivedAt: time('arrived at'),
    startedAt: time('started at'),
    endedAt: time('ended at'),
    doctor: cell('doctor') || 'One',
  }
}
