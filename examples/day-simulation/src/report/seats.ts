import type { SessionView, TokenView } from 'opd-scheduler'
import type { Ledger } from '../run/ledger'

/** A slot and who sits in it or was seen in it, best first. */
export interface SlotSeats {
  readonly start: string
  readonly capacity: number
  readonly overflow: number
  readonly tokens: readonly TokenView[]
  /** Whether seats were given again after a visit, so that more patients were seen than there are seats. */
  readonly isReused: boolean
}

/** The seats of a session at the end, those of finished visits included, which some rules free. */
export function seatsOf(session: SessionView, ledger: Ledger): SlotSeats[] {
  const places = new Map<string, TokenView[]>(session.slots.map(({ id }) => [id, []]))
  for (const token of session.tokens) {
    const slotId = token.slotId ?? ledger.seenIn.get(token.id)
    if (slotId !== undefined) places.get(slotId)?.push(token)
  }
  return session.slots.map(({ id, start, capacity, overflow, used }) => {
    const tokens = places.get(id)!.sort((a, b) => a.rank - b.rank || a.sequence - b.sequence)
    return { start, capacity, overflow, tokens, isReused: tokens.length > used }
  })
}

/** Seats and how many of them were used, over some sessions. */
export function usageOf(sessions: readonly SessionView[], ledger: Ledger): { capacity: number; used: number } {
  const slots = sessions.flatMap((session) => seatsOf(session, ledger))
  return {
    capacity: slots.reduce((sum, slot) => sum + slot.capacity, 0),
    used: slots.reduce((sum, slot) => sum + slot.tokens.length, 0),
  }
}
