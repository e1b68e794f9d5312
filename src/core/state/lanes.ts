import type { Accepts } from '../rules/verdict'
import { grown, LANE, LIST, NEXT, PREV, type Tokens } from './tokens'

// Kinds of lists in a lane, one of each per slot.
/** Seated, may be bumped. */
export const BUMPABLE = 0
/** Seated, may be pulled forward but not bumped: its budget is spent, or an override put it there. */
export const SPENT = 1
/** Waiting for that slot or a later one. */
export const ONWARD = 2
/** Waiting for that slot only. */
export const ONLY = 3
/** Waiting for any slot; only the list of slot 0 is used. */
export const ANY = 4
const KINDS = 5
/** Rows of a lane in `rows`: one for each kind, and one more. */
const ROWS = KINDS + 1
/** Cells of a list: its first token plus 1, its last one plus 1, and how many there are. */
const CELLS = 3

/** Number of lanes from which on new ones are for all sources, because a source may be any text. */
const MANY_LANES = 64
/** Source of a lane for all sources. */
export const ANY_SOURCE = ''

/**
 * Tokens of one rank, base rank, group and source form a lane. Its lists are always in order of arrival, so the best or the worst token is
 * at an end of a list, however many seats or waiters there are. A bit per list says whether it is empty.
 */
export class Lanes {
  count = 0
  /** Waiting tokens by lane. */
  waiting: number[] = []
  ranks: number[] = []
  /** Ranks that the rules gave, without ageing. */
  bases: number[] = []
  groups: number[] = []
  sources: string[] = []
  /** First slot from which on some waiter of the lane accepts every slot, by lane; the number of slots if there is none. */
  onwardFrom: number[] = []
  /** CELLS for each list, so that what a command reads of a list is side by side. */
  private lists = new Int32Array(0)
  /**
   * For each lane a row of words for each kind, in which a bit per list says whether it is not empty. The row after them holds for each
   * word the earliest token of the ONWARD lists that share it, plus 1.
   */
  private rows = new Int32Array(0)
  readonly words: number

  constructor(readonly slots: number) {
    this.words = (slots + 31) >> 5
  }

  /** The lane of this rank, base rank, group and source; a new one if there is none. */
  intern(rank: number, base: number, group: number, source: string): number {
    const { ranks, bases, groups, sources, count } = this
    for (let lane = 0; lane < count; lane++)
      if (ranks[lane] === rank && bases[lane] === base && groups[lane] === group && sources[lane] === source)
        return lane
    if (count >= MANY_LANES && source !== ANY_SOURCE) return this.intern(rank, base, group, ANY_SOURCE)
    ranks.push(rank)
    bases.push(base)
    groups.push(group)
    sources.push(source)
    this.waiting.push(0)
    this.onwardFrom.push(this.slots)
    if (this.rows.length === count * ROWS * this.words) {
      const room = Math.max(4, count * 2)
      this.rows = grown(this.rows, room * ROWS * this.words)
      this.lists = grown(this.lists, room * KINDS * this.slots * CELLS)
    }
    return this.count++
  }

  /** The lane in which a token of this home lane holds a seat with that rank. */
  seatLane(home: number, rank: number): number {
    const { ranks, groups } = this
    return ranks[home] === rank ? home : this.intern(rank, ranks[home]!, groups[home]!, ANY_SOURCE)
  }

  /** A word of bits: which of 32 slots have a non-empty list of this kind. */
  occupied(lane: number, kind: number, word: number): number {
    return this.rows[(lane * ROWS + kind) * this.words + word]!
  }

  /** First slot in [from, to) with a non-empty list of this kind, or `to`. */
  next(lane: number, kind: number, from: number, to: number): number {
    for (let word = from >> 5, mask = -1 << (from & 31); word << 5 < to; word++, mask = -1) {
      const bits = this.occupied(lane, kind, word) & mask
      if (bits !== 0) return Math.min(to, (word << 5) + 31 - Math.clz32(bits & -bits))
    }
    return to
  }

  /** Earliest arrival in a list, or -1. */
  first(lane: number, list: number): number {
    return this.lists[this.cellOf(lane, list)]! - 1
  }

  /** Latest arrival in a list, or -1. */
  last(lane: number, list: number): number {
    return this.lists[this.cellOf(lane, list) + 1]! - 1
  }

  /** Latest arrival in the lists of this kind of the slots in [from, to), or -1. */
  latest(lane: number, kind: number, from: number, to: number): number {
    let latest = -1
    for (let word = from >> 5, mask = -1 << (from & 31); word << 5 < to; word++, mask = -1)
      for (let bits = this.occupied(lane, kind, word) & mask; bits !== 0; bits &= bits - 1) {
        const slot = (word << 5) + 31 - Math.clz32(bits & -bits)
        if (slot >= to) break
        const last = this.last(lane, kind * this.slots + slot)
        if (last > latest) latest = last
      }
    return latest
  }

  /** Number of tokens in a list. */
  size(lane: number, list: number): number {
    return this.lists[this.cellOf(lane, list) + 2]!
  }

  /** Earliest waiter for this slot or an earlier one that accepts later slots too, or -1. */
  firstOnward(lane: number, slot: number): number {
    const last = slot >> 5
    let first = this.firstOf(lane, last, -1 >>> (31 - (slot & 31)))
    const row = (lane * ROWS + KINDS) * this.words
    for (let word = 0; word < last; word++) first = sooner(first, this.rows[row + word]! - 1)
    return first
  }

  /** Earliest waiter of a lane that accepts its slot and later ones, whichever slot that is, or -1. */
  soonest(lane: number): number {
    const row = (lane * ROWS + KINDS) * this.words
    let first = -1
    for (let word = 0; word < this.words; word++) first = sooner(first, this.rows[row + word]! - 1)
    return first
  }

  /** Last slot in which a token sits that may be pulled forward, or -1. */
  lastSeated(): number {
    for (let word = this.words - 1; word >= 0; word--) {
      let bits = 0
      for (let lane = 0; lane < this.count; lane++)
        bits |= this.occupied(lane, BUMPABLE, word) | this.occupied(lane, SPENT, word)
      if (bits !== 0) return (word << 5) + 31 - Math.clz32(bits)
    }
    return -1
  }

  /** A word of bits: which of 32 slots a waiter of this lane accepts. */
  accepted(lane: number, word: number): number {
    const from = this.onwardFrom[lane]! - (word << 5)
    const onward = from <= 0 ? -1 : from >= 32 ? 0 : -1 << from
    return onward | this.occupied(lane, ONLY, word)
  }

  /** Number of a list inside its lane. */
  list(kind: number, slot: number): number {
    return kind === ANY ? ANY * this.slots : kind * this.slots + slot
  }

  /** Kind of a list. */
  kindOf(list: number): number {
    return (list / this.slots) | 0
  }

  /** Slot of a list; 0 for the list of waiters for any slot. */
  slotOf(list: number): number {
    return list % this.slots
  }

  /** Puts a token into a list in order of arrival: nearly always at an end, otherwise by a search from both ends. */
  link(tokens: Tokens, token: number, lane: number, list: number): void {
    const { lists } = this
    const cell = this.cellOf(lane, list)
    let prev = lists[cell + 1]! - 1
    let next = -1
    if (prev > token) {
      next = lists[cell]! - 1
      while (next < token && prev > token) {
        next = tokens.get(next, NEXT)
        prev = tokens.get(prev, PREV)
      }
      if (next > token) prev = tokens.get(next, PREV)
      else next = tokens.get(prev, NEXT)
    }
    tokens.set(token, LANE, lane)
    tokens.set(token, LIST, list)
    tokens.set(token, PREV, prev)
    tokens.set(token, NEXT, next)
    if (prev < 0) lists[cell] = token + 1
    else tokens.set(prev, NEXT, token)
    if (next < 0) lists[cell + 1] = token + 1
    else tokens.set(next, PREV, token)
    if (lists[cell + 2]!++ === 0) this.mark(lane, list, true)
    if (list < ONWARD * this.slots) return
    this.waiting[lane]!++
    if (list >= ONLY * this.slots) return
    const at = this.soonestAt(lane, list)
    this.rows[at] = sooner(this.rows[at]! - 1, token) + 1
  }

  /** Takes a token out of the list it is in. */
  unlink(tokens: Tokens, token: number): void {
    const lane = tokens.get(token, LANE)
    const list = tokens.get(token, LIST)
    const { lists } = this
    const cell = this.cellOf(lane, list)
    const prev = tokens.get(token, PREV)
    const next = tokens.get(token, NEXT)
    if (prev < 0) lists[cell] = next + 1
    else tokens.set(prev, NEXT, next)
    if (next < 0) lists[cell + 1] = prev + 1
    else tokens.set(next, PREV, prev)
    tokens.set(token, LIST, -1)
    if (--lists[cell + 2]! === 0) this.mark(lane, list, false)
    if (list < ONWARD * this.slots) return
    this.waiting[lane]!--
    if (list >= ONLY * this.slots) return
    const at = this.soonestAt(lane, list)
    if (this.rows[at] === token + 1) this.rows[at] = this.firstOf(lane, (list - ONWARD * this.slots) >> 5, -1) + 1
  }

  copy(): Lanes {
    const copy = new Lanes(this.slots)
    copy.count = this.count
    copy.waiting = this.waiting.slice()
    copy.ranks = this.ranks.slice()
    copy.bases = this.bases.slice()
    copy.groups = this.groups.slice()
    copy.sources = this.sources.slice()
    copy.onwardFrom = this.onwardFrom.slice()
    copy.lists = new Int32Array(this.lists)
    copy.rows = new Int32Array(this.rows)
    return copy
  }

  /** Index of a list's first cell. */
  private cellOf(lane: number, list: number): number {
    return (lane * KINDS * this.slots + list) * CELLS
  }

  /** Index in `rows` of the earliest token among the ONWARD lists that share a word with this one. */
  private soonestAt(lane: number, list: number): number {
    return (lane * ROWS + KINDS) * this.words + ((list - ONWARD * this.slots) >> 5)
  }

  /** Earliest token of those ONWARD lists of a word whose bits are in the mask, or -1. */
  private firstOf(lane: number, word: number, mask: number): number {
    let first = -1
    for (let bits = this.occupied(lane, ONWARD, word) & mask; bits !== 0; bits &= bits - 1)
      first = sooner(first, this.first(lane, this.list(ONWARD, (word << 5) + 31 - Math.clz32(bits & -bits))))
    return first
  }

  private mark(lane: number, list: number, on: boolean): void {
    const kind = this.kindOf(list)
    const slot = list - kind * this.slots
    const at = (lane * ROWS + kind) * this.words + (slot >> 5)
    if (on) this.rows[at]! |= 1 << (slot & 31)
    else this.rows[at]! &= ~(1 << (slot & 31))
    if (kind === ONWARD || kind === ANY)
      this.onwardFrom[lane] = this.occupied(lane, ANY, 0) !== 0 ? 0 : this.next(lane, ONWARD, 0, this.slots)
  }
}

/** The earlier of two tokens, either of which may be -1. */
export function sooner(a: number, b: number): number {
  return a < 0 || (b >= 0 && b < a) ? b : a
}

/** Kind of list for waiters that accept this. */
const KIND_OF: Readonly<Record<Accepts, number>> = { slot: ONLY, onward: ONWARD, any: ANY }
const ACCEPTED: readonly Accepts[] = ['onward', 'slot', 'any']

/** Number of the waiting list for this slot, in a lane of `slots` slots; undefined if there is no such `accepts`. */
export function waitingList(accepts: Accepts, slot: number, slots: number): number | undefined {
  if (!Object.hasOwn(KIND_OF, accepts)) return undefined
  const kind = KIND_OF[accepts]
  return kind === ANY ? ANY * slots : kind * slots + slot
}

/** What waiters on this list accept. */
export function acceptsOf(list: number, slots: number): Accepts {
  return ACCEPTED[((list / slots) | 0) - ONWARD]!
}

/** Slot that waiters on this list wait for, or -1 for any. */
export function awaitedSlot(list: number, slots: number): number {
  return list >= ANY * slots ? -1 : list % slots
}
