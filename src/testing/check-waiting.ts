import type { SessionView } from '../api/views'
import type { Rules } from '../core/rules/rules'
import { PlainBoard } from './plain-board'
import { replayOf } from './session-replay'
import type { Violation } from './violation'

/**
 * Checks invariant 4, first half: at the session's last event, no token was left waiting beside a free seat that the rules give it.
 */
export function checkWaiting(state: SessionView, rules: Rules): Violation[] {
  if (state.status === 'closed') return []
  const board = new PlainBoard(replayOf(state), rules, state.updatedAt)
  return board.waiters.flatMap((token) =>
    state.slots
      .filter((_, slot) => board.mayTakeFree(token, slot))
      .map(({ id, used, capacity, seats }) => ({
        invariant: 4,
        message: `token ${token.id} waits beside a free seat of slot ${id}: ${used} of ${capacity} seats are in use, it sees ${seats[board.groupOf(token)]}, and promotion '${rules.promotion.name}' gives it one`,
      })),
  )
}
