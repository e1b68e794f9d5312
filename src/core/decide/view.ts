import type { Fact } from '../fact'
import { agedRank } from '../rules/ask-rules'
import type { Asker, Board, Outranks, Rules, ServiceDay } from '../rules/rules'
import { evolve } from '../state/evolve'
import { BUMPABLE, ONLY, ONWARD } from '../state/lanes'
import type { Session } from '../state/session'
import { WAITLISTED } from '../state/status'
import { LANE, LIST } from '../state/tokens'

/** A session, the rules by which it is decided, and the day that they may ask for. */
export interface Clinic {
  readonly session: Session
  readonly rules: Rules
  readonly day: ServiceDay
}

/** Later than every token. */
const LATEST = Number.MAX_SAFE_INTEGER
const NOTHING: readonly Fact[] = []
const NONE: number[] = []

/** Read-only questions about a session at one moment, for strategies and promotion. */
export class View implements Board {
  readonly slots: number
  /** First slot that is not past, and first that has not begun. */
  readonly current: number
  readonly upcoming: number
  /** Whether a bumped token may have a better rank as a waiter than in its seat. */
  private readonly mayTurnBack: boolean
  /** A token that may bump tokens in one slot only, and that slot. */
  private bound = -1
  private boundTo = -1
  /** Last token of each lane that may be bumped from slot `lastsFrom` on, once it was looked for, and its standing. */
  private lasts = NONE
  private lastsFrom = -1

  constructor(
    readonly session: Session,
    readonly rules: Rules,
    readonly now: number,
    /** Index of the session among those that `decide` was given. */
    readonly index = 0,
    /** What was due by now, and the seats that tokens got by that: folded into `session`, but not recorded yet. */
    readonly ended: readonly Fact[] = NOTHING,
  ) {
    this.slots = session.slots
    this.upcoming = now < session.starts[0]! ? 0 : firstAfter(session.starts, now)
    const running = this.upcoming > 0 && now < session.ends[this.upcoming - 1]!
    this.current = running ? this.upcoming - 1 : this.upcoming
    const ages = rules.priority.at !== undefined
    this.mayTurnBack = ages && now > session.planned[0]! && rules.promotion.from !== 'nobody'
  }

  /** The session as these facts leave it. */
  after(facts: readonly Fact[]): View {
    const draft = this.session.draft()
    for (const fact of facts) evolve(draft, fact)
    return new View(draft, this.rules, this.now, this.index)
  }

  get waiting(): number {
    return this.session.waiting
  }

  waitingFor(slot: number): number {
    const { waitingIn, lanes } = this.session
    return waitingIn[lanes.list(ONLY, slot)]! + waitingIn[lanes.list(ONWARD, slot)]!
  }

  startOf(slot: number): number {
    return this.session.starts[slot]!
  }

  endOf(slot: number): number {
    return this.session.ends[slot]!
  }

  capacityOf(slot: number): number {
    return this.session.base[slot]!
  }

  usedIn(slot: number): number {
    return this.session.used[slot]!
  }

  /** A seated token keeps the rank that seated it; a waiting one may age. */
  rank(token: number): number {
    const { session } = this
    const base = session.rankOf(token)
    return session.statusOf(token) === WAITLISTED ? this.aged(base, token) : base
  }

  /** Whether `a` with its rank comes before `b` in the whole order. */
  before(a: number, rankOfA: number, b: number, rankOfB: number): boolean {
    return rankOfA < rankOfB || (rankOfA === rankOfB && a < b)
  }

  /** Whether one token comes before another in the whole order. */
  comesBefore(a: number, b: number): boolean {
    return this.before(a, this.rank(a), b, this.rank(b))
  }

  isFree(slot: number, group: number): boolean {
    const { session } = this
    if (slot < this.current || slot >= this.slots || !session.hasSeat(group, slot)) return false
    return session.used[slot]! < session.base[slot]! || session.overflow < session.overflowLimit
  }

  firstFree(asker: Asker, from: number, to: number): number {
    const { open, roomy, lanes, overflow, overflowLimit } = this.session
    const { words } = lanes
    const start = Math.max(from, this.current)
    const onlyBase = overflow >= overflowLimit
    for (let word = start >> 5, mask = -1 << (start & 31); word < words && word << 5 < to; word++, mask = -1) {
      let bits = open[asker.group * words + word]! & mask
      if (onlyBase) bits &= roomy[word]!
      for (; bits !== 0; bits &= bits - 1) {
        const slot = (word << 5) + 31 - Math.clz32(bits & -bits)
        if (slot >= to) return -1
        if (slot !== asker.lost) return slot
      }
    }
    return -1
  }

  firstBumpable(asker: Asker, who: Outranks, from: number, to: number, freezeMinutes?: number): number {
    if (!asker.mayBump) return -1
    const { lanes, planned } = this.session
    const isBound = asker.token === this.bound
    let start = Math.max(from, this.current, isBound ? this.boundTo : 0)
    if (freezeMinutes !== undefined) start = Math.max(start, firstFrom(planned, this.now + freezeMinutes * 60_000))
    const end = Math.min(to, isBound ? this.boundTo + 1 : this.slots)
    for (;;) {
      let slot = end
      for (let lane = 0; lane < lanes.count; lane++) {
        if (lanes.ranks[lane]! < asker.rank) continue
        const next = lanes.next(lane, BUMPABLE, start, slot)
        if (next < slot && this.outranksLast(lane, asker.token, asker.rank, who, start, slot)) slot = next
      }
      if (slot >= end) return -1
      const victim = slot === asker.lost ? -1 : this.victim(asker, slot)
      if (victim >= 0 && who(asker.rank, asker.token, this.standing(victim), victim)) return slot
      start = slot + 1
    }
  }

  /**
   * The rank by which others may bump a seated token: the one that seated it, or the one that it has as soon as it waits, if that is
   * better. A token that it would come before then does not bump it.
   */
  standing(token: number): number {
    const { session } = this
    const lane = session.tokens.get(token, LANE)
    return this.mayTurnBack ? this.standingIn(lane, token) : session.lanes.ranks[lane]!
  }

  /** Whether `who` lets a token of this rank bump the last token of the lane in [from, to), if its seat is one that it may have. */
  outranksIn(lane: number, token: number, rank: number, who: Outranks, from: number, to: number): boolean {
    const { lanes } = this.session
    if (lanes.ranks[lane]! < rank || lanes.next(lane, BUMPABLE, from, to) >= to) return false
    return this.outranksLast(lane, token, rank, who, from, to)
  }

  /** The same of a lane that has such a token. */
  private outranksLast(lane: number, token: number, rank: number, who: Outranks, from: number, to: number): boolean {
    const { lanes } = this.session
    if (!this.mayTurnBack) return who(rank, token, lanes.ranks[lane]!, LATEST)
    if (to < this.slots) {
      const last = lanes.latest(lane, BUMPABLE, from, to)
      return who(rank, token, this.standingIn(lane, last), last)
    }
    if (this.lastsFrom !== from) {
      this.lastsFrom = from
      this.lasts = new Array(2 * lanes.count)
    }
    const { lasts } = this
    if (lasts[2 * lane] === undefined) {
      const last = lanes.latest(lane, BUMPABLE, from, to)
      lasts[2 * lane] = last
      lasts[2 * lane + 1] = this.standingIn(lane, last)
    }
    return who(rank, token, lasts[2 * lane + 1]!, lasts[2 * lane]!)
  }

  /** Must be called if the session that is viewed has changed. */
  hasChanged(): void {
    this.lastsFrom = -1
  }

  /** Returns the answer of `ask`, which asks for this token in one slot: it may bump tokens there only. */
  askedFor<T>(slot: number, token: number, ask: () => T): T {
    this.bound = token
    this.boundTo = slot
    try {
      return ask()
    } finally {
      this.bound = -1
    }
  }

  private standingIn(lane: number, token: number): number {
    const { lanes } = this.session
    return Math.min(lanes.ranks[lane]!, this.aged(lanes.bases[lane]!, token))
  }

  /**
   * The last token in the whole order whose seat the asker may have, if it comes after the asker; else -1. A token that sees more
   * seats than the asker keeps an overflow seat, which the asker could not hold.
   */
  victim(asker: Asker, slot: number): number {
    const { session } = this
    const { lanes } = session
    const seats = session.seatsOf(asker.group, slot)
    const crowded = session.used[slot]! > seats
    let last = -1
    let lastRank = asker.rank
    for (let lane = 0; lane < lanes.count; lane++) {
      if (lanes.ranks[lane]! < lastRank) continue
      if ((lanes.occupied(lane, BUMPABLE, slot >> 5) & (1 << (slot & 31))) === 0) continue
      if (crowded && session.seatsOf(lanes.groups[lane]!, slot) > seats) continue
      if (session.isProtected(lanes.groups[lane]!, slot, asker.group)) continue
      const token = lanes.last(lane, lanes.list(BUMPABLE, slot))
      const rank = this.standing(token)
      if (last < 0 || this.before(last, lastRank, token, rank)) {
        last = token
        lastRank = rank
      }
    }
    return this.before(asker.token, asker.rank, last, lastRank) ? last : -1
  }

  /** Whether waiters on this list wait for a seat that cannot come: the doctor is away in all slots that they accept and that are not past. */
  waitsForBlocked(list: number): boolean {
    const { lanes } = this.session
    const from = Math.max(this.current, lanes.slotOf(list))
    const to = lanes.kindOf(list) === ONLY ? lanes.slotOf(list) + 1 : this.slots
    return from < to && this.session.firstUnblocked(from, to) < 0
  }

  /** Whether a token waits for a seat that cannot come, and its patient is not there. */
  isStranded(token: number): boolean {
    const { session } = this
    if (session.statusOf(token) !== WAITLISTED || session.room.standby.has(token)) return false
    return this.waitsForBlocked(session.tokens.get(token, LIST))
  }

  /** A waiting token's rank now, if its base rank is this. */
  aged(base: number, token: number): number {
    if (this.rules.priority.at === undefined) return base
    const { tokens, planned } = this.session
    const since = Math.max(tokens.arrivedAt[token]!, planned[0]!)
    return agedRank(this.rules, base, Math.max(0, this.now - since))
  }
}

/** Index of the first time that is later than `now`. */
function firstAfter(times: readonly number[], now: number): number {
  return firstFrom(times, now + 1)
}

/** Index of the first time that is not before `limit`. */
export function firstFrom(times: readonly number[], limit: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
