import { EXEMPT, type Layout, type SlotShape } from '../fact'
import type { CapacityPolicy } from '../rules/rules'

const EMPTY = new Int32Array(0)

/**
 * The slots of a session and how many of their seats are in use. A bit per slot and group says whether the group sees a free seat
 * there, so a search reads 32 slots at a time.
 */
export class Seats {
  starts: number[] = []
  ends: number[] = []
  /** Starts as they were opened, which patients were told; equal to `starts` unless the clinic runs late. */
  planned: number[] = []
  /** Slots in which the doctor is away: no seat of them is given. */
  blocked: boolean[] = []
  base = EMPTY
  used = EMPTY
  /** Most seats that an override may fill, by slot. */
  ceiling = EMPTY
  /** group * slots + slot: seats that the group sees there. */
  seats = EMPTY
  /** group * words + word: slots in which the group sees a free seat. */
  open = EMPTY
  /** Slots used below base capacity. */
  roomy = EMPTY
  /** channel * slots + slot: seats reserved for the channel, and seats that it uses. */
  shares = EMPTY
  taken = EMPTY
  /** When the reserved seats of a slot open to all, in epoch milliseconds; Infinity if none are reserved. */
  opensAt: number[] = []
  readonly groups: number
  readonly channels: number
  words = 0
  /** Seats in use above base capacity, all slots together, and how many there may be. */
  overflow = 0
  overflowLimit: number

  /** The slots of a layout with all seats free, or a copy. */
  constructor(from: Layout | Seats) {
    this.overflowLimit = from.overflowLimit
    if (from instanceof Seats) {
      this.groups = from.groups
      this.channels = from.channels
      this.copySeats(from)
      return
    }
    const [first] = from.slots
    this.groups = first!.seats.length
    this.channels = first!.shares.length
    this.layOut(from.slots)
  }

  get slots(): number {
    return this.starts.length
  }

  /**
   * Returns the group of a request in this session. A class or channel that the rules did not have when the slots were recorded
   * counts as the first one.
   */
  groupHere(group: number, capacity: CapacityPolicy): number {
    return translateGroup(group, capacity.quotas?.channels ?? 1, Math.max(1, this.channels), this.groups)
  }

  /** Whether tokens of this group sit in seats that are reserved for their channel, and the asker's channel may not take these. */
  isProtected(group: number, slot: number, asker: number): boolean {
    if (this.channels === 0) return false
    const channel = group % this.channels
    const own = asker % this.channels
    const share = this.shares[channel * this.slots + slot]!
    const isExempt = this.shares[own * this.slots + slot] === EXEMPT
    return channel !== own && !isExempt && share > 0 && this.taken[channel * this.slots + slot]! <= share
  }

  /** Seats of `slot` that this group sees, whatever the session's overflow limit says. */
  seatsOf(group: number, slot: number): number {
    return this.seats[group * this.slots + slot]!
  }

  /** Whether the group sees a free seat. Seats reserved for others count as in use. */
  hasSeat(group: number, slot: number): boolean {
    return !this.blocked[slot] && this.hasRoom(group, slot)
  }

  /** The same as if no slot were blocked: a patient who is present keeps a seat while the doctor is away. */
  hasRoom(group: number, slot: number): boolean {
    const used = this.used[slot]!
    if (this.channels === 0) return used < this.seatsOf(group, slot)
    return used + this.reservedForOthers(group, slot) < this.seatsOf(group, slot)
  }

  /** Whether the group would see a free seat if none were reserved for other channels. */
  isReserved(group: number, slot: number): boolean {
    return this.used[slot]! < this.seatsOf(group, slot) && !this.hasSeat(group, slot)
  }

  /** Seats of the slot that are reserved for channels and free. */
  reservedIn(slot: number): number {
    return this.reservedForOthers(-1, slot)
  }

  /** Opens the reserved seats of a slot to all. */
  openToAll(slot: number): void {
    for (let channel = 0; channel < this.channels; channel++) this.shares[channel * this.slots + slot] = 0
    this.opensAt[slot] = Number.POSITIVE_INFINITY
    this.refresh(slot)
    this.findDue()
  }

  resize(slot: number, shape: SlotShape, overflowLimit: number): void {
    const over = Math.max(0, this.used[slot]! - this.base[slot]!)
    this.base[slot] = shape.base
    this.ceiling[slot] = shape.ceiling
    this.opensAt[slot] = shape.opensAt
    this.overflow += Math.max(0, this.used[slot]! - shape.base) - over
    this.overflowLimit = overflowLimit
    for (let group = 0; group < this.groups; group++) this.seats[group * this.slots + slot] = shape.seats[group]!
    for (let channel = 0; channel < this.channels; channel++)
      this.shares[channel * this.slots + slot] = shape.shares[channel]!
    this.refresh(slot)
  }

  /** First slot of [from, to) that is not blocked; -1 if there is none. */
  firstUnblocked(from: number, to: number): number {
    for (let slot = from; slot < to; slot++) if (!this.blocked[slot]) return slot
    return -1
  }

  /** No seat of the slot is given from now on, or seats are given again. */
  block(slot: number, isBlocked: boolean): void {
    this.blocked = this.blocked.with(slot, isBlocked)
    this.refresh(slot)
  }

  /** The slots from this index on take place at other times. */
  shift(from: number, shapes: readonly SlotShape[]): void {
    this.starts = [...this.starts.slice(0, from), ...shapes.map((shape) => shape.start)]
    this.ends = [...this.ends.slice(0, from), ...shapes.map((shape) => shape.end)]
    this.opensAt = [...this.opensAt.slice(0, from), ...shapes.map((shape) => shape.opensAt)]
    this.findDue()
  }

  /** The slots as they were recorded. */
  shapes(): SlotShape[] {
    return this.starts.map((start, slot) => ({
      start,
      end: this.ends[slot]!,
      base: this.base[slot]!,
      ceiling: this.ceiling[slot]!,
      seats: Array.from({ length: this.groups }, (_, group) => this.seatsOf(group, slot)),
      shares: Array.from({ length: this.channels }, (_, channel) => this.shares[channel * this.slots + slot]!),
      opensAt: this.opensAt[slot]!,
      planned: this.planned[slot]!,
      blocked: this.blocked[slot]!,
    }))
  }

  /** Called after a change of `opensAt`. */
  protected findDue(): void {}

  protected fillSeat(slot: number, group: number): void {
    if (++this.used[slot]! > this.base[slot]!) this.overflow++
    this.countForChannel(slot, group, 1)
    this.refresh(slot)
  }

  protected freeSeat(slot: number, group: number): void {
    if (this.used[slot]!-- > this.base[slot]!) this.overflow--
    this.countForChannel(slot, group, -1)
    this.refresh(slot)
  }

  /** Adds or subtracts a seat that the group's channel uses. */
  protected countForChannel(slot: number, group: number, by: 1 | -1): void {
    if (this.channels > 0) this.taken[(group % this.channels) * this.slots + slot]! += by
  }

  /** Lays out slots with all seats free. */
  protected layOut(shapes: readonly SlotShape[]): void {
    const count = shapes.length
    this.starts = shapes.map((shape) => shape.start)
    this.ends = shapes.map((shape) => shape.end)
    this.opensAt = shapes.map((shape) => shape.opensAt)
    // Columns are replaced as a whole, so that one may serve as two.
    const isOnTime = shapes.every((shape) => shape.planned === shape.start)
    this.planned = isOnTime ? this.starts : shapes.map((shape) => shape.planned)
    this.blocked = shapes.map((shape) => shape.blocked)
    this.base = Int32Array.from(shapes, (shape) => shape.base)
    this.ceiling = Int32Array.from(shapes, (shape) => shape.ceiling)
    this.used = new Int32Array(count)
    this.taken = new Int32Array(this.channels * count)
    this.seats = Int32Array.from({ length: this.groups * count }, (_, i) => shapes[i % count]!.seats[(i / count) | 0]!)
    this.shares = Int32Array.from(
      { length: this.channels * count },
      (_, i) => shapes[i % count]!.shares[(i / count) | 0]!,
    )
    this.words = (count + 31) >> 5
    this.open = new Int32Array(this.groups * this.words)
    this.roomy = new Int32Array(this.words)
    this.overflow = 0
    for (let slot = 0; slot < count; slot++) this.refresh(slot)
  }

  protected refresh(slot: number): void {
    const { words, open, seats, groups, slots } = this
    const used = this.used[slot]!
    const bit = 1 << (slot & 31)
    const word = slot >> 5
    const isBlocked = this.blocked[slot]!
    for (let group = 0; group < groups; group++) {
      const reserved = this.channels === 0 ? 0 : this.reservedForOthers(group, slot)
      if (!isBlocked && used + reserved < seats[group * slots + slot]!) open[group * words + word]! |= bit
      else open[group * words + word]! &= ~bit
    }
    if (!isBlocked && used < this.base[slot]!) this.roomy[word]! |= bit
    else this.roomy[word]! &= ~bit
  }

  /** Columns that are only ever replaced as a whole are not copied. */
  private copySeats(from: Seats): void {
    this.starts = from.starts
    this.ends = from.ends
    this.planned = from.planned
    this.blocked = from.blocked
    this.base = from.base.slice()
    this.used = from.used.slice()
    this.ceiling = from.ceiling.slice()
    this.seats = from.seats.slice()
    this.open = from.open.slice()
    this.roomy = from.roomy.slice()
    this.shares = from.shares.slice()
    this.taken = from.taken.slice()
    this.opensAt = from.opensAt.slice()
    this.words = from.words
    this.overflow = from.overflow
  }

  private reservedForOthers(group: number, slot: number): number {
    const own = group < 0 ? -1 : group % this.channels
    if (own >= 0 && this.shares[own * this.slots + slot] === EXEMPT) return 0
    let reserved = 0
    for (let channel = 0; channel < this.channels; channel++) {
      const at = channel * this.slots + slot
      if (channel !== own) reserved += Math.max(0, this.shares[at]! - this.taken[at]!)
    }
    return reserved
  }
}

/**
 * The number of a group under another number of channels and groups: its channel is the remainder of its number divided by the
 * number of channels. A channel or a class of seats that does not exist there becomes the first one.
 */
export function translateGroup(group: number, channels: number, toChannels: number, toGroups: number): number {
  const channel = group % channels
  const base = Math.floor(group / channels)
  return (base < toGroups / toChannels ? base : 0) * toChannels + (channel < toChannels ? channel : 0)
}
