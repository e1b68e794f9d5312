import type { SessionView, TokenView } from 'opd-scheduler'
import type { Ledger } from '../run/ledger'

/** A slot and the tokens that have or had a seat in it, best rank first. */
export interface SlotSeats {
  readonly start: string
  readonly capacity: number
  readonly overflow: number
  readonly tokens: readonly TokenView[]
  /** Whether seats were reused after a visit, so that the slot lists more tokens than seats in use. */
  readonly isReused: boolean
  /** Whether the doctor was away. */
  readonly isBlocked: boolean
  /** Minutes by which the slot began later than planned. */
  readonly lateMinutes: number
}

/** Returns the seats of a session at the end, including those of completed visits, which some rules free. */
export function seatsOf(session: SessionView, ledger: Ledger): SlotSeats[] {
  const places = new Map<string, TokenView[]>(session.slots.map(({ id }) => [id, []]))
  for (const token of session.tokens) {
    const slotId = token.slotId ?? ledger.seenIn.get(token.id)
    if (slotId !== undefined) places.get(slotId)?.push(token)
  }
  return session.slots.map(({ id, start, capacity, overflow, used, blocked, startsAt, plannedAt }) => {
    const tokens = places.get(id)!.sort((a, b) => a.rank - b.rank || a.sequence - b.sequence)
    return {
      start,
      capacity,
      overflow,
      tokens,
      isReused: tokens.length > used,
      isBlocked: blocked,
      lateMinutes: (startsAt - plannedAt) / 60_000,
    }
  })
}

/** Returns the number of seats in these sessions, and how many were used. */
export function usageOf(sessions: readonly SessionView[], ledger: Ledger): { capacity: number; used: number } {
  const slots = sessions.flatMap((session) => seatsOf(session, ledger))
  return {
    capacity: slots.reduce((sum, slot) => sum + slot.capacity, 0),
    used: slots.reduce((sum, slot) => sum + slot.tokens.length, 0),
  }
}
