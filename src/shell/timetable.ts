import type { OpenedSessions, SlotInput, UnopenedSession } from '../api/session-commands'
import { type FailureCode, isOpdError } from '../errors'
import { dateOf, sessionIdOf } from '../events/names'
import { readCommand } from './command/commands'
import type { ReadCommandOptions } from './command/common-fields'
import type { Outcome } from './command/preparation'
import { type ReadOpenSession, readRooms } from './command/roster'
import type { Engine } from './engine'
import { Fields, invalid, untrusted } from './input/fields'
import { clashOf, MOST_SLOTS, readSlots } from './input/read-slots'
import { Zone } from './input/zone'
import type { Queries } from './queries'
import { monotonicNow, nextTurn, sideBySide } from './time'

/** Failures that concern one date. After another one, such as a failure of the store, the next date would fail too. */
const OF_ONE_DATE: readonly FailureCode[] = ['invalid-input', 'command-id-reused', 'store-corrupt']

/** Where a date stands in the report: the name of its list, or why its session could not be opened. */
type Found = Exclude<keyof OpenedSessions, 'failed'> | UnopenedSession

/**
 * Opens the sessions of a timetable that are missing, each by a command of its own. Several processes may do so at once: each session is
 * opened by one of them. After a failure that does not concern one date only, no further session is opened, and the failure is thrown.
 */
export async function openSessions(
  engine: Engine,
  queries: Queries,
  zone: Zone,
  input: unknown,
): Promise<OpenedSessions> {
  const timetable = readTimetable(input)
  const days = sessionDays(timetable)
  const commands: (ReadOpenSession | UnopenedSession)[] = []
  for (const day of days) {
    // To find the instants of a day's times takes a millisecond or more, so other calls get their turn in between.
    await nextTurn()
    commands.push(await unlessFailed(day.date, async () => commandOf(day, timetable, zone)))
  }
  const since = monotonicNow()
  const failures: unknown[] = []
  const found = await sideBySide(commands, async (command) => {
    if ('code' in command) return command
    if (failures.length > 0) return undefined
    try {
      return await unlessFailed(dateOf(command.sessionId), () => open(engine, queries, command, since))
    } catch (thrown) {
      failures.push(thrown)
      return undefined
    }
  })
  if (failures.length > 0) throw failures[0]
  const datesOf = (list: Found): string[] => days.flatMap(({ date }, index) => (found[index] === list ? date : []))
  return {
    opened: datesOf('opened'),
    asBefore: datesOf('asBefore'),
    other: datesOf('other'),
    failed: found.filter((each) => typeof each === 'object'),
  }
}

function commandOf(
  { date, slots }: SessionDay,
  { doctorId, rooms, options }: ReadTimetable,
  zone: Zone,
): ReadOpenSession {
  const commandId = options.commandId && `${options.commandId}/${date}`
  return readCommand(
    { op: 'openSession', ...options, commandId, doctorId, date, slots, rooms },
    zone,
  ) as ReadOpenSession
}

async function open(engine: Engine, queries: Queries, command: ReadOpenSession, since: number): Promise<Found> {
  const date = dateOf(command.sessionId)
  let isOpenedNow = false
  const onDone = ({ facts }: Outcome): void => {
    isOpenedNow = facts.length > 0
  }
  const answer = await unlessFailed(date, () => engine.execute(command, undefined, onDone))
  if (isOpenedNow) return 'opened'
  // The answer may be the one that this command id got when the session was opened. How the session is now counts.
  const found = await findSession(queries, command, since)
  const { code, message } = answer as UnopenedSession
  return found ?? { date, code, message }
}

/** Returns how a session compares with the timetable; undefined if it was never opened. */
function findSession(
  queries: Queries,
  { sessionId, slots, rooms }: ReadOpenSession,
  since: number,
): Promise<'asBefore' | 'other' | undefined> {
  return queries.look(sessionId, since, (record) =>
    record.wasOpenedWith(slots, rooms) && !record.session.closed ? 'asBefore' : 'other',
  )
}

/** Returns the failure if it concerns this date only. */
async function unlessFailed<T>(date: string, work: () => Promise<T>): Promise<T | UnopenedSession> {
  try {
    return await work()
  } catch (thrown) {
    if (!isOpdError(thrown) || !OF_ONE_DATE.includes(thrown.code)) throw thrown
    return { date, code: thrown.code, message: thrown.message }
  }
}

/** A checked timetable, and the options of the commands that open its sessions. */
export interface ReadTimetable extends Timetable {
  readonly doctorId: string
  readonly rooms: number | undefined
  readonly options: ReadCommandOptions
}

const LONGEST_RANGE = 366
/** A command id has at most 64 characters, and each date adds a slash and itself. */
const LONGEST_COMMAND_ID = 53
/** A day without a clock change: what is wrong with slots on this day is wrong on each day. */
const ORDINARY = sessionIdOf('any', '2026-01-05')

/** Checks and copies a timetable. Throws only `invalid-input`. */
function readTimetable(input: unknown): ReadTimetable {
  return untrusted('the command', input, () => {
    const fields = Fields.of(input, '')
    const options = {
      commandId: readCommandId(fields),
      actor: fields.optionalText('actor', 64),
      note: fields.optionalNote('note', 500),
    }
    const read = {
      options,
      doctorId: fields.doctorId('doctorId'),
      ...readRange(fields),
      week: readWeek(fields),
      rooms: readRooms(fields),
      every: readEvery(fields),
      except: readExceptions(fields),
    }
    fields.done()
    return read
  })
}

function readCommandId(fields: Fields): string | undefined {
  const commandId = fields.optionalText('commandId', 64)
  if (commandId === undefined || commandId.length <= LONGEST_COMMAND_ID) return commandId
  const advice = `Give at most ${LONGEST_COMMAND_ID} characters, because each session adds its date`
  throw invalid('commandId', commandId, advice)
}

function readRange(fields: Fields): { readonly from: string; readonly to: string } {
  const from = fields.date('from')
  const to = fields.date('to')
  if (to < from) throw invalid('to', to, `Give a date that is not before from, '${from}'`)
  if (dayNumber(to) - dayNumber(from) >= LONGEST_RANGE)
    throw invalid('to', to, `Give at most ${LONGEST_RANGE} days from '${from}' on`)
  return { from, to }
}

function readWeek(fields: Fields): (readonly SlotInput[])[] {
  const week = Fields.of(fields.get('week'), 'week')
  const slots = WEEKDAYS.map((weekday) => readDay(week, weekday))
  week.done()
  return slots
}

function readEvery(fields: Fields): Timetable['every'] {
  if (!fields.has('every')) return undefined
  const every = Fields.of(fields.get('every'), 'every')
  const read = { weeks: every.whole('weeks', 1, 52), since: every.date('since') }
  every.done()
  return read
}

function readExceptions(fields: Fields): Map<string, readonly SlotInput[]> {
  const except = new Map<string, readonly SlotInput[]>()
  if (!fields.has('except')) return except
  for (const exception of fields.list('except', 1000, 0)) {
    const date = exception.date('date')
    if (except.has(date)) throw invalid(exception.at('date'), date, 'Give each date once')
    except.set(date, readDay(exception, 'slots'))
    exception.done()
  }
  return except
}

/** Returns a copy of the slots of a day; none if the day has no session. */
function readDay(fields: Fields, name: string): readonly SlotInput[] {
  if (!fields.has(name)) return []
  const slots = fields.list(name, MOST_SLOTS, 0).map((slot) => slot.copy())
  const clash = clashOf(readSlots(slots, ORDINARY, new Zone('UTC')))
  if (clash === undefined) return slots.map(({ object }) => object as unknown as SlotInput)
  const advice = `The slot ${clash.wallStart} to ${clash.wallEnd} overlaps another. Choose other times`
  throw invalid(fields.at(name), slots, advice)
}

/** The days of the week, as weeks are counted. */
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Which slots a doctor has on which date. */
export interface Timetable {
  readonly from: string
  readonly to: string
  /** Slots by day of the week, Monday first; none if the doctor has no session. */
  readonly week: readonly (readonly SlotInput[])[]
  readonly every: { readonly weeks: number; readonly since: string } | undefined
  /** Slots by date; none if the doctor has no session. */
  readonly except: ReadonlyMap<string, readonly SlotInput[]>
}

/** A date on which the doctor has a session. */
export interface SessionDay {
  readonly date: string
  readonly slots: readonly SlotInput[]
}

const DAY_MS = 86_400_000

/** Number of days since 1970. A date has no zone, so this is arithmetic on the calendar and no clock change matters. */
function dayNumber(date: string): number {
  return Date.parse(date) / DAY_MS
}

/** Returns the dates of a timetable on which the doctor has a session, in order. */
function sessionDays({ from, to, week, every, except }: Timetable): SessionDay[] {
  const days: SessionDay[] = []
  const since = every === undefined ? 0 : dayNumber(every.since)
  for (let day = dayNumber(from); day <= dayNumber(to); day++) {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
    const holds = every === undefined || (day >= since && (weekOf(day) - weekOf(since)) % every.weeks === 0)
    const slots = except.get(date) ?? (holds ? week[sinceMonday(day)]! : [])
    if (slots.length > 0) days.push({ date, slots })
  }
  return days
}

/** Day 0 was a Thursday. */
function sinceMonday(day: number): number {
  return (day + 3) % 7
}

function weekOf(day: number): number {
  return Math.floor((day + 3) / 7)
}
