import type { WallClock } from '../run/wall-clock'
import type { Course, Happening } from './course'
import type { Table } from './html'
import type { PageRun } from './page-run'

/** Only this many moves are listed. */
const MOST_LISTED = 300

/** Counts of events in each slot and on the waiting list. */
export function laneTable({ courses, rules }: PageRun, before: string): Table {
  const lanes = courses.flatMap((course) =>
    [...course.slots.map(({ id, start }) => ({ id, name: start })), { id: null, name: 'waiting' }].map(
      ({ id, name }) => {
        return { name: `${course.doctor} ${course.date} ${name}`, cells: cellsOf(course, id) }
      },
    ),
  )
  const sums = HEAD.map((_, column) => lanes.reduce((sum, { cells }) => sum + cells[column]!, 0))
  return {
    name: 'lanes',
    rules,
    caption: `${before}events in each lane`,
    head: ['lane', ...HEAD],
    rows: lanes.map(({ name, cells }) => [name, ...cells]),
    total: ['all', ...sums],
  }
}

const HEAD = ['booked', 'bumped from', 'bumped to', 'promoted from', 'promoted to', 'ended'] as const

function cellsOf({ happenings }: Course, slotId: string | null): number[] {
  const count = (kind: Happening['kind'], of: (happening: Happening) => boolean): number =>
    happenings.filter((each) => each.kind === kind && of(each)).length
  const comes = ({ to, waits }: Happening): boolean => to === slotId && (slotId !== null || waits)
  const goes = ({ from }: Happening): boolean => from === slotId
  return [
    count('booking', comes),
    count('bump', goes),
    count('bump', comes),
    count('promotion', goes),
    count('promotion', comes),
    count('departure', goes),
  ]
}

/** All moves, in order of time. */
export function movesTable({ courses, rules }: PageRun, clock: WallClock, before: string): Table {
  const moves = courses
    .flatMap((course) => course.happenings.map((happening) => ({ course, happening })))
    .filter(({ happening: { kind } }) => kind === 'bump' || kind === 'promotion' || kind === 'resize')
    .sort((a, b) => a.happening.at - b.happening.at)
  const isCut = moves.length > MOST_LISTED
  return {
    name: 'moves',
    rules,
    caption: `${before}moves${isCut ? `, the first ${MOST_LISTED} of ${moves.length}` : ''}`,
    head: ['when', 'doctor', 'token', 'class', 'move', 'from', 'to', 'caused by'],
    rows: moves
      .slice(0, MOST_LISTED)
      .map(({ course, happening: { at, number, source, kind, from, to, waits, by } }) => {
        const start = (slotId: string): string => course.slots.find(({ id }) => id === slotId)?.start ?? slotId
        return [
          clock.textAt(at).slice(0, 16).replace('T', ' '),
          course.doctor,
          number,
          source,
          WORDS[kind],
          from === null ? 'waiting' : start(from),
          to !== null ? start(to) : waits ? 'waiting' : 'dropped',
          by ?? '',
        ]
      }),
  }
}

const WORDS: Readonly<Record<Happening['kind'], string>> = {
  booking: 'booked',
  bump: 'bumped',
  promotion: 'promoted',
  resize: 'moved: fewer seats',
  departure: 'ended',
}
