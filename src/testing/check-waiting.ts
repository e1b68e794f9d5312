import type { SessionView, SlotView } from '../api/session-view'
import type { TokenView } from '../api/token-view'
import type { Rules } from '../core/rules/rules'
import { reservedForOthers, seatsFor } from './check-seats'
import type { Violation } from './violation'

/** Checks invariant 4, first half: no token waits beside a free seat that the rules give it. */
export function checkWaiting(state: SessionView, rules: Rules): Violation[] {
  const { from, into, fills } = rules.promotion
  if (state.status === 'closed' || from === 'nobody' || fills !== undefined) return []
  const overflow = state.slots.reduce((total, slot) => total + Math.max(0, slot.used - slot.capacity), 0)
  const wrong: Violation[] = []
  for (const token of state.tokens.filter((each) => each.status === 'waitlisted')) {
    for (const slot of state.slots.filter((each) => accepts(token, each, state))) {
      const seats = seatsFor(token, slot, rules) - reservedForOthers(token, slot, state, rules)
      const below = slot.used < slot.capacity
      const above = into === 'entitled' && overflow < state.overflowLimit
      const message = `token ${token.id} waits beside a free seat of slot ${slot.id}: ${slot.used} of ${slot.capacity} seats are in use, it sees ${seats}, and promotion '${rules.promotion.name}' gives it one`
      if (slot.used < seats && (below || above)) wrong.push({ invariant: 4, message })
    }
  }
  return wrong
}

/** Returns whether a waiting token accepts a seat of this slot: the token waits for it, and it is not past. */
export function accepts({ waitsFor }: TokenView, slot: SlotView, state: SessionView): boolean {
  if (waitsFor === null || slot.endsAt <= state.asOf) return false
  if (waitsFor.accepts === 'any') return true
  const named = state.slots.find((other) => other.id === waitsFor.slotId)
  if (named === undefined) return false
  return waitsFor.accepts === 'slot' ? slot === named : slot.startsAt >= named.startsAt
}
