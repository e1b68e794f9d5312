import type { Answer } from './model'
import { askerFor, place, placeNewcomer } from './model-placing'
import type { ModelSession } from './model-session'
import { settle } from './model-settling'
import { layOut, type ModelSlot, type SlotWish } from './model-slots'
import type { ModelToken } from './model-token'

export function addSlot(session: ModelSession, slot: SlotWish): Answer {
  if (session.closed) return 'session-closed'
  if (slot.end <= session.now) return 'slot-past'
  const clashes = (other: ModelSlot): boolean =>
    (slot.start < other.end && other.start < slot.end) || (other.planned <= slot.start && slot.start < other.start)
  // Slots have the same order by their plan as by the clock.
  if (session.slots.some(clashes)) return 'slot-overlap'
  const at = session.slots.filter((other) => other.start < slot.start).length
  session.slots.splice(at, 0, laidOut(session, slot, session.slots))
  const moved = (old: number): number => (old >= at ? old + 1 : old)
  for (const token of session.tokens) {
    const wanted = token.wanted
    // A token that asked for the earliest slot would have asked for this one.
    const isNowFirst = !token.named && at <= wanted && slot.start > token.arrivedAt
    token.wanted = isNowFirst ? at : moved(wanted)
    if (token.seat !== undefined) token.seat = moved(token.seat)
    for (const waits of [token.waits, token.waited, token.stoodBy]) {
      if (waits === undefined || waits.accepts === 'any') continue
      const follows = waits.accepts === 'onward' && waits.slot === wanted
      waits.slot = follows ? token.wanted : moved(waits.slot)
    }
  }
  return 'open'
}

export function resize(session: ModelSession, slot: number, capacity: number, displace: boolean): Answer {
  if (session.closed) return 'session-closed'
  const trial = session.copy()
  const others = session.slots.toSpliced(slot, 1)
  const { planned, blocked } = trial.slots[slot]!
  trial.slots[slot] = { ...laidOut(session, { ...trial.slots[slot]!, base: capacity }, others), planned, blocked }
  settle(trial)
  for (let crowd = crowdOf(trial, slot); crowd.length > 0; settle(trial), crowd = crowdOf(trial, slot)) {
    const movable = crowd.filter((token) => token.status === 'confirmed')
    const last = movable.find((a) =>
      movable.every((b) => a === b || trial.before(b, trial.standing(b), a, trial.standing(a))),
    )
    if (!displace || last === undefined) return 'capacity-in-use'
    const asker = askerFor(trial, trial.tokens.indexOf(last), trial.standing(last), slot)
    trial.leave(last, 'dropped')
    const asNewcomer = placeNewcomer(trial, asker)
    if (asNewcomer === 'placed') continue
    const asDisplaced = place(trial, asker, trial.rules.displaced, false)
    if (asDisplaced !== 'placed' && asDisplaced !== 'dropped') return 'capacity-in-use'
  }
  if (trial.overflow() > trial.overflowLimit() + above(trial)) return 'capacity-in-use'
  session.become(trial)
  return 'open'
}

/** Returns the tokens of which one has to go, if the slot or the session's overflow is too full for them. */
function crowdOf(session: ModelSession, slot: number): ModelToken[] {
  const seated = session.tokens.filter((token) => token.seat === slot)
  const { base, ceiling } = session.slots[slot]!
  const isAbove = session.overflow() > session.overflowLimit() + above(session)
  if (seated.length > ceiling || (isAbove && seated.length > base)) return seated
  const views = [...new Set(seated.map((token) => session.seats(token.source, slot)))].sort((a, b) => a - b)
  for (const seats of views) {
    const limited = seated.filter((token) => session.seats(token.source, slot) <= seats)
    if (limited.filter((token) => !token.override).length > seats) return limited
  }
  return []
}

/** Returns the tokens seated by an override. */
function above(session: ModelSession): number {
  return session.tokens.filter((token) => token.override).length
}

export function close(session: ModelSession): Answer {
  if (session.closed) return 'session-closed'
  for (const token of session.tokens) {
    if (token.status === 'waitlisted') session.end(token, 'dropped')
    if (token.status === 'held' || token.status === 'offered') session.end(token, 'expired')
  }
  session.closed = true
  return 'closed'
}

/** Adds a slot, or replaces the one with the same time. */
function laidOut(session: ModelSession, wish: SlotWish, others: readonly ModelSlot[]): ModelSlot {
  const total = others.reduce((sum, other) => sum + other.base, wish.base)
  const givenTo = (source: string): number =>
    others.reduce((sum, other) => {
      const slot = session.slots.indexOf(other)
      const own = session.tokens.filter((token) => token.seat === slot && token.source === source).length
      return sum + Math.max(other.shares[source] ?? 0, own)
    }, 0)
  return layOut(session.rules, wish, others, total, session.now, givenTo)
}
