import type { SlotInput } from '../../api/roster'
import { sessionIdOf } from '../../events/ids'
import type { ReadCommandOptions } from '../command/command-options'
import { readRooms } from '../command/roster'
import { Fields } from '../input/fields'
import { invalid, untrusted } from '../input/invalid'
import { clashOf, MOST_SLOTS, readSlots } from '../input/read-slots'
import { Zone } from '../input/zone'
import { dayNumber, type Timetable, WEEKDAYS } from './week'

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
export function readTimetable(input: unknown): ReadTimetable {
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
