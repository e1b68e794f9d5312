import type { Disambiguation } from '../../api/session-commands'
import type { SlotPlan } from '../../core/command'
import type { OpdError } from '../../errors'
import { dateOf, slotIdOf } from '../../events/names'
import { type Fields, invalid } from './fields'
import type { Zone } from './zone'

/** A checked slot: its times as instants and as wall-clock times. */
export interface ReadSlot extends SlotPlan {
  readonly slotId: string
  readonly wallStart: string
  readonly wallEnd: string
}

/** A minute of the day as `HH:MM`. */
export function wall(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`
}

/** Most slots of a session. */
export const MOST_SLOTS = 500

const DAY = 1440
/** Longest break before a slot that is taken for one after midnight because of its place in the list. */
const LONGEST_BREAK = 6 * 3_600_000

/** Returns the slots in order of time. The caller checks that they do not overlap. */
export function readSlots(list: readonly Fields[], sessionId: string, zone: Zone): ReadSlot[] {
  const date = dateOf(sessionId)
  const slots: ReadSlot[] = []
  let midnight = 0
  for (const slot of list) {
    const given = slot.has('nextDay') ? slot.flag('nextDay') : undefined
    const which = slot.has('disambiguation') ? slot.oneOf('disambiguation', ['earlier', 'later'] as const) : undefined
    const start = slot.minuteOfDay('start')
    const previous = slots.at(-1)
    // Instants are compared, because a time that is repeated is later than the times before it.
    const startsAt = (): number => zone.instantOf(date, midnight + start, which ?? 'later')!
    if (given !== undefined) midnight = given ? DAY : 0
    else if (previous !== undefined) {
      if (midnight === 0 && startsAt() < previous.start) midnight = DAY
      const isOfNight = startsAt() >= previous.start && startsAt() - previous.end <= LONGEST_BREAK
      if (midnight > 0 && !isOfNight) throw outOfOrder(slot)
    }
    slots.push(readSlot(slot, start, midnight, which, sessionId, zone))
  }
  return slots.sort((a, b) => a.start - b.start)
}

function readSlot(
  slot: Fields,
  minute: number,
  midnight: number,
  which: Disambiguation | undefined,
  sessionId: string,
  zone: Zone,
): ReadSlot {
  const date = dateOf(sessionId)
  const endMinute = slot.minuteOfDay('end')
  const read = {
    start: instant(slot, 'start', date, midnight + minute, which, zone),
    end: instant(slot, 'end', date, midnight + (endMinute <= minute ? endMinute + DAY : endMinute), which, zone),
    base: slot.whole('capacity', 0, 10_000),
    slotId: slotIdOf(sessionId, minute),
    wallStart: wall(minute),
    wallEnd: wall(endMinute),
  }
  slot.done()
  if (read.end <= read.start)
    throw invalid(slot.at('end'), read.wallEnd, 'The clock change leaves no time in this slot')
  return read
}

function outOfOrder(slot: Fields): OpdError {
  const advice = 'It is listed after a later slot. Give the slots in order of time, or give nextDay'
  return invalid(slot.at('start'), slot.get('start'), advice)
}

function instant(
  slot: Fields,
  name: string,
  date: string,
  minute: number,
  which: Disambiguation | undefined,
  zone: Zone,
): number {
  const at = zone.instantOf(date, minute, which)
  if (at !== undefined) return at
  const changesOn = new Date(Date.parse(date) + minute * 60_000).toISOString().slice(0, 10)
  throw invalid(
    slot.at(name),
    slot.get(name),
    `The clocks change in ${zone.name} on ${changesOn}: give disambiguation 'earlier' or 'later'`,
  )
}

/** Returns a slot, of those of a new session, that overlaps another or has its id. */
export function clashOf(slots: readonly ReadSlot[]): ReadSlot | undefined {
  return slots.find((slot, index) => index > 0 && slots[index - 1]!.end > slot.start) ?? twinOf(slots, [])
}

/** Returns a slot with the id of another: if clocks are set back, two slots may start at the same wall-clock time. */
export function twinOf(
  slots: readonly ReadSlot[],
  opened: readonly { readonly start: string }[],
): ReadSlot | undefined {
  const known = new Set(opened.map((slot) => slot.start))
  return slots.find((slot) => known.has(slot.wallStart) || !known.add(slot.wallStart))
}
