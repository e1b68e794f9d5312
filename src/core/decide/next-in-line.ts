import type { Ranked } from '../fact'
import { LEAST_MINUTES } from '../rules/defaults'
import { RuleFault } from '../rules/rules'
import { ANY, BUMPABLE, ONLY, ONWARD, SPENT, sooner } from '../state/lanes'
import type { Session } from '../state/session'
import { WAITLISTED } from '../state/status'
import { LIST, NEXT, REINSTATED, WANTED } from '../state/tokens'
import type { View } from './view'

/** Whether the promotion rule gives seats of this slot away now. */
export function isGivenAway(view: View, slot: number): boolean {
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

/**
 * Returns the best token to which the promotion rule gives a free seat now, and the earliest slot with one for it; undefined if nobody may
 * have one. Reads 32 slots at a time, and asks about those only that somebody waits for.
 */
export function bestForFreeSeat(view: View): Chance | undefined {
  const { session, rules, current } = view
  const { from, into } = rules.promotion
  const later = from === 'waitlist-and-later' && session.away > 0
  if (from === 'nobody' || session.closed || (session.waiting === 0 && !later)) return undefined
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
      const token = nextFor(view, at, 0, later)
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

/** Whether the asker would overtake: a waiter that comes before it would be promoted to a seat of this slot. */
export function overtakes(view: View, asker: Ranked, slot: number): boolean {
  if (view.session.waiting === 0) return false
  const waiter = nextFor(view, slot, 0, false)
  return waiter >= 0 && view.before(waiter, view.rank(waiter), asker.token, asker.rank)
}

/**
 * The best token to which the promotion rule gives a seat of this slot, or -1: a waiter, or with `later` one that is seated later
 * than it asked for. `freed` seats of the slot are about to be vacated.
 */
export function nextFor(view: View, slot: number, freed: number, later: boolean): number {
  const { session } = view
  if (!isGivenAway(view, slot)) return -1
  const { lanes } = session
  const used = session.used[slot]! - freed
  const { into } = view.rules.promotion
  if (used >= session.base[slot]! && (into === 'base' || session.overflow >= session.overflowLimit)) return -1
  let best = -1
  let bestRank = 0
  for (let lane = 0; lane < lanes.count; lane++) {
    const waits = lanes.waiting[lane]! > 0
    if (!waits && !(later && session.away > 0)) continue
    if (!session.hasSeat(lanes.groups[lane]!, slot, freed)) continue
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

/**
 * Waiters that accept this slot, come before the asker and may bump: the first of each class, in the whole order. No token is bumped
 * for a reinstated one.
 */
export function waitersBefore(view: View, asker: Ranked, slot: number): readonly number[] {
  const { lanes } = view.session
  let heads: number[] | undefined
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.waiting[lane] === 0) continue
    const head = firstToBump(view, lane, slot)
    if (head < 0 || !view.before(head, view.rank(head), asker.token, asker.rank)) continue
    if (heads === undefined) heads = [head]
    else heads.push(head)
  }
  if (heads === undefined) return NO_WAITERS
  return heads.sort((a, b) => (view.comesBefore(a, b) ? -1 : 1))
}

const NO_WAITERS: readonly number[] = []

/** Whether a waiter on this list accepts a seat of this slot. */
export function accepts({ session }: View, list: number, slot: number): boolean {
  const { lanes } = session
  const kind = lanes.kindOf(list)
  const from = lanes.slotOf(list)
  return kind === ANY || from === slot || (kind === ONWARD && from < slot)
}

/** Whether waiters on this list wait for a seat that cannot come: the doctor is away in all slots that they accept and that are not past. */
export function waitsForBlocked({ session, current, slots }: View, list: number): boolean {
  const { lanes } = session
  const kind = lanes.kindOf(list)
  const from = Math.max(current, lanes.slotOf(list))
  const to = kind === ONLY ? lanes.slotOf(list) + 1 : slots
  return from < to && session.firstUnblocked(from, to) < 0
}

/** Whether a token waits for a seat that cannot come, and its patient is not there. */
export function isStranded(view: View, token: number): boolean {
  const { session } = view
  if (session.statusOf(token) !== WAITLISTED || session.room.standby.has(token)) return false
  return waitsForBlocked(view, session.tokens.get(token, LIST))
}

/** The slot for which a waiting token asks: the one of its list, or if it accepts any slot the one that it asked for. */
export function askedSlot({ session }: View, token: number): number {
  const { lanes, tokens } = session
  const list = tokens.get(token, LIST)
  return lanes.kindOf(list) === ANY ? tokens.get(token, WANTED) : lanes.slotOf(list)
}

/** Earliest waiter of a lane that accepts this slot, or -1. */
function headFor({ session }: View, lane: number, slot: number): number {
  const { lanes } = session
  const head = sooner(lanes.first(lane, lanes.list(ONLY, slot)), lanes.first(lane, lanes.list(ANY, 0)))
  return sooner(head, lanes.firstOnward(lane, slot))
}

/** Earliest waiter of a lane that accepts this slot and was not reinstated, or -1. */
function firstToBump(view: View, lane: number, slot: number): number {
  const { lanes, tokens } = view.session
  const head = headFor(view, lane, slot)
  if (head < 0 || !tokens.isMarked(head, REINSTATED)) return head
  let first = sooner(
    firstNotReinstated(view, lane, lanes.list(ONLY, slot)),
    firstNotReinstated(view, lane, lanes.list(ANY, 0)),
  )
  for (let at = lanes.next(lane, ONWARD, 0, slot + 1); at <= slot; at = lanes.next(lane, ONWARD, at + 1, slot + 1))
    first = sooner(first, firstNotReinstated(view, lane, lanes.list(ONWARD, at)))
  return first
}

/** Earliest waiter of a list that was not reinstated, or -1. */
export function firstNotReinstated({ session }: View, lane: number, list: number): number {
  const { lanes, tokens } = session
  let token = lanes.first(lane, list)
  while (token >= 0 && tokens.isMarked(token, REINSTATED)) token = tokens.get(token, NEXT)
  return token
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
