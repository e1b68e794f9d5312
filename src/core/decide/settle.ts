import { because, type Fact, offered, promoted, type Ranked, type Trigger } from '../fact'
import { type OverflowStrategy, type PromotionPolicy, RuleFault } from '../rules/rules'
import { evolve } from '../state/evolve'
import { ANY, ANY_SOURCE, ONLY, ONWARD, sooner } from '../state/lanes'
import type { Session } from '../state/session'
import { LIST, NEXT, REINSTATED } from '../state/tokens'
import type { Clinic } from './clinic'
import { firstFrom } from './first-from'
import { accepts, bestForFreeSeat, type Chance, isAnybodyLeft, isGivenAway, mayTakeSeat } from './next-in-line'
import { OVERRIDDEN } from './override'
import { askAll, askerFor } from './place'
import { inOrder } from './placement'
import { View } from './view'

/** Returns why a token gets a seat of a slot after these facts: a free seat, or that of a token that it bumps. */
export type Reason = (view: View, facts: readonly Fact[], token: Ranked, slot: number, byBump: boolean) => Trigger

/** Folds a fact that follows into the session, such as `evolve`. */
export type Fold = (session: Session, fact: Fact) => void

/** Gives seats out in a session into which these facts of a command are folded, the best asker first, until nobody may have one. */
export function settle(
  { session, rules }: Pick<Clinic, 'session' | 'rules'>,
  after: readonly Fact[],
  fold: Fold,
): void {
  const [first] = after
  if (first === undefined || !isAnybodyLeft(session, rules)) return
  settleView(new View(session, rules, first.at, first.session), after, whyAfter, fold)
}

/** The same of the session that is viewed. With `asker`, only tokens move that come before it. */
export function settleView(view: View, after: readonly Fact[], why: Reason, fold: Fold, asker?: Ranked): void {
  for (let move = nextMove(view, after, why, asker); move !== undefined; move = nextMove(view, after, why, asker)) {
    for (const fact of move) fold(view.session, fact)
    view.hasChanged()
  }
}

/**
 * Returns the facts of the next move, or undefined if the session is settled: nobody may have a seat that the rules give. The best
 * token that may have a free seat gets it. If there is none, the best waiter that may bump a token does. Every command starts from a
 * settled session and leaves one, so a newcomer overtakes nobody. Settling ends whatever the rules answer: each move seats a token that
 * comes before the one that it may send back to a list. With `asker`, only a token that comes before it may move.
 */
export function nextMove(view: View, after: readonly Fact[], why: Reason, asker?: Ranked): readonly Fact[] | undefined {
  const chance = bestForFreeSeat(view)
  if (chance !== undefined && comesFirst(view, chance.token, asker)) return [seated(view, chance, after, why)]
  for (const token of hopeful(view)) {
    if (!comesFirst(view, token, asker)) break
    const move = bumpFor(view, token, after, why)
    if (move !== undefined) return move
  }
  return undefined
}

function comesFirst(view: View, token: number, asker: Ranked | undefined): boolean {
  return asker === undefined || view.before(token, view.rank(token), asker.token, asker.rank)
}

/** Whether the token of the last of these facts, which is to wait, gets a seat as soon as the session is settled. */
export function comesIn(view: View, facts: readonly Fact[]): boolean {
  const after = view.after(facts)
  settleView(after, facts, whyAfter, evolve)
  return after.session.slotOf(facts.at(-1)!.token) >= 0
}

/**
 * A waiter is offered the seat if the rule makes offers. A token that is pulled forward has a seat and simply moves; the patient of one on
 * standby is there, and need not be asked.
 */
function seated(view: View, { token, slot: into }: Chance, after: readonly Fact[], why: Reason): Fact {
  const { session, now, rules } = view
  const { name, offers } = rules.promotion
  const rank = view.rank(token)
  const trigger = why(view, after, { token, rank }, into, false)
  const isAsked = session.slotOf(token) < 0 && !session.room.standby.has(token)
  const minutes = isAsked ? offerMinutes(offers, session.tokens.sources[token]!) : undefined
  if (minutes === undefined) return promoted(view, token, rank, into, trigger, name)
  return offered(view, token, rank, into, trigger, name, Math.min(now + minutes * 60_000, session.ends[into]!))
}

/** For how many minutes a seat is offered to this source; undefined if the seat is given at once. */
function offerMinutes(offers: PromotionPolicy['offers'], source: string): number | undefined {
  if (offers === undefined || offers.exempt.includes(source)) return undefined
  if (Number.isFinite(offers.minutes) && offers.minutes > 0) return offers.minutes
  throw new RuleFault(`the promotion rule offers seats for ${offers.minutes} minutes`)
}

/** The waiter asks for each slot that it accepts, the earliest first, as a newcomer who names that slot. It comes in only by a bump there. */
function bumpFor(view: View, token: number, after: readonly Fact[], why: Reason): readonly Fact[] | undefined {
  const { session, rules } = view
  const rank = view.rank(token)
  const list = session.tokens.get(token, LIST)
  for (let slot = view.current; slot < view.slots; slot++) {
    if (!accepts(view, list, slot) || !rules.overflow.some((each) => mayHope(view, each, token, rank, slot, slot + 1)))
      continue
    if (!isGivenAway(view, slot)) continue
    const asker = askerFor(view, token, rank, -1, true, slot, true)
    const place = view.askedFor(slot, token, () => askAll(asker, rules.overflow, view))
    if (typeof place === 'string' || !place.byBump || place.to !== slot || !mayTakeSeat(view, slot, place.victim))
      continue
    return inOrder(
      place,
      promoted(view, token, rank, slot, why(view, after, { token, rank }, slot, true), place.strategy),
    )
  }
  return undefined
}

/**
 * Waiters that may hope to bump a token in a slot that they accept, as far as their lanes tell, in the whole order: a worse token may be
 * bumped there. Nearly always there is none.
 */
export function hopeful(view: View): readonly number[] {
  const { session, rules } = view
  if (session.waiting === 0 || session.closed || rules.promotion.from === 'nobody') return NOBODY
  const { lanes } = session
  let found: number[] | undefined
  for (const strategy of rules.overflow) {
    if (strategy.bumps === undefined) continue
    for (let lane = 0; lane < lanes.count; lane++) {
      if (lanes.waiting[lane] === 0 || !mayAnyHope(view, strategy, lane)) continue
      found ??= []
      addHopeful(view, strategy, lane, found)
    }
  }
  return found?.sort((a, b) => (view.comesBefore(a, b) ? -1 : 1)) ?? NOBODY
}

const NOBODY: readonly number[] = []

/** Adds the first waiter of each list of a lane that may hope. The others are worse, and may have no more. */
function addHopeful(view: View, strategy: OverflowStrategy, lane: number, found: number[]): void {
  const { session, slots } = view
  const { lanes, tokens } = session
  const isShared = lanes.sources[lane] === ANY_SOURCE
  const consider = (list: number, from: number, to: number): void => {
    const asked = new Set<string>()
    for (let token = lanes.first(lane, list); token >= 0; token = tokens.get(token, NEXT)) {
      const source = tokens.sources[token]!
      // No token is bumped for a reinstated waiter.
      if (tokens.isMarked(token, REINSTATED) || asked.has(source)) continue
      asked.add(source)
      const isFor = strategy.bumps?.for?.includes(source) ?? true
      if (isFor && !found.includes(token) && mayHope(view, strategy, token, view.rank(token), from, to))
        found.push(token)
      if (!isShared) return
    }
  }
  consider(lanes.list(ANY, 0), 0, slots)
  for (let kind = ONWARD; kind <= ONLY; kind++)
    for (let at = lanes.next(lane, kind, 0, slots); at < slots; at = lanes.next(lane, kind, at + 1, slots))
      consider(lanes.list(kind, at), at, kind === ONLY ? at + 1 : slots)
}

/** Whether any waiter of the lane may hope: nearly always its first one shows that none may, and no list is read. */
function mayAnyHope(view: View, strategy: OverflowStrategy, lane: number): boolean {
  const { lanes, slots } = view.session
  const source = lanes.sources[lane]!
  const sources = strategy.bumps?.for
  if (sources !== undefined && source !== ANY_SOURCE && !sources.includes(source)) return false
  const first = firstWaiter(view, lane)
  const from = Math.min(lanes.onwardFrom[lane]!, lanes.next(lane, ONLY, 0, slots))
  return mayHope(view, strategy, first, view.rank(first), from, slots)
}

/** Earliest waiter of a lane that has one. */
function firstWaiter({ session }: View, lane: number): number {
  const { lanes, slots } = session
  let first = sooner(lanes.first(lane, lanes.list(ANY, 0)), lanes.soonest(lane))
  for (let at = lanes.next(lane, ONLY, 0, slots); at < slots; at = lanes.next(lane, ONLY, at + 1, slots))
    first = sooner(first, lanes.first(lane, lanes.list(ONLY, at)))
  return first
}

/** Whether the strategy lets a token of this rank bump another in [from, to), as far as the lanes tell. */
function mayHope(
  view: View,
  { bumps }: OverflowStrategy,
  token: number,
  rank: number,
  from: number,
  to: number,
): boolean {
  if (bumps === undefined) return false
  const { session, now, current } = view
  const { freezeMinutes, who } = bumps
  const soon = freezeMinutes === undefined ? current : firstFrom(session.planned, now + freezeMinutes * 60_000)
  const start = Math.max(from, current, soon)
  for (let lane = 0; lane < session.lanes.count; lane++)
    if (view.outranksIn(lane, token, rank, who, start, to)) return true
  return false
}

/**
 * Why tokens get seats after these facts of a command: because of the token that left the slot last. If none did, because of the command's
 * own token, or of the change that it made. What was due, and what followed from it, has been settled before.
 */
export function whyAfter(_: View, facts: readonly Fact[], __: Ranked, slot: number): Trigger {
  const left = facts.findLast((fact) => fact.from === slot && fact.to !== slot && fact.token >= 0 && isOwn(fact))
  const own = facts.find(({ intake }) => intake !== null) ?? facts.find(isOwn)
  return triggerOf(left ?? own ?? facts[0]!)
}

/** Whether the command itself is about this fact. */
function isOwn({ type, cause }: Fact): boolean {
  if (type === 'token.expired') return cause !== 'expired'
  return type !== 'token.promoted' && type !== 'token.offered' && type !== 'token.bumped' && type !== 'slot.released'
}

/**
 * What follows from a change of a slot names the change as its cause; what follows from a token's step names the token. A token that is
 * promoted because of an override is not seated by one, nor corrected.
 */
function triggerOf({ token, rank, type, cause, intake }: Fact): Trigger {
  if (token < 0) return because(type.replace('.', '-'))
  if (type === 'token.reclassified') return { token, rank, cause: 'reclassified' }
  if (intake !== null) return { token, rank, cause: 'booked' }
  return { token, rank, cause: cause === OVERRIDDEN ? type.slice('token.'.length) : cause }
}
