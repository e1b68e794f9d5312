import type { SessionView, SlotView } from '../api/session-view'
import type { TokenView } from '../api/token-view'
import type { Asker, Board, BumpScope, OverflowStrategy, Rules } from '../core/rules/rules'
import { seatsFor } from './check-seats'
import { accepts } from './check-waiting'
import type { Violation } from './violation'

/**
 * Checks invariant 4, second half: no waiting token has justified envy. To avoid false alarms, these cases are skipped:
 *
 * - Rules that allow envy: a bump may fail, or freed seats are not given to every waiting token.
 * - Aged ranks. A waiter is compared by its base rank: it was refused with that rank or a better one, and does not bump by ageing.
 *   A seated token is compared by the rank that seated it, which may have aged before.
 * - Slots that the waiter does not wait for. A later booking may rightly have a free seat there: for instance, a bumped token may wait
 *   only for the slot that it lost.
 * - Slots that are frozen now. They may have frozen after the waiter asked; a slot that is not frozen now was not frozen then.
 * - A bumped token, unless both lists of strategies let it bump. It asked the `displaced` ones, or the `overflow` ones if it was
 *   reclassified since, and the view does not say which.
 * - Strategies with `hops` (scope `some`): the view does not say how far the token was from its slot when it asked.
 * - Reinstated tokens, which do not bump.
 * - Seats of another channel, if there are quotas: the waiter could not take them when it asked.
 * - Seats given by an override, and seats that were held or offered while the waiter asked.
 *
 * The token that took a waiter's seat comes before it in the order, so the waiter cannot claim the seat back. The same is true of
 * every other token that stayed in that slot and could have been bumped instead.
 */
export function checkEnvy(state: SessionView, rules: Rules): Violation[] {
  const { promotion, displaced, overflow } = rules
  if (state.status === 'closed' || promotion.from === 'nobody' || promotion.fills !== undefined) return []
  if (!displaced.some((strategy) => lets(strategy, 'everybody'))) return []
  const first = reachable(overflow)
  const second = reachable(displaced)
  const wrong: Violation[] = []
  for (const waiter of state.tokens.filter((token) => token.status === 'waitlisted' && !token.reinstated)) {
    for (const slot of state.slots.filter((each) => accepts(waiter, each, state))) {
      const seats = seatsFor(waiter, slot, rules)
      if (promotion.into === 'base' && seats > slot.capacity) continue
      for (const seated of state.tokens.filter((token) => token.slotId === slot.id && isBumpable(token))) {
        const could = (bumps: BumpScope): boolean => mayBump(waiter, bumps, slot, seated, state)
        const fits = slot.used <= seats || seatsFor(seated, slot, rules) <= seats
        if (
          !fits ||
          channelOf(waiter, rules) !== channelOf(seated, rules) ||
          !first.some(could) ||
          (waiter.bumps > 0 && !second.some(could))
        )
          continue
        const ranks = `ranks ${waiter.baseRank} and ${seated.rank}, sequences ${waiter.sequence} and ${seated.sequence}`
        wrong.push({
          invariant: 4,
          message: `token ${waiter.id} waits, but the rules let it bump ${seated.id} from slot ${slot.id}: ${ranks}`,
        })
      }
    }
  }
  return wrong
}

function channelOf({ source, attributes }: TokenView, { capacity }: Rules): number {
  return capacity.quotas === undefined ? 0 : capacity.groupOf({ source, attributes }) % capacity.quotas.channels
}

function isBumpable({ status, bumps, bumpBudget, promised, override }: TokenView): boolean {
  return status === 'confirmed' && !promised && !override && (bumpBudget === null || bumps < bumpBudget)
}

function mayBump(waiter: TokenView, scope: BumpScope, slot: SlotView, seated: TokenView, state: SessionView): boolean {
  if (scope.for !== undefined && !scope.for.includes(waiter.source)) return false
  if (scope.freezeMinutes !== undefined && slot.startsAt < state.asOf + scope.freezeMinutes * 60_000) return false
  const wanted = state.slots.find((other) => other.id === waiter.wantedSlotId)
  if (wanted === undefined || scope.slots === 'some') return false
  if (scope.slots === 'wanted' && slot !== wanted) return false
  if (scope.slots === 'onward' && slot.startsAt < wanted.startsAt) return false
  return scope.who(waiter.baseRank, waiter.sequence, seated.rank, seated.sequence)
}

/** Returns the bump scopes of the strategies up to the first that lets the token wait or drops it. */
function reachable(strategies: readonly OverflowStrategy[]): BumpScope[] {
  const end = strategies.findIndex((strategy) => lets(strategy, 'somebody'))
  return strategies
    .slice(0, end < 0 ? strategies.length : end)
    .flatMap(({ bumps }) => (bumps === undefined ? [] : [bumps]))
}

/** Returns whether a strategy lets a token wait or drops it: `somebody` on a full board without waiters, `everybody` with very many. */
function lets(strategy: OverflowStrategy, whom: 'somebody' | 'everybody'): boolean {
  const waiting = whom === 'everybody' ? Number.MAX_SAFE_INTEGER : 0
  const board: Board = {
    now: 0,
    slots: 2,
    waiting,
    waitingFor: () => waiting,
    startOf: (slot) => (slot + 2) * 86_400_000,
    endOf: (slot) => (slot + 3) * 86_400_000,
    capacityOf: () => 1,
    usedIn: () => 1,
    firstFree: () => -1,
    firstBumpable: () => -1,
  }
  const asker: Asker = { token: 1, rank: 0, group: 0, source: '', wanted: 0, named: true, lost: 0, mayBump: true }
  const verdict = strategy.attempt(asker, board)
  return verdict !== undefined && (verdict.kind === WAIT || verdict.kind === DROP)
}

const WAIT = 2
const DROP = 3
