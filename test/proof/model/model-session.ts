import type { TokenAttributes, TokenStatus } from 'opd-scheduler'
import type { Accepts } from 'opd-scheduler/rules'
import { type Composition, type Forbidden, MATRON, VULNERABLE } from './composition'
import type { Model } from './model'
import { allowance, extraSeats, type ModelSlot } from './model-slots'
import { becomePresent } from './model-standby'
import { isLive, type ModelToken, NOT_HERE } from './model-token'

/** A session as the documentation describes it: lists that are searched from the beginning for every question. */
export class ModelSession {
  slots: ModelSlot[] = []
  /** Tokens in order of arrival. */
  tokens: ModelToken[] = []
  closed = false
  now = 0
  /** Its service date. */
  day = { from: 0, to: 0 }
  /** Numbers of promised seats, calls and check-ins so far. */
  promises = 0
  calls = 0
  arrivals = 0
  /** Time of the latest check-in. */
  lastArrival = 0

  constructor(
    readonly rules: Composition,
    readonly id: string,
    /** All sessions as they are written. */
    readonly model: Model,
  ) {}

  /** Returns a copy on which to try something. */
  copy(): ModelSession {
    return new ModelSession(this.rules, this.id, this.model).become(this)
  }

  /** Replaces this state by that of a copy. */
  become(tried: ModelSession): this {
    this.slots = tried.slots.map((slot) => ({ ...slot }))
    this.tokens = tried.tokens.map((token) => ({
      ...token,
      waits: token.waits && { ...token.waits },
      waited: token.waited && { ...token.waited },
      stoodBy: token.stoodBy && { ...token.stoodBy },
      steps: [...token.steps],
    }))
    const { closed, now, day, promises, calls, arrivals, lastArrival } = tried
    return Object.assign(this, { closed, now, day, promises, calls, arrivals, lastArrival })
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

  /** Returns whether a seat may become free in one of these slots: one is neither over nor blocked. */
  hasSeatToCome(first: number, last: number): boolean {
    return this.slots.some(({ blocked }, slot) => slot >= first && slot <= last && !blocked && !this.isOver(slot))
  }

  /** Returns whether a waiter waits for nothing but slots that are blocked, of which one at least is not over. */
  waitsForBlocked(waits: NonNullable<ModelToken['waits']>): boolean {
    const left = this.slots.filter((_, slot) => accepts(waits, slot) && !this.isOver(slot))
    return left.length > 0 && left.every(({ blocked }) => blocked)
  }

  /** Returns the id of a slot, which has its planned time. */
  slotId(slot: number): string {
    return `${this.id}.${wallAt(this.slots[slot]!.planned - this.day.from).replace(':', '')}`
  }

  /** Returns the seats that a source sees in a slot. */
  seats(source: string, slot: number): number {
    const { base, ceiling } = this.slots[slot]!
    const { extra } = this.rules
    const isFavoured = extra?.for.includes(source) === true
    return Math.min(ceiling, isFavoured ? base + extraSeats(extra.seats, base) : base)
  }

  /** Returns the seats of a slot that are reserved for other sources and not in use by them. */
  reservedForOthers(source: string | undefined, slot: number): number {
    let reserved = 0
    if (source !== undefined && this.rules.quotas?.exempt.includes(source)) return 0
    for (const [owner, share] of Object.entries(this.slots[slot]!.shares)) {
      const own = this.tokens.filter((token) => token.seat === slot && token.source === owner)
      if (owner !== source) reserved += Math.max(0, share - own.length)
    }
    return reserved
  }

  /** Returns whether the source sees a seat that is neither in use nor reserved for others. */
  sees(source: string, slot: number): boolean {
    return this.used(slot) + this.reservedForOthers(source, slot) < this.seats(source, slot)
  }

  /** Returns whether one more token of this source would fit, apart from the time. */
  hasRoom(source: string, slot: number): boolean {
    return (
      this.sees(source, slot) && (this.used(slot) < this.slots[slot]!.base || this.overflow() < this.overflowLimit())
    )
  }

  /** Returns whether one more token of this source may be seated. */
  isFree(source: string, slot: number): boolean {
    return !this.isOver(slot) && !this.slots[slot]!.blocked && this.hasRoom(source, slot)
  }

  /** Returns the slot that the token left last, and whether it would fit there again, apart from the time. */
  oldSeat({ source, leftStart, leftAbove }: ModelToken): { slot: number; fits: boolean } {
    const slot = this.slots.findIndex(({ planned }) => planned === leftStart)
    const fits = leftAbove ? this.used(slot) < this.slots[slot]!.ceiling : this.hasRoom(source, slot)
    return { slot, fits }
  }

  /** Returns whether the host permits all of these acts to this actor. */
  permits(actor: string | undefined, ...acts: Forbidden[]): boolean {
    return actor === MATRON || !acts.some((act) => this.rules.forbids?.includes(act) === true)
  }

  /** Returns the rank that the rules give a request, or undefined for an unknown source. */
  baseRank(source: string, attributes: TokenAttributes | undefined): number | undefined {
    const { ranks, unknown, besides } = this.rules
    const rank = ranks[source] ?? (unknown === undefined ? undefined : ranks[unknown])
    if (rank === undefined || besides === undefined) return rank
    if (besides === 'vulnerable')
      return VULNERABLE.includes(String(attributes?.priorityGroup)) ? Math.min(rank, 2) : rank
    const triage = Number(attributes?.triage)
    return rank * 1000 + ([1, 2, 3, 4, 5].includes(triage) ? triage : 3)
  }

  /** Returns a rank after this many milliseconds of waiting. */
  aged(base: number, waitedMs: number): number {
    const { aging } = this.rules
    if (aging === undefined || base <= aging.best) return base
    return Math.max(aging.best, base - Math.floor(waitedMs / (aging.everyMinutes * 60_000)))
  }

  rank(token: ModelToken): number {
    return token.status === 'waitlisted' ? this.rankAsWaiter(token) : token.seatRank
  }

  /** Returns the rank by which others may bump a seated token. As soon as it is bumped, it has the rank of a waiter. */
  standing(token: ModelToken): number {
    const isAsked = this.rules.promotion.from !== 'nobody'
    return isAsked ? Math.min(token.seatRank, this.rankAsWaiter(token)) : token.seatRank
  }

  /** Returns the rank that the token has now if it waits. */
  rankAsWaiter(token: ModelToken): number {
    return this.aged(token.base, Math.max(0, this.now - Math.max(token.arrivedAt, this.slots[0]!.planned)))
  }

  /** Returns whether `a` comes before `b` in the whole order. */
  before(a: ModelToken, rankOfA: number, b: ModelToken, rankOfB: number): boolean {
    return rankOfA < rankOfB || (rankOfA === rankOfB && this.tokens.indexOf(a) < this.tokens.indexOf(b))
  }

  /** Returns the tokens that wait, in the whole order. */
  waiters(): ModelToken[] {
    const waiters = this.tokens.filter(({ waits }) => waits !== undefined)
    return waiters.sort((a, b) => (this.before(a, this.rank(a), b, this.rank(b)) ? -1 : 1))
  }

  /** Returns the best of some tokens, in the whole order. */
  bestOf(tokens: readonly ModelToken[]): ModelToken | undefined {
    return tokens.reduce<ModelToken | undefined>(
      (best, token) =>
        best === undefined || this.before(token, this.rank(token), best, this.rank(best)) ? token : best,
      undefined,
    )
  }

  /** Returns whether the promotion rule gives seats of this slot away at this time. */
  givesAway(slot: number): boolean {
    const { from, minutesLeft = 5 } = this.rules.promotion
    const left = this.slots[slot]!.end - this.now
    return from !== 'nobody' && !this.closed && !this.slots[slot]!.blocked && left > 0 && left >= minutesLeft * 60_000
  }

  /** Returns whether the promotion rule lets a token that waits take a seat of this slot by a bump. */
  letsIn({ waits }: ModelToken, slot: number, isSpare = false): boolean {
    const used = this.used(slot) + (isSpare ? 1 : 0)
    const isWithin = this.rules.promotion.into === 'entitled' || used <= this.slots[slot]!.base
    return waits !== undefined && accepts(waits, slot) && this.givesAway(slot) && isWithin
  }

  /** Returns the tokens to which the promotion rule would give a seat of this slot now. */
  entitled(slot: number): ModelToken[] {
    const { from, into } = this.rules.promotion
    if (!this.givesAway(slot)) return []
    const entitled = this.tokens.filter((token) => {
      const isLater = token.status === 'confirmed' && token.seat! > slot && token.wanted <= slot
      const isPulled = from === 'waitlist-and-later' && isLater
      return (isPulled || (token.waits !== undefined && accepts(token.waits, slot))) && this.sees(token.source, slot)
    })
    if (entitled.length === 0 || this.used(slot) < this.slots[slot]!.base) return entitled
    return into === 'base' || this.overflow() >= this.overflowLimit() ? [] : entitled
  }

  /** Returns the token that the asker may bump: the last of those that may be bumped, if it comes after the asker. */
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
      bumpable.every(
        (other) => other === token || this.before(other, this.standing(other), token, this.standing(token)),
      ),
    )
    return last !== undefined && this.before(asker, rank, last, this.standing(last)) ? last : undefined
  }

  /** Returns whether the token has a seat that is reserved for its own source and not for the asker's. */
  isProtected({ source, seat }: ModelToken, asker: string): boolean {
    const share = this.slots[seat!]!.shares[source] ?? 0
    const own = this.tokens.filter((token) => token.seat === seat && token.source === source).length
    return asker !== source && !this.rules.quotas?.exempt.includes(asker) && share > 0 && own <= share
  }

  sit(token: ModelToken, slot: number, rank: number): void {
    const isOnStandby = token.presence.standby && ['waitlisted', 'dropped'].includes(token.status)
    this.leave(token, 'confirmed')
    Object.assign(token, { seat: slot, seatRank: rank, seatedAt: this.now })
    if (isOnStandby) becomePresent(token, this.slots[slot]!.planned)
  }

  /** Promises a seated token its seat for a time, at most until its slot ends. */
  keep(token: ModelToken, status: 'held' | 'offered', minutes: number): void {
    const until = Math.min(this.now + minutes * 60_000, this.slots[token.seat!]!.end)
    Object.assign(token, { status, until, promised: true, kept: ++this.promises })
  }

  leave(token: ModelToken, status: TokenStatus): void {
    if (token.seat !== undefined)
      Object.assign(token, { leftStart: this.slots[token.seat]!.planned, leftAbove: token.override })
    Object.assign(token, { seat: undefined, waits: undefined, until: undefined, override: false, status })
  }

  /** Ends the token for good: no step of its visit can be undone. */
  end(token: ModelToken, status: TokenStatus): void {
    this.leave(token, status)
    this.forget(token)
  }

  forget(token: ModelToken): void {
    Object.assign(token, { presence: NOT_HERE, steps: [] })
  }

  /** Returns whether the rules count tokens of this source if a patient may hold only one. */
  counts(source: string): boolean {
    const { in: where = 'slot', exempt = [] } = this.rules.oneLive ?? {}
    return where !== 'nowhere' && !exempt.includes(source)
  }

  /** Returns whether the patient has a live token beside which the rules allow no second one of this source in this slot. */
  collides(patient: string, source: string, slot: number, except?: ModelToken): boolean {
    if (!this.counts(source)) return false
    const isInSlot = (this.rules.oneLive?.in ?? 'slot') === 'slot'
    return this.tokens.some(
      (token) =>
        token !== except &&
        token.patient === patient &&
        isLive(token) &&
        this.counts(token.source) &&
        (!isInSlot || token.wanted === slot || token.seat === slot),
    )
  }
}

/** Returns the wall-clock time, so many milliseconds after midnight. */
export function wallAt(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}

function accepts({ slot: from, accepts: which }: { slot: number; accepts: Accepts }, slot: number): boolean {
  return which === 'any' || from === slot || (which === 'onward' && from < slot)
}
