import type { Disambiguation } from '../../api/commands'
import type { SlotPlan } from '../../core/command'
import { dateOf, slotIdOf } from '../../events/ids'
import type { Fields } from './fields'
import { invalid } from './invalid'
import type { Zone } from './zone'

/** A checked slot: its times as instants and as wall-clock times. */
export interface ReadSlot extends SlotPlan {
  readonly slotId: string
  readonly wallStart: string
  readonly wallEnd: string
}

function wall(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`
}

/** Returns the slots in order of time. The caller checks that they do not overlap. */
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
    `The clocks change in ${zone.name} on ${date}: give disambiguation 'earlier' or 'later'`,
  )
}

/** Returns a slot with the id of another: if clocks are set back, two slots may start at the same wall-clock time. */
export function twinOf(
  slots: readonly ReadSlot[],
  opened: readonly { readonly start: string }[],
): ReadSlot | undefined {
  const known = new Set(opened.map((slot) => slot.start))
  return slots.find((slot) => known.has(slot.wallStart) || !known.add(slot.wallStart))
}
