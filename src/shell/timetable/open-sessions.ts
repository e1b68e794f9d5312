import type { OpenedSessions, UnopenedSession } from '../../api/open-sessions'
import { type FailureCode, isOpdError } from '../../errors'
import { dateOf } from '../../events/ids'
import type { Outcome } from '../command/outcome'
import { readCommand } from '../command/read-command'
import type { ReadOpenSession } from '../command/roster'
import type { Engine } from '../engine'
import type { Zone } from '../input/zone'
import type { Queries } from '../queries'
import { monotonicNow } from '../time/monotonic'
import { nextTurn, sideBySide } from '../time/waiting'
import { type ReadTimetable, readTimetable } from './read-timetable'
import { type SessionDay, sessionDays } from './week'

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
