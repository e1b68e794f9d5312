import type { Asker, OverflowStrategy } from '../core/rules/rules'
import { comesBefore, type PlainBoard } from './plain-board'
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
 * Returns what the newcomers' strategies answer for a waiter, as if it were a newcomer that asks for the slot it waits for; undefined
 * if no strategy finds a place for it.
 */
export function answerFor(waiter: ReplayedToken, board: PlainBoard): Answer | undefined {
  const wanted = board.indexOf(waiter.waitsFor?.slotId ?? waiter.wantedSlotId)
  const asker = askerOf(waiter, board, wanted)
  const narrowed = board.narrowedTo(waiter)
  for (const strategy of board.rules.overflow) {
    const answer = ask(strategy, asker, narrowed)
    if (answer === GIVES_UP) return undefined
    if (answer === undefined) continue
    if (answer.victim === undefined || chainEnds(answer.victim, answer.slot, waiter, board)) return answer
  }
  return undefined
}

/** Returns the token that a strategy lets a waiter bump in this slot, if it asks for that slot and the bump can be carried out. */
export function bumpBy(
  strategy: OverflowStrategy,
  waiter: ReplayedToken,
  slot: number,
  board: PlainBoard,
): ReplayedToken | undefined {
  const answer = ask(strategy, askerOf(waiter, board, slot), board)
  if (answer === undefined || answer === GIVES_UP || answer.kind !== 'bump' || answer.slot !== slot) return undefined
  const { victim } = answer
  return victim !== undefined && chainEnds(victim, slot, waiter, board) ? victim : undefined
}

/**
 * Returns the place that the rules give a token of the session that has to leave its seat or its waiting list, though no other takes its
 * seat; undefined if there is none. The board must not have the token. A bump that a better waiter may claim counts as no place.
 */
export function placeFor(token: ReplayedToken, board: PlainBoard): Answer | undefined {
  const asker = askerOf(token, board, board.indexOf(token.wantedSlotId), board.indexOf(token.slotId))
  const free = board.firstFree(asker, asker.wanted, token.named ? asker.wanted + 1 : board.slots)
  if (free >= 0 && !board.overtakes(asker, free)) return { kind: 'seat', slot: free }
  const isContested = (slot: number): boolean =>
    board.waiters.some(
      (waiter) =>
        !waiter.reinstated &&
        comesBefore({ rank: board.rankOf(waiter), sequence: waiter.sequence }, { ...token, rank: asker.rank }) &&
        board.mayTakeBumped(waiter, slot),
    )
  for (const strategies of [board.rules.overflow, board.rules.displaced]) {
    for (const strategy of strategies) {
      const answer = ask(strategy, asker, board)
      if (answer === undefined) continue
      if (answer === GIVES_UP || answer.kind === 'drop') break
      const { victim, slot } = answer
      if (victim === undefined) return answer
      if (!isContested(slot) && chainEnds(victim, slot, token, board)) return answer
    }
  }
  return undefined
}

/** One strategy's answer; undefined if it does not apply, would overtake a waiter, or answers what cannot be carried out. */
function ask(strategy: OverflowStrategy, asker: Asker, board: PlainBoard): Answer | typeof GIVES_UP | undefined {
  const verdict = strategy.attempt(asker, board)
  if (verdict === undefined) return undefined
  const { kind, slot } = verdict
  if (kind === FAIL) return GIVES_UP
  if (kind === DROP) return { kind: 'drop', slot: -1 }
  if (slot < 0 || slot >= board.slots) return undefined
  if (kind === SEAT) return board.overtakes(asker, slot) ? undefined : { kind: 'seat', slot }
  if (kind === BUMP) {
    const victim = board.victim(asker, slot)
    if (victim === undefined) return undefined
    const isFree = board.isFree(slot, asker.group) && !board.overtakes(asker, slot)
    const isSpare = isFree || board.isFree(slot, board.groupOf(victim))
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
  return free >= 0 && !board.overtakes(asker, free) ? { kind: 'seat', slot: free } : { kind: 'wait', slot }
}

/**
 * Whether the tokens that lose their seats one after the other find places, so that the bump can be carried out. If a waiter other than
 * `first` may go first somewhere in the chain, this is not followed: then it counts only if every displaced token may wait.
 */
function chainEnds(victim: ReplayedToken, lost: number, first: ReplayedToken, board: PlainBoard): boolean {
  const { displaced } = board.rules
  const asker = askerOf(victim, board, board.indexOf(victim.wantedSlotId), lost)
  for (const strategy of displaced) {
    const answer = ask(strategy, asker, board)
    if (answer === undefined) continue
    if (answer === GIVES_UP) return false
    if (answer.victim === undefined) return true
    const isContested = board.waiters.some(
      (waiter) =>
        waiter !== first &&
        !waiter.reinstated &&
        comesBefore({ rank: board.rankOf(waiter), sequence: waiter.sequence }, victim) &&
        board.mayTakeBumped(waiter, answer.slot),
    )
    if (isContested) return displaced.some((each) => isAlwaysOpen(each, asker, board))
    return chainEnds(answer.victim, answer.slot, first, board)
  }
  return false
}

/** Whether a strategy lets the asker wait, or drops it. */
function isAlwaysOpen(strategy: OverflowStrategy, asker: Asker, board: PlainBoard): boolean {
  const kind = strategy.attempt(asker, board)?.kind
  return kind === WAIT || kind === DROP
}
