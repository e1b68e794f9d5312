import type { SessionView } from '../api/views'
import type { Rules } from '../core/rules/rules'
import { PlainBoard } from './plain-board'
import { type Answer, answerFor } from './plain-placing'
import { type ReplayedToken, replayOf } from './session-replay'
import type { Violation } from './violation'

/**
 * Checks invariant 4, second half: no waiting token has justified envy. Each waiter, with the rank that it had at the session's last event,
 * asks the strategies for newcomers again, as if it named each slot that it accepts. None may answer with the seat of a lower token in a slot
 * into which the promotion rule may put it.
 *
 * Reinstated tokens do not bump. Waiters that need a bump whose chain fails wait rightly.
 */
export function checkEnvy(state: SessionView, rules: Rules): Violation[] {
  if (state.status === 'closed' || rules.promotion.from === 'nobody') return []
  const board = new PlainBoard(replayOf(state), rules, state.updatedAt)
  const wrong: Violation[] = []
  for (const waiter of board.waiters) {
    if (waiter.reinstated) continue
    const found = bumpOf(waiter, board)
    if (found === undefined) continue
    const { victim } = found
    const { id } = board.slotAt(found.slot)
    const rank = board.rankOf(waiter)
    const message =
      victim === undefined
        ? `token ${waiter.id} waits, but the rules let it have a seat in slot ${id} for which no token is bumped`
        : `token ${waiter.id} waits, but the rules let it bump ${victim.id} from slot ${id}: ranks ${rank} and ${victim.rank}, sequences ${waiter.sequence} and ${victim.sequence}`
    wrong.push({ invariant: 4, message })
  }
  return wrong
}

/** The bump by which a waiter would come in, in the earliest slot for which it asks. */
function bumpOf(waiter: ReplayedToken, board: PlainBoard): Answer | undefined {
  for (let slot = 0; slot < board.slots; slot++) {
    if (!board.mayBePut(waiter, slot)) continue
    const answer = answerFor(waiter, slot, board)
    if (answer?.kind !== 'bump' || answer.slot !== slot) continue
    if (board.mayTakeBumped(waiter, slot, answer.victim === undefined)) return answer
  }
  return undefined
}
