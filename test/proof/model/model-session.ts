import type { TokenAttributes, TokenStatus } from 'opd-scheduler'
import type { Accepts } from 'opd-scheduler/rules'
import { type Composition, type Forbidden, MATRON, VULNERABLE } from './composition'
import { allowance, extraSeats, type ModelSlot } from './model-slots'
import { isLive, type ModelToken, NOT_HERE } from './model-token'

/** A session as the documentation describes it: lists that are searched from the beginning, for every question anew. */
export class ModelSession {
  slots: ModelSlot[] = []
  /** In order of arrival. */
  tokens: ModelToken[] = []
  closed = false
  now = 0
  /** Promises of seats, calls and check-ins so far. */
  promises = 0
  calls = 0
  arrivals = 0

  constructor(readonly rules: Composition) {}

  /** A copy on which to try something. */
  copy(): ModelSession {
    return new ModelSession(this.rules).become(this)
  }

  /** Takes over what was tried on a copy. */
  become(tried: ModelSession): this {
    this.slots = tried.slots.map((slot) => ({ ...slot }))
    this.tokens = tried.tokens.map((token) => ({
      ...token,
      waits: token.waits && { ...token.waits },
      steps: [...token.steps],
    }))
    const { closed, now, promises, calls, arrivals } = tried
    return Object.assign(this, { closed, now, promises, calls, arrivals })
  }

  used(slot: number): number {
    return this.tokens.filter((token) => token.seat === slot).length
  }

  overflow(): number {
    return this.slots.reduce((sum, { base }, slot) => sum + Math.max(0, this.used(slot) - base), 0)
  }

  overflowLimit(): number {
    const perSession = this.rules.extra?.perSession
    const total = this.slots.reduce((sum, slot) => sum + slot.base, 0)
    return perSession === undefined ? Number.POSITIVE_INFINITY : allowance(perSession, total)
  }

  isOver(slot: number): boolean {
    return this.slots[slot]!.end <= this.now
  }

  /** Seats that a source sees in a slot. */
  seats(source: string, slot: number): number {
    const { base, ceiling } = this.slots[slot]!
    const { extra } = this.rules
    const isFavoured = extra?.for.includes(source) === true
    return Math.min(ceiling, isFavoured ? base + extraSeats(extra.seats, base) : base)
  }

  /** Seats of a slot that are kept for sources other than this one and not in use by them. */
  keptFromOthers(source: string | undefined, slot: number): number {
    let kept = 0
    if (source !== undefined && this.rules.quotas?.exempt.includes(source)) return 0
    for (const [owner, share] of Object.entries(this.slots[slot]!.shares)) {
      const own = this.tokens.filter((token) => token.seat === slot && token.source === owner)
      if (owner !== source) kept += Math.max(0, share - own.length)
    }
    return kept
  }

  /** Whether the source sees a seat that neither somebody has nor is kept for others. */
  sees(source: string, slot: number): boolean {
    return this.used(slot) + this.keptFromOthers(source, slot) < this.seats(source, slot)
  }

  /** Whether one more of this source would fit, were it not too late. */
  hasRoom(source: string, slot: number): boolean {
    const mayOverflow = this.used(slot) < this.slots[slot]!.base || this.overflow() < this.overflowLimit()
    return mayOverflow && this.sees(source, slot)
  }

  /** Whether one more of this source may sit down. */
  isFree(source: string, slot: number): boolean {
    return !this.isOver(slot) && this.hasRoom(source, slot)
  }

  /** The slot that it left last, and whether it would fit there again, were it not too late. */
  oldSeat({ source, leftStart, leftAbove }: ModelToken): { slot: number; fits: boolean } {
    const slot = this.slots.findIndex(({ start }) => start === leftStart)
    const fits = leftAbove ? this.used(slot) < this.slots[slot]!.ceiling : this.hasRoom(source, slot)
    return { slot, fits }
  }

  /** Whether the host lets this actor do all of these. */
  permits(actor: string | undefined, ...acts: Forbidden[]): boolean {
    return actor === MATRON || !acts.some((act) => this.rules.forbids?.includes(act) === true)
  }

  /** The rank that the rules give a request; undefined for a source that they do not know. */
  baseRank(source: string, attributes: TokenAttributes | undefined): number | undefined {
    const { ranks, unknown, besides } = this.rules
    const rank = ranks[source] ?? (unknown === undefined ? undefined : ranks[unknown])
    if (rank === undefined || besides === undefined) return rank
    if (besides === 'vulnerable')
      return VULNERABLE.includes(String(attributes?.priorityGroup)) ? Math.min(rank, 2) : rank
    const triage = Number(attributes?.triage)
    return rank * 1000 + ([1, 2, 3, 4, 5].includes(triage) ? triage : 3)
  }

  /** What waiting so many milliseconds makes of a rank. */
  aged(base: number, waitedMs: number): number {
    const { aging } = this.rules
    if (aging === undefined || base <= aging.best) return base
    return Math.max(aging.best, base - Math.floor(waitedMs / (aging.everyMinutes * 60_000)))
  }

  rank(token: ModelToken): number {
    if (token.status !== 'waitlisted') return token.seatRank
    return this.aged(token.base, Math.max(0, this.now - Math.max(token.arrivedAt, this.slots[0]!.start)))
  }

  /** Whether `a` comes before `b` in the whole order. */
  before(a: ModelToken, rankOfA: number, b: ModelToken, rankOfB: number): boolean {
    return rankOfA < rankOfB || (rankOfA === rankOfB && this.tokens.indexOf(a) < this.tokens.indexOf(b))
  }

  /** The best of some, in the whole order. */
  bestOf(tokens: readonly ModelToken[]): ModelToken | undefined {
    return tokens.reduce<ModelToken | undefined>(
      (best, token) =>
        best === undefined || this.before(token, this.rank(token), best, this.rank(best)) ? token : best,
      undefined,
    )
  }

  /** Those to whom the promotion rule would give a seat of this slot now. */
  entitled(slot: number, seatedToo: boolean): ModelToken[] {
    const { from, into } = this.rules.promotion
    if (from === 'nobody' || this.closed || this.isOver(slot)) return []
    const used = this.used(slot)
    const aboveBase = used >= this.slots[slot]!.base
    if (aboveBase && (into === 'base' || this.overflow() >= this.overflowLimit())) return []
    return this.tokens.filter((token) => {
      if (!this.sees(token.source, slot)) return false
      if (token.waits !== undefined) return accepts(token.waits, slot)
      const isLater = token.status === 'confirmed' && token.seat! > slot && token.wanted <= slot
      return seatedToo && from === 'waitlist-and-later' && isLater
    })
  }

  /** Whether somebody who waits and comes before the asker would get a seat of this slot. */
  overtakes(asker: ModelToken, rank: number, slot: number): boolean {
    const waiter = this.bestOf(this.entitled(slot, false).filter((token) => token !== asker))
    return waiter !== undefined && this.before(waiter, this.rank(waiter), asker, rank)
  }

  /** Whose seat the asker may take: the last of those that may be bumped, if it comes after the asker. */
  victim(asker: ModelToken, rank: number, slot: number): ModelToken | undefined {
    const seats = this.seats(asker.source, slot)
    const isCrowded = this.used(slot) > seats
    const { bumpsPerToken = Number.POSITIVE_INFINITY } = this.rules
    const bumpable = this.tokens.filter(
      (token) =>
        token.seat === slot &&
        token.status === 'confirmed' &&
        !token.override &&
        token.bumps < bumpsPerToken &&
        !this.isProtected(token, asker.source) &&
        !(isCrowded && this.seats(token.source, slot) > seats),
    )
    const last = bumpable.find((token) =>
      bumpable.every((other) => other === token || this.before(other, other.seatRank, token, token.seatRank)),
    )
    return last !== undefined && this.before(asker, rank, last, last.seatRank) ? last : undefined
  }

  /** Whether it sits in a seat that is kept for its own source and not for the asker's. */
  isProtected({ source, seat }: ModelToken, asker: string): boolean {
    const share = this.slots[seat!]!.shares[source] ?? 0
    const own = this.tokens.filter((token) => token.seat === seat && token.source === source).length
    return asker !== source && !this.rules.quotas?.exempt.includes(asker) && share > 0 && own <= share
  }

  sit(token: ModelToken, slot: number, rank: number): void {
    this.leave(token, 'confirmed')
    Object.assign(token, { seat: slot, seatRank: rank, seatedAt: this.now })
  }

  /** Promises a seated token its seat for a time, never beyond its slot. */
  keep(token: ModelToken, status: 'held' | 'offered', minutes: number): void {
    const until = Math.min(this.now + minutes * 60_000, this.slots[token.seat!]!.end)
    Object.assign(token, { status, until, promised: true, kept: ++this.promises })
  }

  leave(token: ModelToken, status: TokenStatus): void {
    if (token.seat !== undefined)
      Object.assign(token, { leftStart: this.slots[token.seat]!.start, leftAbove: token.override })
    Object.assign(token, { seat: undefined, waits: undefined, until: undefined, override: false, status })
  }

  /** Goes for good: nothing of its visit can be taken back. */
  end(token: ModelToken, status: TokenStatus): void {
    this.leave(token, status)
    this.forget(token)
  }

  forget(token: ModelToken): void {
    Object.assign(token, { presence: NOT_HERE, steps: [] })
  }

  /** Gives free seats away, best first, until nobody may have one. */
  promote(): void {
    for (;;) {
      let best: ModelToken | undefined
      let into = -1
      this.slots.forEach((_, slot) => {
        const candidate = this.bestOf(this.entitled(slot, true))
        if (candidate === undefined) return
        if (best !== undefined && !this.before(candidate, this.rank(candidate), best, this.rank(best))) return
        best = candidate
        into = slot
      })
      if (best === undefined) return
      const { offers } = this.rules.promotion
      const isAsked = best.waits !== undefined && offers !== undefined && !offers.exempt.includes(best.source)
      this.sit(best, into, this.rank(best))
      if (isAsked) this.keep(best, 'offered', offers.minutes)
    }
  }

  /** Whether the patient has a live token that sits in this slot or asked for it. */
  hasLive(patient: string, slot: number, except?: ModelToken): boolean {
    return this.tokens.some(
      (token) =>
        token !== except &&
        token.patient === patient &&
        isLive(token) &&
        (token.wanted === slot || token.seat === slot),
    )
  }
}

function accepts({ slot: from, accepts: which }: { slot: number; accepts: Accepts }, slot: number): boolean {
  return which === 'any' || from === slot || (which === 'onward' && from < slot)
}
