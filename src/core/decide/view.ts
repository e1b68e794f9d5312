import type { Fact } from '../fact'
import { agedRank } from '../rules/ask-rules'
import type { Asker, Board, Outranks, Rules } from '../rules/rules'
import { ANY, BUMPABLE, ONLY, ONWARD, SPENT, sooner } from '../state/lanes'
import type { Session } from '../state/session'
import { isLive, WAITLISTED } from '../state/status'
import { NEXT, OLDER, SLOT, WANTED } from '../state/tokens'

const LATEST = Number.MAX_SAFE_INTEGER
const NOTHING: readonly Fact[] = []

/** Read-only questions about a session at one moment, for strategies and promotion. */
export class View implements Board {
  readonly slots: number
  /** First slot that is not past, and first that has not begun. */
  readonly current: number
  readonly upcoming: number
  private readonly ages: boolean

  constructor(
    readonly session: Session,
    readonly rules: Rules,
    readonly now: number,
    /** Index of the session among those that `decide` was given. */
    readonly index = 0,
    /** Facts that end holds, offers and reservations whose time is up: folded into `session`, but not recorded yet. */
    readonly ended: readonly Fact[] = NOTHING,
  ) {
    this.slots = session.slots
    this.upcoming = now < session.starts[0]! ? 0 : firstAfter(session.starts, now)
    const running = this.upcoming > 0 && now < session.ends[this.upcoming - 1]!
    this.current = running ? this.upcoming - 1 : this.upcoming
    this.ages = rules.priority.at !== undefined
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
    if (!this.ages || session.statusOf(token) !== WAITLISTED) return base
    return this.aged(base, token)
  }

  /** Whether `a` with its rank comes before `b` in the whole order. */
  before(a: number, rankOfA: number, b: number, rankOfB: number): boolean {
    return rankOfA < rankOfB || (rankOfA === rankOfB && a < b)
  }

  isFree(slot: number, group: number): boolean {
    const { session } = this
    if (slot < this.current || slot >= this.slots || !session.hasSeat(group, slot, 0)) return false
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
    const { lanes, starts } = this.session
    let start = Math.max(from, this.current)
    if (freezeMinutes !== undefined) start = Math.max(start, firstFrom(starts, this.now + freezeMinutes * 60_000))
    const end = Math.min(to, this.slots)
    for (;;) {
      let slot = end
      for (let lane = 0; lane < lanes.count; lane++)
        if (who(asker.rank, asker.token, lanes.ranks[lane]!, LATEST)) slot = lanes.next(lane, BUMPABLE, start, slot)
      if (slot >= end) return -1
      const victim = slot === asker.lost ? -1 : this.victim(asker, slot)
      if (victim >= 0 && who(asker.rank, asker.token, this.session.rankOf(victim), victim)) return slot
      start = slot + 1
    }
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
    let lastRank = 0
    for (let lane = 0; lane < lanes.count; lane++) {
      if ((lanes.occupied(lane, BUMPABLE, slot >> 5) & (1 << (slot & 31))) === 0) continue
      if (crowded && session.seatsOf(lanes.groups[lane]!, slot) > seats) continue
      if (session.isProtected(lanes.groups[lane]!, slot, asker.group)) continue
      const token = lanes.last(lane, lanes.list(BUMPABLE, slot))
      const rank = lanes.ranks[lane]!
      if (last < 0 || this.before(last, lastRank, token, rank)) {
        last = token
        lastRank = rank
      }
    }
    return this.before(asker.token, asker.rank, last, lastRank) ? last : -1
  }

  /** Whether the asker would overtake: a waiter that comes before it would be promoted to a seat of this slot. */
  overtakes(asker: Asker, slot: number): boolean {
    if (this.session.waiting === 0) return false
    const waiter = this.best(slot, 0, false)
    return waiter >= 0 && this.before(waiter, this.rank(waiter), asker.token, asker.rank)
  }

  /**
   * The best token to which the promotion rule gives a seat of this slot, or -1: a waiter, or with `later` one that is seated
   * later than it asked for. `freed` seats of the slot are about to be vacated.
   */
  best(slot: number, freed: number, later: boolean): number {
    const { session } = this
    const { promotion } = this.rules
    if (promotion.from === 'nobody' || slot < this.current || session.closed) return -1
    if (promotion.fills !== undefined && !promotion.fills(slot, this)) return -1
    const { lanes } = session
    const used = session.used[slot]! - freed
    if (used >= session.base[slot]! && (promotion.into === 'base' || session.overflow >= session.overflowLimit))
      return -1
    let best = -1
    let bestRank = 0
    for (let lane = 0; lane < lanes.count; lane++) {
      if (!session.hasSeat(lanes.groups[lane]!, slot, freed)) continue
      const waiter = lanes.waiting[lane]! > 0 ? this.headFor(lane, slot) : -1
      const base = lanes.ranks[lane]!
      if (waiter >= 0) {
        const rank = this.ages ? this.aged(base, waiter) : base
        if (best < 0 || this.before(waiter, rank, best, bestRank)) {
          best = waiter
          bestRank = rank
        }
      }
      const seated = later && session.away > 0 ? this.headAway(lane, slot) : -1
      if (seated >= 0 && (best < 0 || this.before(seated, base, best, bestRank))) {
        best = seated
        bestRank = base
      }
    }
    return best
  }

  /** The patient's live token, other than `except` (or -1), that sits in this slot or asked for it; -1 if there is none. */
  liveToken(patient: number, slot: number, except: number): number {
    const { tokens } = this.session
    let token = patient < tokens.latestOf.length ? tokens.latestOf[patient]! : -1
    for (; token >= 0; token = tokens.get(token, OLDER)) {
      if (token === except || !isLive(this.session.statusOf(token))) continue
      if (tokens.get(token, WANTED) === slot || tokens.get(token, SLOT) === slot) return token
    }
    return -1
  }

  private aged(base: number, token: number): number {
    const { tokens, starts } = this.session
    const since = Math.max(tokens.arrivedAt[token]!, starts[0]!)
    return agedRank(this.rules, base, Math.max(0, this.now - since))
  }

  /** Earliest waiter of a lane that accepts this slot, or -1. */
  private headFor(lane: number, slot: number): number {
    const { lanes } = this.session
    const head = sooner(lanes.first(lane, lanes.list(ONLY, slot)), lanes.first(lane, lanes.list(ANY, 0)))
    return sooner(head, lanes.firstOnward(lane, slot))
  }

  /** Earliest token of a lane that asked for this slot or an earlier one and sits in a later one, or -1. */
  private headAway(lane: number, slot: number): number {
    const { lanes, tokens } = this.session
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
}

/** Index of the first time that is later than `now`. */
function firstAfter(times: readonly number[], now: number): number {
  return firstFrom(times, now + 1)
}

/** Index of the first time that is not before `limit`. */
function firstFrom(times: readonly number[], limit: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}
