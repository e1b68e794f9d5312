import type { Asker, Board, Outranks, Rules } from '../core/rules/rules'
import type { ReplayedSlot, ReplayedToken, SessionReplay } from './session-replay'

/** Minutes that have to be left of a slot for a promotion, if the rules do not say. */
const MINUTES_LEFT = 5
const MINUTE = 60_000
/** Share of the channel to which reserved seats are open. */
const EXEMPT = -1

/**
 * A session at one moment as rules and strategies see it. Every answer is a plain loop over tokens and slots. The session must not change
 * while the board is used.
 */
export class PlainBoard implements Board {
  readonly waiters: readonly ReplayedToken[]
  private readonly seated: readonly (readonly ReplayedToken[])[]
  private readonly groups = new Map<ReplayedToken, number>()
  /** Seats in use above base capacity, all slots together. */
  private readonly overflow: number
  private readonly bumpsOnlyIn: number | undefined = undefined

  constructor(
    readonly session: SessionReplay,
    readonly rules: Rules,
    readonly now: number,
  ) {
    const { slots, tokens } = session
    this.waiters = tokens.filter((token) => token.status === 'waitlisted')
    this.seated = slots.map(({ id }) => tokens.filter((token) => token.slotId === id))
    this.overflow = slots.reduce((sum, { capacity }, slot) => sum + Math.max(0, this.usedIn(slot) - capacity), 0)
  }

  get slots(): number {
    return this.session.slots.length
  }

  get waiting(): number {
    return this.waiters.length
  }

  waitingFor(slot: number): number {
    const { id } = this.slotAt(slot)
    return this.waiters.filter(({ waitsFor }) => waitsFor?.slotId === id && waitsFor.accepts !== 'any').length
  }

  startOf(slot: number): number {
    return this.slotAt(slot).startsAt
  }

  endOf(slot: number): number {
    return this.slotAt(slot).endsAt
  }

  capacityOf(slot: number): number {
    return this.slotAt(slot).capacity
  }

  usedIn(slot: number): number {
    return this.seatedIn(slot).length
  }

  firstFree({ group, lost }: Asker, from: number, to: number): number {
    return this.first(from, to, (slot) => slot !== lost && this.isFree(slot, group))
  }

  firstBumpable(asker: Asker, who: Outranks, from: number, to: number, freezeMinutes?: number): number {
    if (!asker.mayBump) return -1
    return this.first(from, to, (slot) => {
      if (slot === asker.lost) return false
      if (freezeMinutes !== undefined && this.slotAt(slot).plannedAt < this.now + freezeMinutes * MINUTE) return false
      const victim = this.isBlocked(slot) ? undefined : this.victim(asker, slot)
      if (victim === undefined || (this.bumpsOnlyIn ?? slot) !== slot) return false
      return who(asker.rank, asker.token, this.rankOf(victim), victim.sequence - 1)
    })
  }

  /** Index of a slot; -1 if the session has no such slot. */
  indexOf(id: string | null | undefined): number {
    return this.session.slots.findIndex((slot) => slot.id === id)
  }

  isPast(slot: number): boolean {
    return this.endOf(slot) <= this.now
  }

  /** Whether a seat may become free in [from, to): a slot is neither over nor blocked. */
  hasSeatToCome(from: number, to: number): boolean {
    return this.first(from, to, (slot) => !this.isBlocked(slot)) >= 0
  }

  isBlocked(slot: number): boolean {
    return this.slotAt(slot).blocked
  }

  groupOf(token: ReplayedToken): number {
    const { source, attributes } = token
    const group = this.groups.get(token) ?? this.rules.capacity.groupOf({ source, attributes })
    this.groups.set(token, group)
    return group
  }

  /** A waiter's rank improves by waiting, from the later of its arrival and the session's planned start. A seated token is compared by the same rank if
   * that is better than the one that seated it. */
  rankOf(token: ReplayedToken): number {
    if (token.status === 'waitlisted') return this.rankAsWaiter(token)
    // A bumped token waits, and has the rank of a waiter then.
    return this.rules.promotion.from === 'nobody' ? token.rank : Math.min(token.rank, this.rankAsWaiter(token))
  }

  /** The rank that a token has now if it waits. */
  private rankAsWaiter({ baseRank, arrivedAt }: ReplayedToken): number {
    const opens = Math.min(...this.session.slots.map((slot) => slot.plannedAt))
    return this.rules.priority.at?.(baseRank, Math.max(0, this.now - Math.max(arrivedAt, opens))) ?? baseRank
  }

  /** This board for a waiter that asks for this slot, and may bump tokens there only. */
  narrowedTo(slot: number): PlainBoard {
    return Object.assign(Object.create(this), { bumpsOnlyIn: slot })
  }

  /** Whether a group may take another seat of a slot. */
  isFree(slot: number, group: number): boolean {
    if (slot < 0 || slot >= this.slots || this.isPast(slot) || this.isBlocked(slot)) return false
    const { capacity, seats } = this.slotAt(slot)
    const used = this.usedIn(slot)
    if (used + this.reservedForOthers(slot, group) >= (seats[group] ?? 0)) return false
    return used < capacity || this.overflow < this.session.overflowLimit
  }

  /** The last token in the whole order whose seat in the slot the asker may have, if it comes after the asker. */
  victim(asker: Asker, slot: number): ReplayedToken | undefined {
    const { seats } = this.slotAt(slot)
    const seen = seats[asker.group] ?? 0
    const seated = this.seatedIn(slot)
    const last = seated
      .filter((token) => isBumpable(token) && !this.isProtected(slot, token, asker.group))
      .filter((token) => seated.length <= seen || (seats[this.groupOf(token)] ?? 0) <= seen)
      .reduce<ReplayedToken | undefined>((low, each) => (low && this.isBefore(each, low) ? low : each), undefined)
    const isAfter = last && comesBefore(askersPlace(asker), { rank: this.rankOf(last), sequence: last.sequence })
    return isAfter ? last : undefined
  }

  private isBefore(a: ReplayedToken, b: ReplayedToken): boolean {
    return comesBefore({ rank: this.rankOf(a), sequence: a.sequence }, { rank: this.rankOf(b), sequence: b.sequence })
  }

  /** Whether the promotion rule may put a waiter into this slot now, seats apart. */
  mayBePut(waiter: ReplayedToken, slot: number): boolean {
    const { from, fills, minutesLeft = MINUTES_LEFT } = this.rules.promotion
    if (from === 'nobody' || !this.accepts(waiter, slot) || this.isPast(slot) || this.isBlocked(slot)) return false
    return this.endOf(slot) - this.now >= minutesLeft * MINUTE && (fills === undefined || fills(slot, this))
  }

  /** Whether the promotion rule gives a waiter a free seat of this slot. */
  mayTakeFree(waiter: ReplayedToken, slot: number): boolean {
    if (!this.mayBePut(waiter, slot) || !this.isFree(slot, this.groupOf(waiter))) return false
    return this.rules.promotion.into === 'entitled' || this.usedIn(slot) < this.capacityOf(slot)
  }

  /** Whether the promotion rule gives a waiter a seat of this slot that a bump makes free. */
  mayTakeBumped(waiter: ReplayedToken, slot: number, isSpare = false): boolean {
    if (!this.mayBePut(waiter, slot)) return false
    return this.rules.promotion.into === 'entitled' || this.usedIn(slot) + (isSpare ? 1 : 0) <= this.capacityOf(slot)
  }

  /** Whether the waiting list on which the token is accepts a seat of this slot. */
  accepts({ waitsFor }: ReplayedToken, slot: number): boolean {
    if (waitsFor === null) return false
    if (waitsFor.accepts === 'any') return true
    const named = this.indexOf(waitsFor.slotId)
    return named >= 0 && (waitsFor.accepts === 'slot' ? slot === named : slot >= named)
  }

  slotAt(slot: number): ReplayedSlot {
    const found = this.session.slots[slot]
    if (found === undefined) throw new RangeError(`the session has no slot of index ${slot}`)
    return found
  }

  private seatedIn(slot: number): readonly ReplayedToken[] {
    return this.seated[slot] ?? []
  }

  /** Seats of the channels other than the group's that are reserved and not in use. */
  private reservedForOthers(slot: number, group: number): number {
    const { shares } = this.slotAt(slot)
    const own = group % shares.length
    if (shares.length === 0 || shares[own] === EXEMPT) return 0
    return shares.reduce(
      (sum, share, channel) => (channel === own ? sum : sum + Math.max(0, share - this.taken(slot, channel))),
      0,
    )
  }

  /** Whether the token has a seat that is reserved for its channel, and the group's channel may not take such seats. */
  private isProtected(slot: number, token: ReplayedToken, group: number): boolean {
    const { shares } = this.slotAt(slot)
    if (shares.length === 0) return false
    const [channel, own] = [this.groupOf(token) % shares.length, group % shares.length]
    const share = shares[channel] ?? 0
    return channel !== own && shares[own] !== EXEMPT && share > 0 && this.taken(slot, channel) <= share
  }

  private taken(slot: number, channel: number): number {
    const { shares } = this.slotAt(slot)
    return this.seatedIn(slot).filter((token) => this.groupOf(token) % shares.length === channel).length
  }

  private first(from: number, to: number, suits: (slot: number) => boolean): number {
    for (let slot = Math.max(0, from); slot < Math.min(to, this.slots); slot++)
      if (!this.isPast(slot) && suits(slot)) return slot
    return -1
  }
}

/** A token's place in the whole order. */
interface Ordered {
  readonly rank: number
  readonly sequence: number
}

/** Whether a token comes before another in the whole order: rank, then arrival. */
export function comesBefore(a: Ordered, b: Ordered): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.sequence < b.sequence)
}

function askersPlace({ rank, token }: Asker): Ordered {
  return { rank, sequence: token + 1 }
}

function isBumpable({ status, uncertain, override, budget, bumps }: ReplayedToken): boolean {
  return status === 'confirmed' && !uncertain && !override && (budget === null || bumps < budget)
}
