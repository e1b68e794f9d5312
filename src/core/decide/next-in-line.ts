import { LEAST_MINUTES } from '../rules/defaults'
import { RuleFault, type Rules } from '../rules/rules'
import { ANY, BUMPABLE, ONLY, ONWARD, SPENT, sooner } from '../state/lanes'
import type { Session } from '../state/session'
import { WAITLISTED } from '../state/status'
import { LIST, NEXT, WANTED } from '../state/tokens'
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

/** Whether any token waits, or sits later than it asked for, to which the promotion rule may give a seat. */
export function isAnybodyLeft({ closed, waiting, away }: Session, { promotion: { from } }: Rules): boolean {
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
export function mayTakeSeat(view: View, slot: number, victim: number): boolean {
  const { used, base } = view.session
  const isWithin = used[slot]! + (victim < 0 ? 1 : 0) <= base[slot]!
  return view.rules.promotion.into === 'entitled' || isWithin
}

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
