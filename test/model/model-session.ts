import type { Accepts, TokenAttributes, TokenStatus } from 'opd-scheduler'
import { type Composition, VULNERABLE } from './composition'

export interface ModelSlot {
  readonly start: number
  readonly end: number
  base: number
}

export interface ModelToken {
  readonly patient: string
  source: string
  attributes: TokenAttributes | undefined
  /** Rank that the rules gave it, and the one that it sits with. */
  base: number
  seatRank: number
  wanted: number
  readonly named: boolean
  readonly arrivedAt: number
  status: TokenStatus
  /** Index of its slot. */
  seat: number | undefined
  waits: { slot: number; readonly accepts: Accepts } | undefined
  bumps: number
}

const LIVE: readonly TokenStatus[] = ['confirmed', 'checked-in', 'in-consultation', 'waitlisted']

/** A session as the documentation describes it: lists that are searched from the beginning, for every question anew. */
export class ModelSession {
  slots: ModelSlot[] = []
  /** In order of arrival. */
  tokens: ModelToken[] = []
  closed = false
  now = 0

  constructor(readonly rules: Composition) {}

  /** A copy on which to try something. */
  copy(): ModelSession {
    return new ModelSession(this.rules).become(this)
  }

  /** Takes over what was tried on a copy. */
  become(tried: ModelSession): this {
    this.slots = tried.slots.map((slot) => ({ ...slot }))
    this.tokens = tried.tokens.map((token) => ({ ...token, waits: token.waits && { ...token.waits } }))
    this.closed = tried.closed
    this.now = tried.now
    return this
  }

  isLive(token: ModelToken): boolean {
    return LIVE.includes(token.status)
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
    const { base } = this.slots[slot]!
    const { extra } = this.rules
    if (extra === undefined || !extra.for.includes(source)) return base
    return extra.seats === 'unlimited' ? Number.POSITIVE_INFINITY : base + allowance(extra.seats, base)
  }

  /** Whether one more of this source may sit down. */
  isFree(source: string, slot: number): boolean {
    if (this.isOver(slot)) return false
    const used = this.used(slot)
    return used < this.seats(source, slot) && (used < this.slots[slot]!.base || this.overflow() < this.overflowLimit())
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
      if (used >= this.seats(token.source, slot)) return false
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
        token.bumps < bumpsPerToken &&
        !(isCrowded && this.seats(token.source, slot) > seats),
    )
    const last = bumpable.find((token) =>
      bumpable.every((other) => other === token || this.before(other, other.seatRank, token, token.seatRank)),
    )
    return last !== undefined && this.before(asker, rank, last, last.seatRank) ? last : undefined
  }

  sit(token: ModelToken, slot: number, rank: number): void {
    Object.assign(token, { seat: slot, waits: undefined, status: 'confirmed', seatRank: rank })
  }

  leave(token: ModelToken, status: TokenStatus): void {
    Object.assign(token, { seat: undefined, waits: undefined, status })
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
      this.sit(best, into, this.rank(best))
    }
  }

  /** Whether the patient has a live token that sits in this slot or asked for it. */
  hasLive(patient: string, slot: number): boolean {
    return this.tokens.some(
      (token) => token.patient === patient && this.isLive(token) && (token.wanted === slot || token.seat === slot),
    )
  }
}

function accepts({ slot: from, accepts: which }: { slot: number; accepts: Accepts }, slot: number): boolean {
  return which === 'any' || from === slot || (which === 'onward' && from < slot)
}

function allowance(seats: number | string, of: number): number {
  return typeof seats === 'number' ? seats : Math.floor((of * Number.parseFloat(seats)) / 100)
}
