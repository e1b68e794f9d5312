import { NOW } from '../command'
import type { View } from './view'

/** A session in which a booking is possible, and what its rules say about the newcomer. */
export interface Option {
  readonly view: View
  readonly base: number
  readonly group: number
}

/** A session's first free seat that the newcomer may take. */
export interface FreeSeat {
  readonly option: Option
  readonly slot: number
}

/**
 * Orders free seats by time. Of equals, one within base capacity comes before one above it, then the session in which fewer tokens wait,
 * then the one with the smaller part of its seats in use; the rest stays in order. `asked` is the slot of the booking: if the patient is not
 * there now, a slot that has begun comes after all that have not.
 */
export function earliestFirst(seats: readonly FreeSeat[], asked: number): readonly FreeSeat[] {
  if (seats.length < 2) return seats
  const times = new Map(seats.map((seat) => [seat, timeOf(seat, asked)]))
  return seats.toSorted(
    (a, b) => times.get(a)! - times.get(b)! || aboveBase(a) - aboveBase(b) || byLoad(a.option.view, b.option.view),
  )
}

/** Orders sessions by the number of tokens that wait, then by the part of their seats that is in use; the rest stays in order. */
export function leastBusyFirst(options: readonly Option[]): readonly Option[] {
  return options.toSorted((a, b) => byLoad(a.view, b.view))
}

/** A time that is before all others, or after all others, is finite, so that two of them are equal. */
function timeOf({ option: { view }, slot }: FreeSeat, asked: number): number {
  if (slot >= view.upcoming) return view.startOf(slot)
  return asked === NOW ? 0 : Number.MAX_SAFE_INTEGER
}

function aboveBase({ option: { view }, slot }: FreeSeat): number {
  return view.usedIn(slot) < view.capacityOf(slot) ? 0 : 1
}

function byLoad(a: View, b: View): number {
  return a.waiting - b.waiting || partInUse(a) - partInUse(b)
}

/** Seats in use for each seat of base capacity, in slots that are not over; all are in use if there is none. */
function partInUse(view: View): number {
  let used = 0
  let base = 0
  for (let slot = view.current; slot < view.slots; slot++) {
    used += view.usedIn(slot)
    if (!view.session.blocked[slot]) base += view.capacityOf(slot)
  }
  return base === 0 ? Number.MAX_SAFE_INTEGER : used / base
}
