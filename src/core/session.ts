import { type Intake, type Layout, NOWHERE, type SlotShape, WAITING } from './fact'
import { BUMPABLE, Lanes, ONWARD, SPENT } from './lanes'
import { CONFIRMED, WAITLISTED } from './status'
import { BUDGET, BUMPS, HOME, LANE, LIST, NAMED, SLOT, STATUS, Tokens, WANTED } from './tokens'

/** The folded state of one doctor's clinic on one day. Only `evolve` writes it; `decide` reads it. */
export class Session {
  starts: number[] = []
  ends: number[] = []
  base = new Int32Array(0)
  used = new Int32Array(0)
  /** group * slots + slot: seats that the group sees there. */
  seats = new Int32Array(0)
  /** group * words + word: slots with a seat that the group sees free. */
  open = new Int32Array(0)
  /** Slots used below base capacity. */
  roomy = new Int32Array(0)
  /** Waiting tokens by list kind * slots + slot. */
  waitingIn = new Int32Array(0)
  readonly groups: number
  /** Seats in use above base capacity, all slots together, and how many there may be. */
  overflow = 0
  overflowLimit: number
  waiting = 0
  /** Seated tokens that may still move and sit later than they asked for. */
  away = 0
  closed = false
  tokens: Tokens
  lanes: Lanes

  constructor(layout: Layout) {
    this.groups = layout.slots[0]!.seats.length
    this.overflowLimit = layout.overflowLimit
    this.lanes = new Lanes(0)
    let seats = 0
    for (const slot of layout.slots) seats += slot.base
    this.tokens = new Tokens(Math.max(16, 1 << (32 - Math.clz32(Math.min(seats, 4096)))))
    this.arrange(layout.slots, new Int32Array(layout.slots.length))
  }

  get slots(): number {
    return this.starts.length
  }

  slotOf(token: number): number {
    return this.tokens.get(token, SLOT)
  }

  statusOf(token: number): number {
    return this.tokens.get(token, STATUS)
  }

  /** Rank it holds its seat with, or had when it began to wait. */
  rankOf(token: number): number {
    return this.lanes.ranks[this.tokens.get(token, LANE)]!
  }

  groupOf(token: number): number {
    return this.lanes.groups[this.tokens.get(token, HOME)]!
  }

  /** The group of a request here; the rules may have got more groups since the slots were recorded: those see what all see. */
  known(group: number): number {
    return group < this.groups ? group : 0
  }

  /** Seats of `slot` that this group sees, whatever the session's overflow limit says. */
  seatsOf(group: number, slot: number): number {
    return this.seats[group * this.slots + slot]!
  }

  /** Appends a token; it is nowhere until it sits or waits. */
  admit(at: number, intake: Intake): number {
    const { tokens } = this
    const token = tokens.add(at, intake.source, intake.patient)
    const home = this.lanes.intern(intake.rank, intake.group)
    tokens.set(token, SLOT, NOWHERE)
    tokens.set(token, LIST, -1)
    tokens.set(token, HOME, home)
    tokens.set(token, LANE, home)
    tokens.set(token, WANTED, intake.wanted)
    tokens.set(token, NAMED, intake.named ? 1 : 0)
    tokens.set(token, BUDGET, intake.bumpBudget)
    return token
  }

  sit(token: number, slot: number, rank: number): void {
    const { tokens, lanes } = this
    const home = tokens.get(token, HOME)
    const lane = lanes.ranks[home] === rank ? home : lanes.intern(rank, lanes.groups[home]!)
    tokens.set(token, SLOT, slot)
    tokens.set(token, STATUS, CONFIRMED)
    if (++this.used[slot]! > this.base[slot]!) this.overflow++
    this.refresh(slot)
    const budget = tokens.get(token, BUDGET)
    const spent = budget >= 0 && tokens.get(token, BUMPS) >= budget
    lanes.link(tokens, token, lane, lanes.list(spent ? SPENT : BUMPABLE, slot))
    if (slot > tokens.get(token, WANTED)) this.away++
  }

  stand(token: number): void {
    const slot = this.slotOf(token)
    this.pin(token)
    this.tokens.set(token, SLOT, NOWHERE)
    if (this.used[slot]!-- > this.base[slot]!) this.overflow--
    this.refresh(slot)
  }

  /** Takes a seated token out of reach: from now on nobody moves it. */
  pin(token: number): void {
    const { tokens } = this
    if (tokens.get(token, LIST) < 0) return
    this.lanes.unlink(tokens, token)
    if (this.slotOf(token) > tokens.get(token, WANTED)) this.away--
  }

  wait(token: number, list: number): void {
    const { tokens } = this
    this.lanes.link(tokens, token, tokens.get(token, HOME), list)
    tokens.set(token, SLOT, WAITING)
    tokens.set(token, STATUS, WAITLISTED)
    this.waiting++
    this.waitingIn[list]!++
  }

  unwait(token: number): void {
    const { tokens } = this
    this.waiting--
    this.waitingIn[tokens.get(token, LIST)]!--
    this.lanes.unlink(tokens, token)
    tokens.set(token, SLOT, NOWHERE)
  }

  /** Leaves seat or waiting list, whichever it is. */
  leave(token: number): void {
    if (this.slotOf(token) === WAITING) this.unwait(token)
    else if (this.slotOf(token) >= 0) this.stand(token)
  }

  /** Gives a token another source, rank and group where it is; `seatRank` is the rank it holds its seat with from now on. */
  reclassify(token: number, intake: Intake, seatRank: number): void {
    const { tokens, lanes } = this
    const list = tokens.get(token, LIST)
    if (list >= 0) lanes.unlink(tokens, token)
    const home = lanes.intern(intake.rank, intake.group)
    const lane = this.slotOf(token) >= 0 ? lanes.intern(seatRank, intake.group) : home
    tokens.sources[token] = intake.source
    tokens.set(token, HOME, home)
    tokens.set(token, LANE, lane)
    if (list >= 0) lanes.link(tokens, token, lane, list)
  }

  resize(slot: number, shape: SlotShape, overflowLimit: number): void {
    const over = Math.max(0, this.used[slot]! - this.base[slot]!)
    this.base[slot] = shape.base
    this.overflow += Math.max(0, this.used[slot]! - shape.base) - over
    this.overflowLimit = overflowLimit
    for (let group = 0; group < this.groups; group++) this.seats[group * this.slots + slot] = shape.seats[group]!
    this.refresh(slot)
  }

  /** Puts a slot in before `at`. Later slots get other indexes, so every list is made anew: rare, and simple. */
  insert(at: number, shape: SlotShape, overflowLimit: number): void {
    const old = this.slots
    const { tokens } = this
    const used = Int32Array.from({ length: old + 1 }, (_, slot) =>
      slot === at ? 0 : this.used[slot > at ? slot - 1 : slot]!,
    )
    const shapes = this.shapes()
    shapes.splice(at, 0, shape)
    this.overflowLimit = overflowLimit
    this.arrange(shapes, used)
    this.away = 0
    const later = (slot: number): number => (slot >= at ? slot + 1 : slot)
    for (let token = 0; token < tokens.count; token++) {
      const wanted = tokens.get(token, WANTED)
      const named = tokens.get(token, NAMED) === 1
      // Who asked for the earliest slot asked for this one too, had it been there.
      const first = !named && at <= wanted && shape.start > tokens.arrivedAt[token]!
      tokens.set(token, WANTED, first ? at : later(wanted))
      if (tokens.get(token, SLOT) >= 0) tokens.set(token, SLOT, later(tokens.get(token, SLOT)))
      const list = tokens.get(token, LIST)
      if (list < 0) continue
      const kind = (list / old) | 0
      const slot = list - kind * old
      const now = this.lanes.list(kind, kind === ONWARD && slot === wanted ? tokens.get(token, WANTED) : later(slot))
      this.lanes.link(tokens, token, tokens.get(token, LANE), now)
      if (kind >= ONWARD) this.waitingIn[now]!++
      else if (tokens.get(token, SLOT) > tokens.get(token, WANTED)) this.away++
    }
  }

  /** A private copy on which to try a command of many steps: a few memory copies. */
  draft(): Session {
    const copy: Session = Object.assign(Object.create(Session.prototype), this)
    copy.starts = this.starts.slice()
    copy.ends = this.ends.slice()
    copy.base = this.base.slice()
    copy.used = this.used.slice()
    copy.seats = this.seats.slice()
    copy.open = this.open.slice()
    copy.roomy = this.roomy.slice()
    copy.waitingIn = this.waitingIn.slice()
    copy.tokens = this.tokens.copy()
    copy.lanes = this.lanes.copy()
    return copy
  }

  /** The slots as they were recorded. */
  shapes(): SlotShape[] {
    return this.starts.map((start, slot) => ({
      start,
      end: this.ends[slot]!,
      base: this.base[slot]!,
      seats: Array.from({ length: this.groups }, (_, group) => this.seatsOf(group, slot)),
    }))
  }

  /** Lays out the slots and empty lanes of the ranks known so far. */
  private arrange(shapes: readonly SlotShape[], used: Int32Array<ArrayBuffer>): void {
    const count = shapes.length
    const { ranks, groups } = this.lanes
    this.lanes = new Lanes(count)
    for (let lane = 0; lane < ranks.length; lane++) this.lanes.intern(ranks[lane]!, groups[lane]!)
    this.starts = shapes.map((shape) => shape.start)
    this.ends = shapes.map((shape) => shape.end)
    this.base = Int32Array.from(shapes, (shape) => shape.base)
    this.used = used
    this.seats = Int32Array.from({ length: this.groups * count }, (_, i) => shapes[i % count]!.seats[(i / count) | 0]!)
    this.open = new Int32Array(this.groups * this.lanes.words)
    this.roomy = new Int32Array(this.lanes.words)
    this.waitingIn = new Int32Array(5 * count)
    for (let slot = 0; slot < count; slot++) this.refresh(slot)
  }

  private refresh(slot: number): void {
    const { words } = this.lanes
    const used = this.used[slot]!
    const bit = 1 << (slot & 31)
    const word = slot >> 5
    for (let group = 0; group < this.groups; group++) {
      if (used < this.seatsOf(group, slot)) this.open[group * words + word]! |= bit
      else this.open[group * words + word]! &= ~bit
    }
    if (used < this.base[slot]!) this.roomy[word]! |= bit
    else this.roomy[word]! &= ~bit
  }
}
