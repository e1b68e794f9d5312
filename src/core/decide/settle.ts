import { because, type Fact, offered, promoted, type Ranked, type Trigger } from '../fact'
import { type OverflowStrategy, type PromotionPolicy, RuleFault, type Rules } from '../rules/rules'
import { evolve } from '../state/evolve'
import { ANY, ANY_SOURCE, BUMPABLE, ONLY, ONWARD, SPENT, sooner } from '../state/lanes'
import type { Session } from '../state/session'
import { LIST, NEXT, REINSTATED, WANTED } from '../state/tokens'
import { askAll, askerFor, inOrder } from './ask'
import { OVERRIDDEN } from './override'
import { type Clinic, firstFrom, View } from './view'

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

/** Minutes that must be left of a slot for a promotion into it, if the rule says nothing else. */
const LEAST_MINUTES = 5

/** Whether the promotion rule gives seats of this slot away now. */
function isGivenAway(view: View, slot: number): boolean {
  const { session, rules, now } = view
  const { from, fills, minutesLeft = LEAST_MINUTES } = rules.promotion
  if (from === 'nobody' || slot < view.current || session.closed) return false
  if (!(minutesLeft >= 0)) throw new RuleFault(`promotion.minutesLeft is ${minutesLeft}`)
  return session.ends[slot]! - now >= minutesLeft * 60_000 && (fills === undefined || fills(slot, view))
}

/** A token that may have a free seat, and the slot of that seat. */
export interface Chance {
  readonly token: number
  readonly slot: number
}

/** Whether any token waits, or sits later than it asked for, to which the promotion rule may give a seat. */
function isAnybodyLeft({ closed, waiting, away }: Session, { promotion: { from } }: Rules): boolean {
  return !closed && from !== 'nobody' && (waiting > 0 || (from === 'waitlist-and-later' && away > 0))
}

/**
 * Returns the best token to which the promotion rule gives a free seat now, and the earliest slot with one for it; undefined if nobody may
 * have one. Reads 32 slots at a time, and asks about those only that somebody waits for.
 */
export function bestForFreeSeat(view: View): Chance | undefined {
  const { session, rules, current } = view
  const { from, into } = rules.promotion
  if (!isAnybodyLeft(session, rules)) return undefined
  const later = from === 'waitlist-and-later' && session.away > 0
  const { roomy, words, overflow, overflowLimit } = session
  const onlyBase = into === 'base' || overflow >= overflowLimit
  // Nobody is pulled forward into a slot after the last seated token.
  const pulledBefore = later ? session.lanes.lastSeated() : 0
  let best = -1
  let slot = -1
  for (let word = current >> 5, mask = -1 << (current & 31); word < words; word++, mask = -1) {
    let bits = askedFor(session, word, pulledBefore) & mask
    if (onlyBase) bits &= roomy[word]!
    for (; bits !== 0; bits &= bits - 1) {
      const at = (word << 5) + 31 - Math.clz32(bits & -bits)
      const token = nextFor(view, at, later)
      if (token < 0 || (best >= 0 && !view.before(token, view.rank(token), best, view.rank(best)))) continue
      best = token
      slot = at
    }
  }
  return best < 0 ? undefined : { token: best, slot }
}

/** Whether a token waits beside a seat that is free for it, whatever the promotion rule says about it now. */
export function waitsBesideFreeSeat({ session, current }: View): boolean {
  if (session.waiting === 0 || session.closed) return false
  const { roomy, words, overflow, overflowLimit } = session
  for (let word = current >> 5, mask = -1 << (current & 31); word < words; word++, mask = -1) {
    const bits = askedFor(session, word, 0) & mask
    if ((overflow < overflowLimit ? bits : bits & roomy[word]!) !== 0) return true
  }
  return false
}

/** A word of bits: which of 32 slots are free for a waiter that accepts them, or before slot `pulledBefore` for any token. */
function askedFor({ lanes, open, words }: Session, word: number, pulledBefore: number): number {
  const left = pulledBefore - (word << 5)
  const pulled = left <= 0 ? 0 : left >= 32 ? -1 : (1 << left) - 1
  let bits = 0
  for (let lane = 0; lane < lanes.count; lane++) {
    const waits = lanes.waiting[lane]! > 0
    if (pulled === 0 && !waits) continue
    const free = open[lanes.groups[lane]! * words + word]!
    if (free !== 0) bits |= free & (waits ? pulled | lanes.accepted(lane, word) : pulled)
  }
  return bits
}

/**
 * The best token to which the promotion rule gives a seat of this slot, or -1: a waiter, or with `later` one that is seated later
 * than it asked for.
 */
function nextFor(view: View, slot: number, later: boolean): number {
  const { session } = view
  if (!isGivenAway(view, slot)) return -1
  const { lanes } = session
  const { into } = view.rules.promotion
  if (session.used[slot]! >= session.base[slot]! && (into === 'base' || session.overflow >= session.overflowLimit))
    return -1
  let best = -1
  let bestRank = 0
  for (let lane = 0; lane < lanes.count; lane++) {
    const waits = lanes.waiting[lane]! > 0
    if (!waits && !(later && session.away > 0)) continue
    if (!session.hasSeat(lanes.groups[lane]!, slot)) continue
    const waiter = waits ? headFor(view, lane, slot) : -1
    const base = lanes.ranks[lane]!
    if (waiter >= 0) {
      const rank = view.aged(base, waiter)
      if (best < 0 || view.before(waiter, rank, best, bestRank)) {
        best = waiter
        bestRank = rank
      }
    }
    const seated = later && session.away > 0 ? headAway(view, lane, slot) : -1
    if (seated >= 0 && (best < 0 || view.before(seated, base, best, bestRank))) {
      best = seated
      bestRank = base
    }
  }
  return best
}

/** Whether the promotion rule puts a waiter into a slot that it gives away: into the victim's seat, or if there is no victim (-1) into one more. */
function mayTakeSeat(view: View, slot: number, victim: number): boolean {
  const { used, base } = view.session
  const isWithin = used[slot]! + (victim < 0 ? 1 : 0) <= base[slot]!
  return view.rules.promotion.into === 'entitled' || isWithin
}

/** Whether a waiter on this list accepts a seat of this slot. */
function accepts({ session }: View, list: number, slot: number): boolean {
  const { lanes } = session
  const kind = lanes.kindOf(list)
  const from = lanes.slotOf(list)
  return kind === ANY || from === slot || (kind === ONWARD && from < slot)
}

/** Earliest waiter of a lane that accepts this slot, or -1. */
function headFor({ session }: View, lane: number, slot: number): number {
  const { lanes } = session
  const head = sooner(lanes.first(lane, lanes.list(ONLY, slot)), lanes.first(lane, lanes.list(ANY, 0)))
  return sooner(head, lanes.firstOnward(lane, slot))
}

/** Earliest token of a lane that asked for this slot or an earlier one and sits in a later one, or -1. */
function headAway({ session }: View, lane: number, slot: number): number {
  const { lanes, tokens } = session
  let head = -1
  for (let kind = BUMPABLE; kind <= SPENT; kind++) {
    for (let word = (slot + 1) >> 5, mask = -1 << ((slot + 1) & 31); word < lanes.words; word++, mask = -1) {
      for (let bits = lanes.occupied(lane, kind, word) & mask; bits !== 0; bits &= bits - 1) {
        const at = (word << 5) + 31 - Math.clz32(bits & -bits)
        let token = lanes.first(lane, lanes.list(kind, at))
        while (token >= 0 && tokens.get(token, WANTED) > slot) token = tokens.get(token, NEXT)
        head = sooner(head, token)
      }
    }
  }
  return head
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
