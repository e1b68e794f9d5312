import type { SessionView, SlotView } from '../api/session-view'
import type { TokenView } from '../api/token-view'
import type { Asker, Board, BumpScope, OverflowStrategy, Rules } from '../core/rules/rules'
import { seatsFor } from './check-seats'
import { accepts } from './check-waiting'
import type { Violation } from './violation'

/**
 * Invariant 4, second half: no waiting token has justified envy. What could be flagged although the engine is right is left
 * out:
 *
 * - Rules that allow envy: a bump that may fail, freed seats that nobody or only some are given.
 * - A waiter is compared by its base rank. It was refused with that one or a better; ageing alone lets it bump nobody, and
 *   it never worsens a rank. A seated token counts with the rank that seated it, which may have aged before.
 * - Only slots that the waiter also waits for: in others a later booking takes a free seat rightly, for instance where a
 *   token that lost a slot it had not asked for waits for that one alone.
 * - Only slots that are not frozen now: a window that time closes was open before, but one that is open now was open when
 *   the waiter asked.
 * - A token that was bumped asked the `displaced` strategies, but the `overflow` ones if it was reclassified since, which
 *   the view does not tell: so both must let it bump.
 * - `hops` (scope `some`): how far the token was from its slot when it asked is not in the view.
 * - A reinstated token, for which nobody is bumped.
 * - Seats of another channel where there are quotas: they were kept from the waiter when it asked.
 * - Seats above the rules, and those that were promised for a time, when the waiter may have been refused them.
 *
 * The token that took a waiter's seat comes before it in the order, so that the waiter cannot claim the seat back; so does
 * everybody else who stayed in that slot and could have been bumped instead.
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
          message: `token ${waiter.id} waits though it may bump ${seated.id} from ${slot.id}: ${ranks}`,
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

/** What the strategies bump before one of them lets the token wait or gives it up. */
function reachable(strategies: readonly OverflowStrategy[]): BumpScope[] {
  const end = strategies.findIndex((strategy) => lets(strategy, 'somebody'))
  return strategies
    .slice(0, end < 0 ? strategies.length : end)
    .flatMap(({ bumps }) => (bumps === undefined ? [] : [bumps]))
}

/** Whether a strategy ends the search of a token on a full board where nobody waits yet, or any number does. */
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
  return verdict !== undefined && (verdict.kind === HOLD || verdict.kind === DROP)
}

const HOLD = 2
const DROP = 3
