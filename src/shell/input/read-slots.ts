import type { Disambiguation } from '../../api/commands'
import type { SlotPlan } from '../../core/command'
import { dateOf, slotIdOf } from '../../events/ids'
import type { Fields } from './fields'
import { invalid } from './invalid'
import type { Zone } from './zone'

/** A slot as read: its times as instants, and the words for its name. */
export interface ReadSlot extends SlotPlan {
  readonly slotId: string
  readonly wallStart: string
  readonly wallEnd: string
}

function wall(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`
}

/** Slots in order of time. That they do not overlap is for the caller to check. */
export function readSlots(fields: Fields, sessionId: string, zone: Zone): ReadSlot[] {
  const date = dateOf(sessionId)
  const slots = fields.list('slots', 500).map((slot) => {
    const start = slot.minuteOfDay('start')
    const end = slot.minuteOfDay('end')
    const which = slot.has('disambiguation') ? slot.oneOf('disambiguation', ['earlier', 'later'] as const) : undefined
    const read = {
      start: instant(slot, 'start', date, start, which, zone),
      end: instant(slot, 'end', date, end <= start ? end + 1440 : end, which, zone),
      base: slot.whole('capacity', 0, 10_000),
      slotId: slotIdOf(sessionId, start),
      wallStart: wall(start),
      wallEnd: wall(end),
    }
    slot.done()
    if (read.end <= read.start)
      throw invalid(slot.at('end'), read.wallEnd, 'The clock change leaves no time in this slot')
    return read
  })
  return slots.sort((a, b) => a.start - b.start)
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
  throw invalid(
    slot.at(name),
    slot.get(name),
    `Say with disambiguation 'earlier' or 'later' which instant is meant: the clocks change in ${zone.name} on ${date}`,
  )
}

/** A slot that starts at the same wall-clock time as another, as can be where the clocks are set back; its id would be the same. */
export function twinOf(
  slots: readonly ReadSlot[],
  opened: readonly { readonly start: string }[],
): ReadSlot | undefined {
  const known = new Set(opened.map((slot) => slot.start))
  return slots.find((slot) => known.has(slot.wallStart) || !known.add(slot.wallStart))
}
