import { grown, LANE, LIST, NEXT, PREV, type Tokens } from './tokens'

/** Kinds of lists in a lane, one of each per slot. */
/** Seated, may be bumped. */
export const BUMPABLE = 0
/** Seated, may be moved forward but no longer bumped: its budget is spent. */
export const SPENT = 1
/** Waiting for that slot or a later one. */
export const ONWARD = 2
/** Waiting for that slot only. */
export const ONLY = 3
/** Waiting for any slot; the list of slot 0 stands for all. */
export const ANY = 4
const KINDS = 5

/**
 * Tokens of one (rank, group) form a lane, in order of arrival at every moment. To pick the best or the worst token is to
 * compare lane ends: nothing here grows with capacity or waiters. A bit per list says whether it holds anybody.
 */
export class Lanes {
  count = 0
  /** Waiting tokens by lane. */
  waiting: number[] = []
  ranks: number[] = []
  groups: number[] = []
  private ends = new Int32Array(0)
  private bits = new Int32Array(0)
  readonly words: number

  constructor(readonly slots: number) {
    this.words = (slots + 31) >> 5
  }

  /** The lane of this rank and group, made when it is new. */
  intern(rank: number, group: number): number {
    const { ranks, groups, count } = this
    for (let lane = 0; lane < count; lane++) if (ranks[lane] === rank && groups[lane] === group) return lane
    ranks.push(rank)
    groups.push(group)
    this.waiting.push(0)
    if (this.bits.length === count * KINDS * this.words) {
      const room = Math.max(4, count * 2) * KINDS
      this.bits = grown(this.bits, room * this.words, 0)
      this.ends = grown(this.ends, room * this.slots * 2, -1)
    }
    return this.count++
  }

  /** Which slots have a non-empty list of this kind: 32 of them in a word. */
  occupied(lane: number, kind: number, word: number): number {
    return this.bits[(lane * KINDS + kind) * this.words + word]!
  }

  /** Earliest arrival in a list, or -1. */
  first(lane: number, list: number): number {
    return this.ends[(lane * KINDS * this.slots + list) * 2]!
  }

  /** Latest arrival in a list, or -1. */
  last(lane: number, list: number): number {
    return this.ends[(lane * KINDS * this.slots + list) * 2 + 1]!
  }

  /** Number of a list inside its lane. */
  list(kind: number, slot: number): number {
    return kind === ANY ? ANY * this.slots : kind * this.slots + slot
  }

  /** Puts a token into a list by arrival: nearly always at an end, else from the nearer end. */
  link(tokens: Tokens, token: number, lane: number, list: number): void {
    const { ends } = this
    const end = (lane * KINDS * this.slots + list) * 2
    let prev = ends[end + 1]!
    let next = -1
    if (prev > token) {
      next = ends[end]!
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
    if (prev < 0) ends[end] = token
    else tokens.set(prev, NEXT, token)
    if (next < 0) ends[end + 1] = token
    else tokens.set(next, PREV, token)
    this.mark(lane, list, true)
    if (list >= ONWARD * this.slots) this.waiting[lane]!++
  }

  /** Takes a token out of the list it is in. */
  unlink(tokens: Tokens, token: number): void {
    const lane = tokens.get(token, LANE)
    const list = tokens.get(token, LIST)
    const end = (lane * KINDS * this.slots + list) * 2
    const prev = tokens.get(token, PREV)
    const next = tokens.get(token, NEXT)
    if (prev < 0) this.ends[end] = next
    else tokens.set(prev, NEXT, next)
    if (next < 0) this.ends[end + 1] = prev
    else tokens.set(next, PREV, prev)
    tokens.set(token, LIST, -1)
    if (prev < 0 && next < 0) this.mark(lane, list, false)
    if (list >= ONWARD * this.slots) this.waiting[lane]!--
  }

  copy(): Lanes {
    const copy = new Lanes(this.slots)
    copy.count = this.count
    copy.waiting = this.waiting.slice()
    copy.ranks = this.ranks.slice()
    copy.groups = this.groups.slice()
    copy.ends = this.ends.slice()
    copy.bits = this.bits.slice()
    return copy
  }

  private mark(lane: number, list: number, on: boolean): void {
    const kind = (list / this.slots) | 0
    const slot = list - kind * this.slots
    const at = (lane * KINDS + kind) * this.words + (slot >> 5)
    if (on) this.bits[at]! |= 1 << (slot & 31)
    else this.bits[at]! &= ~(1 << (slot & 31))
  }
}
