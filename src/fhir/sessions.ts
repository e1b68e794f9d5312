import type { Disambiguation, OpenSession, SlotInput } from '../api/session-commands'
import { dateOf, doctorOf, sessionOfSlotId } from '../events/names'
import { type FhirProblem, type FhirReading, listOf, memberOf, Reader, readOr, refuse, type WallTime } from './reader'
import { type Schedule, SLOT_CAPACITY, type Slot } from './resources'

/** The sessions to open, and the slots that could not be read. */
export interface ReadSchedule {
  /** For `openSession`, in order of date. */
  readonly sessions: readonly OpenSession[]
  /** What could not be read, and where. */
  readonly problems: readonly FhirProblem[]
}

/** A slot as it was read. */
interface ReadSlot {
  /** Service date of its session. */
  readonly date: string
  readonly start: WallTime
  readonly end: WallTime
  readonly capacity: number
  readonly disambiguation: Disambiguation | undefined
}

/**
 * Returns the sessions that a Schedule and its free Slots make, by local date. A Slot with an id of ours goes to the session in that id, so
 * that nights stay whole. Slots of exactly the same time become one slot with all their seats. A Slot without the extension for capacity
 * has one seat.
 *
 * @throws OpdError with code `invalid-input` if the time zone is unknown
 * @example
 * ```ts
 * const { sessions, problems } = sessionsOf(schedule, slots, { timeZone: 'Asia/Kolkata' })
 * for (const session of sessions) await opd.openSession(session)
 * ```
 */
export function sessionsOf(schedule: Schedule, slots: readonly Slot[], reading: FhirReading): ReadSchedule {
  const reader = new Reader(reading)
  const problems: FhirProblem[] = []
  const keep = <T>(result: T | FhirProblem): T[] => {
    if (!isProblem(result)) return [result]
    problems.push(result)
    return []
  }
  const [doctorId] = keep(readOr(() => doctorIn(schedule, reader)))
  if (doctorId === undefined) return { sessions: [], problems }
  const read = slots.flatMap((slot, place) =>
    keep(readOr(() => readSlot(slot, schedule, doctorId, `Slot[${place}]`, reader))),
  )
  const byDate = new Map<string, ReadSlot[]>()
  const starts = new Set<string>()
  for (const slot of merged(read)) {
    const { date, start } = slot
    // Ids of slots are made of local times.
    if (starts.has(`${date} ${start.time}`)) {
      problems.push(repeated(date, start.time))
      continue
    }
    starts.add(`${date} ${start.time}`)
    const day = byDate.get(date)
    if (day === undefined) byDate.set(date, [slot])
    else day.push(slot)
  }
  const sessions = [...byDate]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([date, day]) => keep(readOr((): OpenSession => ({ doctorId, date, slots: inputsOf(day) }))))
  return { sessions, problems }
}

function repeated(date: string, time: string): FhirProblem {
  return { problem: 'bad-time', path: 'Slot.start', message: `Two Slots begin on ${date} at ${time} local time.` }
}

function isProblem(result: unknown): result is FhirProblem {
  return typeof result === 'object' && result !== null && 'problem' in result
}

function doctorIn(schedule: Schedule, reader: Reader): string {
  const doctors = listOf(schedule.actor).flatMap((actor) => reader.idIn('Practitioner', actor) ?? [])
  if (doctors.length > 1) return refuse('several', 'Schedule.actor', 'Give one Practitioner.')
  return doctors[0] ?? refuse('missing', 'Schedule.actor', 'Give a Practitioner by a reference that we know.')
}

function readSlot(slot: Slot, schedule: Schedule, doctorId: string, path: string, reader: Reader): ReadSlot {
  if (slot.status !== 'free')
    return refuse('not-a-request', `${path}.status`, 'Only the seats of a free Slot are known.')
  const scheduleId = reader.idIn('Schedule', slot.schedule)
  if (schedule.id !== undefined && scheduleId !== undefined && scheduleId !== schedule.id)
    return refuse('contradiction', `${path}.schedule`, 'The Slot is of another Schedule.')
  const start = reader.instant(slot.start, `${path}.start`)
  const end = reader.instant(slot.end, `${path}.end`)
  if (end.at <= start.at) return refuse('bad-time', `${path}.end`, 'The Slot ends before it starts.')
  if (end.at - start.at >= 86_400_000) return refuse('bad-time', `${path}.end`, 'A Slot is shorter than a day.')
  const given = listOf(slot.extension).filter((each) => memberOf(each, 'url') === SLOT_CAPACITY)
  const capacity = given.length === 0 ? 1 : memberOf(given[0], 'valueInteger')
  if (typeof capacity !== 'number' || !Number.isInteger(capacity) || capacity < 0 || capacity > 10_000)
    return refuse('bad-value', `${path}.extension`, 'Give a capacity from 0 to 10,000 as valueInteger.')
  const date = dateIn(slot.id, doctorId, start, path)
  return { date, start, end, capacity, disambiguation: disambiguationOf(start, end, path, reader) }
}

/** The service date: that of the session in an id of ours, else the local date. */
function dateIn(id: unknown, doctorId: string, { date }: WallTime, path: string): string {
  const sessionId = typeof id === 'string' ? sessionOfSlotId(id) : undefined
  if (sessionId === undefined || doctorOf(sessionId) !== doctorId) return date
  const own = dateOf(sessionId)
  const nextDay = new Date(Date.parse(own) + 86_400_000).toISOString().slice(0, 10)
  if (date !== own && date !== nextDay)
    return refuse('contradiction', `${path}.id`, 'The id is that of a slot of another day.')
  return own
}

/** Slots of the same time are seats of one slot. In order of time. */
function merged(slots: readonly ReadSlot[]): ReadSlot[] {
  const byTime = new Map<string, ReadSlot>()
  for (const slot of slots) {
    const key = `${slot.start.at} ${slot.end.at}`
    byTime.set(key, { ...slot, capacity: slot.capacity + (byTime.get(key)?.capacity ?? 0) })
  }
  return [...byTime.values()].sort((a, b) => a.start.at - b.start.at)
}

function inputsOf(day: readonly ReadSlot[]): SlotInput[] {
  return day.map(({ date, start, end, capacity, disambiguation }, index) => {
    if (index > 0 && start.at < day[index - 1]!.end.at)
      return refuse('contradiction', 'Slot.start', `Slots overlap on ${start.date} at ${start.time}.`)
    return {
      start: start.time,
      end: end.time,
      capacity,
      ...(start.date !== date && { nextDay: true }),
      ...(disambiguation !== undefined && { disambiguation }),
    }
  })
}

/** Which of two instants the local times mean, if a clock change repeats one. Not every slot in a repeated hour can be said so. */
function disambiguationOf(start: WallTime, end: WallTime, path: string, { zone }: Reader): Disambiguation | undefined {
  const means = ({ at, date, time }: WallTime, which: Disambiguation | undefined): boolean =>
    zone.instantOf(date, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)), which) === at
  const isInOrder = end.date > start.date || end.time > start.time
  for (const which of [undefined, 'earlier', 'later'] as const)
    if (isInOrder && means(start, which) && means(end, which)) return which
  return refuse('bad-time', path, 'A clock change repeats the local times of this Slot. Give it other times.')
}
