import type { WallClock } from '../run/wall-clock'
import type { Course, Happening } from './course'

/** Describes an event in a sentence with token numbers and slots, never patients. */
export function sentenceOf(happening: Happening, course: Course, clock: WallClock): string {
  const { at, number, source, by } = happening
  const text = clock.textAt(at)
  const when = text.startsWith(course.date) ? text.slice(11, 16) : `${text.slice(0, 10)} ${text.slice(11, 16)}`
  return `${when}: ${number} (${source}) ${whatHappened(happening, course)}${by === undefined ? '' : `, because of ${by}`}`
}

function whatHappened({ kind, from, to, waits, cause }: Happening, { slots }: Course): string {
  const start = (slotId: string | null): string => slots.find(({ id }) => id === slotId)?.start ?? 'the waiting list'
  switch (kind) {
    case 'booking':
      return to === null ? 'joined the waiting list' : `got a seat at ${start(to)}`
    case 'departure':
      return from === null
        ? `left the waiting list: ${reasonOf(cause)}`
        : `left its seat at ${start(from)}: ${reasonOf(cause)}`
    case 'promotion':
      return `moved up from ${start(from)} to ${start(to)}`
    default:
      return `lost its seat at ${start(from)} and ${to !== null ? `got one at ${start(to)}` : waits ? 'joined the waiting list' : 'was dropped'}`
  }
}

function reasonOf(cause: string): string {
  return cause === 'blocked' ? 'the doctor is away' : cause
}
