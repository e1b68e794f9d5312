import type { SessionView, SlotView, TokenView } from '../api/views'
import type { Rules } from '../core/rules/rules'
import type { Violation } from './violation'

/** Checks invariant 1: no slot is overbooked, and the counts of slots and session are those of their tokens. */
export function checkSeats(state: SessionView, rules: Rules): Violation[] {
  const wrong: Violation[] = []
  const expect = (holds: boolean, message: string): void => {
    if (!holds) wrong.push({ invariant: 1, message })
  }

  for (const slot of state.slots) {
    const seated = state.tokens.filter((token) => token.slotId === slot.id)
    const over = Math.max(0, slot.used - slot.capacity)
    const gone = state.status === 'closed' || slot.blocked || slot.endsAt <= state.asOf
    const free = gone ? 0 : Math.max(0, slot.capacity - slot.used)
    expect(
      slot.used === seated.length,
      `slot ${slot.id} counts ${slot.used} seats in use, but seats ${seated.length} tokens: ${ids(seated)}`,
    )
    expect(
      slot.overflow === over,
      `slot ${slot.id} counts ${slot.overflow} overflow seats in use, but has ${over}: ${slot.used} of ${slot.capacity} seats are in use`,
    )
    expect(
      slot.free === free,
      `slot ${slot.id} counts ${slot.free} free seats, but has ${free}: ${slot.used} of ${slot.capacity} seats are in use`,
    )

    for (const seats of slot.seats) {
      const limited = seated.filter((token) => !token.override && seatsFor(token, slot, rules) <= seats)
      const text = `slot ${slot.id} is overbooked: it seats ${limited.length} tokens whose groups see at most ${seats} seats: ${ids(limited)}`
      expect(limited.length <= seats, text)
    }

    expect(
      slot.used <= slot.ceiling,
      `slot ${slot.id} uses ${slot.used} seats, above its ceiling of ${slot.ceiling}: ${ids(seated)}`,
    )

    slot.seats.forEach((recorded, group) => {
      const most = rules.capacity.ceiling === undefined ? Number.POSITIVE_INFINITY : slot.ceiling
      const given = Math.min(most, rules.capacity.seats(group, slot.capacity))
      const text = `slot ${slot.id} records ${recorded} seats for group ${group}, but rules.capacity.seats gives ${given} for a base of ${slot.capacity}`
      expect(recorded === given || given === Number.POSITIVE_INFINITY, text)
    })
    const { groups } = rules.capacity
    expect(
      slot.seats.length === groups,
      `slot ${slot.id} records seats of ${slot.seats.length} groups, but rules.capacity.groups is ${groups}`,
    )
  }

  const overflow = sum(state.slots.map((slot) => Math.max(0, slot.used - slot.capacity)))
  const limit = state.overflowLimit
  const overridden = state.tokens.filter((token) => token.override).length
  expect(
    overflow <= limit + overridden,
    `session ${state.id} uses ${overflow} overflow seats, but its limit is ${limit}, and ${overridden} tokens sit by an override`,
  )
  const total = sum(state.slots.map((slot) => slot.capacity))
  const given = rules.capacity.perSession?.(total) ?? Number.POSITIVE_INFINITY
  const text = `session ${state.id} records a limit of ${limit} overflow seats, but rules.capacity.perSession gives ${given} for a base of ${total}`
  expect(limit === given || given === Number.POSITIVE_INFINITY, text)
  for (const slot of state.slots) {
    const left = slot.shares.map((share, channel) => {
      const group = ({ source, attributes }: TokenView): number => rules.capacity.groupOf({ source, attributes })
      const own = state.tokens.filter(
        (token) => token.slotId === slot.id && group(token) % slot.shares.length === channel,
      )
      return Math.max(0, share - own.length)
    })
    const shares = sum(slot.shares.filter((share) => share > 0))
    expect(shares <= slot.capacity, `slot ${slot.id} reserves ${shares} seats, but has ${slot.capacity}`)
    const reserved = Math.min(slot.free, sum(left))
    expect(slot.kept === reserved, `slot ${slot.id} counts ${slot.kept} reserved seats, but has ${reserved}`)
  }
  const free = sum(state.slots.map((slot) => slot.free))
  expect(state.free === free, `session ${state.id} counts ${state.free} free seats, but its slots have ${free}`)
  const waiting = state.tokens.filter((token) => token.status === 'waitlisted')
  expect(
    state.waiting === waiting.length,
    `session ${state.id} counts ${state.waiting} waiting tokens, but has ${waiting.length}: ${ids(waiting)}`,
  )
  return wrong
}

/** Returns the recorded seats that a token's group sees in a slot; 0 if none are recorded. */
function seatsFor(token: TokenView, slot: SlotView, rules: Rules): number {
  const { source, attributes } = token
  return slot.seats[rules.capacity.groupOf({ source, attributes })] ?? 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function ids(tokens: readonly TokenView[]): string {
  return tokens.map((token) => token.id).join(', ') || 'none'
}
