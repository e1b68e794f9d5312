import type { Asker, OverflowStrategy } from '../core/rules/rules'
import type { PlainBoard } from './plain-board'
import type { ReplayedToken } from './session-replay'

const SEAT = 0
const BUMP = 1
const WAIT = 2
const DROP = 3
const FAIL = 4

/** What the strategies answer for a token. */
export interface Answer {
  readonly kind: 'seat' | 'bump' | 'wait' | 'drop'
  readonly slot: number
  /** The token that is bumped; undefined if there is a seat without a bump. */
  readonly victim?: ReplayedToken | undefined
}

const GIVES_UP = 'gives-up'

/** Returns a token as an asker for a slot. */
function askerOf(token: ReplayedToken, board: PlainBoard, wanted: number, lost = -1): Asker {
  const { source, named, sequence } = token
  const rank = board.rankOf(token)
  return { token: sequence - 1, rank, group: board.groupOf(token), source, wanted, named, lost, mayBump: true }
}

/**
 * Returns what the newcomers' strategies answer for a waiter, as if it were a newcomer that names this slot; undefined if no strategy finds
 * a place for it.
 */
export function answerFor(waiter: ReplayedToken, slot: number, board: PlainBoard): Answer | undefined {
  const asker = { ...askerOf(waiter, board, slot), named: true }
  const narrowed = board.narrowedTo(slot)
  for (const strategy of board.rules.overflow) {
    const answer = ask(strategy, asker, narrowed)
    if (answer === GIVES_UP) return undefined
    if (answer === undefined) continue
    if (answer.victim === undefined || chainEnds(answer.victim, answer.slot, board)) return answer
  }
  return undefined
}

/**
 * Returns the place that the rules give a token of the session that has to leave its seat or its waiting list, though no other takes its
 * seat; undefined if there is none. The board must not have the token.
 */
export function placeFor(token: ReplayedToken, board: PlainBoard): Answer | undefined {
  const asker = askerOf(token, board, board.indexOf(token.wantedSlotId), board.indexOf(token.slotId))
  const free = board.firstFree(asker, asker.wanted, token.named ? asker.wanted + 1 : board.slots)
  if (free >= 0) return { kind: 'seat', slot: free }
  for (const strategies of [board.rules.overflow, board.rules.displaced]) {
    for (const strategy of strategies) {
      const answer = ask(strategy, asker, board)
      if (answer === undefined) continue
      if (answer === GIVES_UP || answer.kind === 'drop') break
      const { victim, slot } = answer
      if (victim === undefined) return answer
      if (chainEnds(victim, slot, board)) return answer
    }
  }
  return undefined
}

/** One strategy's answer; undefined if it does not apply, or answers what cannot be carried out. */
function ask(strategy: OverflowStrategy, asker: Asker, board: PlainBoard): Answer | typeof GIVES_UP | undefined {
  const verdict = strategy.attempt(asker, board)
  if (verdict === undefined) return undefined
  const { kind, slot } = verdict
  if (kind === FAIL) return GIVES_UP
  if (kind === DROP) return { kind: 'drop', slot: -1 }
  if (slot < 0 || slot >= board.slots) return undefined
  if (kind === SEAT) return { kind: 'seat', slot }
  if (kind === BUMP) {
    const victim = board.victim(asker, slot)
    if (victim === undefined) return undefined
    const isSpare = board.isFree(slot, asker.group) || board.isFree(slot, board.groupOf(victim))
    return { kind: 'bump', slot, victim: isSpare ? undefined : victim }
  }
  return kind === WAIT ? wait(asker, slot, verdict.accepts, board) : undefined
}

/** A token that accepts a free seat is seated, and none waits for slots that are over or blocked. */
function wait(asker: Asker, slot: number, accepts: string, board: PlainBoard): Answer | undefined {
  const from = accepts === 'any' ? 0 : slot
  const end = accepts === 'slot' ? slot + 1 : board.slots
  if (!board.hasSeatToCome(from, end)) return undefined
  const free = board.firstFree(asker, from, end)
  return free >= 0 ? { kind: 'seat', slot: free } : { kind: 'wait', slot }
}

/** Whether the tokens that lose their seats one after the other find places, so that the bump can be carried out. */
function chainEnds(victim: ReplayedToken, lost: number, board: PlainBoard): boolean {
  const asker = askerOf(victim, board, board.indexOf(victim.wantedSlotId), lost)
  for (const strategy of board.rules.displaced) {
    const answer = ask(strategy, asker, board)
    if (answer === undefined) continue
    if (answer === GIVES_UP) return false
    return answer.victim === undefined || chainEnds(answer.victim, answer.slot, board)
  }
  return false
}
