import { type Intake, type Layout, NOWHERE, type SlotShape, WAITING } from '../fact'
import { BUMPABLE, Lanes, ONWARD, SPENT } from './lanes'
import { Seats } from './seats'
import { CONFIRMED, isTentative, WAITLISTED } from './status'
import { BUDGET, HOME, LANE, LIST, NAMED, OVERRIDE, SLOT, STATUS, Tokens, WANTED } from './tokens'
import { Before, ConsultingRoom } from './visit'

/** The folded state of one doctor's clinic on one day. Only `evolve` writes a session; `decide` writes to its own drafts. */
export class Session extends Seats {
  /** Waiting tokens by list kind * slots + slot. */
  waitingIn: Int32Array<ArrayBuffer>
  waiting: number
  /** Seated tokens that may still move and sit later than they asked for. */
  away: number
  closed: boolean
  /** Next time at which a hold or an offer expires, or reserved seats open to all, in epoch milliseconds. */
  dueAt = Number.POSITIVE_INFINITY
  /** When held and offered seats expire, by token, in epoch milliseconds. */
  deadlines: Map<number, number>
  tokens: Tokens
  lanes: Lanes
  room: ConsultingRoom
  /** A token that is expected in a seat, by slot: nearly all that are cancelled were, and may share one snapshot. */
  private expected: readonly Before[]

  /** The session that opens with this layout, or a copy. Both are made here, so that V8 gives them one shape. */
  constructor(from: Layout | Session) {
    super(from)
    const old = from instanceof Session ? from : undefined
    const seats = this.base.reduce((sum, base) => sum + base, 0)
    this.waitingIn = old?.waitingIn.slice() ?? new Int32Array(5 * this.slots)
    this.waiting = old?.waiting ?? 0
    this.away = old?.away ?? 0
    this.closed = old?.closed ?? false
    this.deadlines = new Map(old?.deadlines)
    this.tokens = old?.tokens.copy() ?? new Tokens(Math.max(16, 1 << (32 - Math.clz32(Math.min(seats, 4096)))))
    this.lanes = old?.lanes.copy() ?? new Lanes(this.slots)
    this.room = new ConsultingRoom(old?.room)
    this.expected = old?.expected ?? this.planned.map(beforeFirstStep)
    this.findDue()
  }

  slotOf(token: number): number {
    return this.tokens.get(token, SLOT)
  }

  statusOf(token: number): number {
    return this.tokens.get(token, STATUS)
  }

  /** Rank with which the token holds its seat, or had when it began to wait. */
  rankOf(token: number): number {
    return this.lanes.ranks[this.tokens.get(token, LANE)]!
  }

  groupOf(token: number): number {
    return this.lanes.groups[this.tokens.get(token, HOME)]!
  }

  /** Appends a token, which neither sits nor waits yet. */
  admit(at: number, intake: Intake): number {
    const { tokens } = this
    const token = tokens.add(at, intake.source, intake.patient)
    const home = this.lanes.intern(intake.rank, intake.rank, intake.group, intake.source)
    tokens.set(token, SLOT, NOWHERE)
    tokens.set(token, LIST, -1)
    tokens.set(token, HOME, home)
    tokens.set(token, LANE, home)
    tokens.set(token, WANTED, intake.wanted)
    tokens.set(token, NAMED, intake.named ? 1 : 0)
    tokens.set(token, BUDGET, intake.bumpBudget)
    return token
  }

  /** Seats a token in a slot; it is confirmed there and may be moved. */
  sit(token: number, slot: number, rank: number): void {
    const { tokens, lanes } = this
    const home = tokens.get(token, HOME)
    tokens.set(token, LANE, lanes.seatLane(home, rank))
    tokens.set(token, SLOT, slot)
    this.fillSeat(slot, lanes.groups[home]!)
    this.unpin(token)
  }

  /** The token leaves its seat. */
  stand(token: number): void {
    const slot = this.slotOf(token)
    this.pin(token)
    this.tokens.set(token, SLOT, NOWHERE)
    this.tokens.set(token, OVERRIDE, 0)
    this.freeSeat(slot, this.groupOf(token))
  }

  /** A seated token may no longer be moved. */
  pin(token: number): void {
    const { tokens } = this
    if (tokens.get(token, LIST) < 0) return
    this.lanes.unlink(tokens, token)
    if (this.slotOf(token) > tokens.get(token, WANTED)) this.away--
  }

  /** A seated token is confirmed and may be moved. */
  unpin(token: number): void {
    const { tokens, lanes } = this
    const slot = this.slotOf(token)
    tokens.set(token, STATUS, CONFIRMED)
    // A token that bumped the holder of a seat above the rules would sit above the rules itself.
    const mayLose = tokens.bumpsLeft(token) > 0 && tokens.get(token, OVERRIDE) === 0
    lanes.link(tokens, token, tokens.get(token, LANE), lanes.list(mayLose ? BUMPABLE : SPENT, slot))
    if (slot > tokens.get(token, WANTED)) this.away++
  }

  /** A seated token gets this status, and may not be moved, until a deadline. */
  holdUntil(token: number, status: number, until: number): void {
    this.pin(token)
    this.tokens.set(token, STATUS, status)
    this.deadlines.set(token, until)
    this.dueAt = Math.min(this.dueAt, until)
  }

  /** The grace of the token counts from now if its slot should have begun. */
  expectFrom(token: number, at: number): void {
    this.tokens.setLateBy(token, at - this.planned[this.slotOf(token)]!)
  }

  /** The token's hold or offer no longer expires. */
  clearDeadline(token: number): void {
    if (isTentative(this.statusOf(token)) && this.deadlines.delete(token)) this.findDue()
  }

  joinList(token: number, list: number): void {
    const { tokens } = this
    this.lanes.link(tokens, token, tokens.get(token, HOME), list)
    tokens.set(token, SLOT, WAITING)
    tokens.set(token, STATUS, WAITLISTED)
    this.waiting++
    this.waitingIn[list]!++
  }

  /** The token leaves its waiting list, if it waits. */
  leaveList(token: number): void {
    const { tokens } = this
    if (this.slotOf(token) !== WAITING) return
    this.waiting--
    this.waitingIn[tokens.get(token, LIST)]!--
    this.lanes.unlink(tokens, token)
    tokens.set(token, SLOT, NOWHERE)
  }

  /** The token leaves its seat or its waiting list. */
  leave(token: number): void {
    this.clearDeadline(token)
    this.leaveList(token)
    if (this.slotOf(token) >= 0) this.stand(token)
  }

  /** Gives a token another source, rank and group where it is; `seatRank` is the rank with which it holds its seat from now on. */
  reclassify(token: number, intake: Intake, seatRank: number): void {
    const { tokens, lanes } = this
    const list = tokens.get(token, LIST)
    const slot = this.slotOf(token)
    if (list >= 0) lanes.unlink(tokens, token)
    if (slot >= 0) this.countForChannel(slot, this.groupOf(token), -1)
    const home = lanes.intern(intake.rank, intake.rank, intake.group, intake.source)
    const lane = slot < 0 ? home : lanes.seatLane(home, seatRank)
    tokens.sources[token] = intake.source
    tokens.set(token, HOME, home)
    tokens.set(token, LANE, lane)
    if (list >= 0) lanes.link(tokens, token, lane, list)
    if (slot < 0) return
    this.countForChannel(slot, intake.group, 1)
    this.refresh(slot)
  }

  override resize(slot: number, shape: SlotShape, overflowLimit: number): void {
    super.resize(slot, shape, overflowLimit)
    this.findDue()
  }

  /** Inserts a slot at index `at`. Later slots get other indexes, so every list is built anew: simple, and rarely needed. */
  insert(at: number, shape: SlotShape, overflowLimit: number): void {
    const old = this.slots
    const { tokens } = this
    const { ranks, bases, groups, sources } = this.lanes
    const shapes = this.shapes()
    shapes.splice(at, 0, shape)
    this.overflowLimit = overflowLimit
    this.layOut(shapes)
    this.expected = this.planned.map(beforeFirstStep)
    this.waitingIn = new Int32Array(5 * this.slots)
    this.lanes = new Lanes(this.slots)
    for (let lane = 0; lane < ranks.length; lane++)
      this.lanes.intern(ranks[lane]!, bases[lane]!, groups[lane]!, sources[lane]!)
    this.away = 0
    const later = (slot: number): number => (slot >= at ? slot + 1 : slot)
    for (let token = 0; token < tokens.count; token++) {
      const wanted = tokens.get(token, WANTED)
      const named = tokens.get(token, NAMED) === 1
      // A request for the earliest slot would have been for this one, had it existed.
      const first = !named && at <= wanted && shape.start > tokens.arrivedAt[token]!
      tokens.set(token, WANTED, first ? at : later(wanted))
      tokens.set(token, SLOT, later(tokens.get(token, SLOT)))
      if (tokens.get(token, SLOT) >= 0) this.fillSeat(tokens.get(token, SLOT), this.groupOf(token))
      const list = tokens.get(token, LIST)
      if (list < 0) continue
      const kind = (list / old) | 0
      const slot = list - kind * old
      const now = this.lanes.list(kind, kind === ONWARD && slot === wanted ? tokens.get(token, WANTED) : later(slot))
      this.lanes.link(tokens, token, tokens.get(token, LANE), now)
      if (kind >= ONWARD) this.waitingIn[now]!++
      else if (tokens.get(token, SLOT) > tokens.get(token, WANTED)) this.away++
    }
    this.findDue()
  }

  /** The slot of a token's seat or list before a step. */
  slotBefore(token: number, { start }: Before): number {
    return start === null ? this.tokens.get(token, WANTED) : this.planned.indexOf(start)
  }

  /** The token as it is now, to which a step that follows may be taken back. */
  snapshot(token: number): Before {
    const { tokens, lanes, planned, room } = this
    const slot = this.slotOf(token)
    const status = this.statusOf(token)
    const visit = room.of(token)
    const earlier = room.before(token)
    if (slot >= 0) {
      const above = tokens.get(token, OVERRIDE) === 1
      if (status === CONFIRMED && !above) return this.expected[slot]!
      return new Before(status, 'seat', planned[slot]!, -1, above, visit, earlier)
    }
    if (slot === NOWHERE) return new Before(status, 'none', null, -1, false, visit, earlier)
    const list = tokens.get(token, LIST)
    const kind = lanes.kindOf(list)
    const awaited = lanes.slotOf(list)
    const start = kind === ONWARD && awaited === tokens.get(token, WANTED) ? null : planned[awaited]!
    return new Before(status, 'list', start, kind, false, visit, earlier)
  }

  /** The list on which a token waited last, before the newest of its steps that took it from there. */
  listBefore(token: number): number {
    let before = this.room.before(token)!
    while (before.place !== 'list') before = before.earlier!
    return this.lanes.list(before.accepts, this.slotBefore(token, before))
  }

  /** The first slot in which a patient who has a seat may still come, or the number of slots. */
  firstAwaited(): number {
    const { lanes } = this
    let first = this.slots
    for (let lane = 0; lane < lanes.count; lane++)
      for (let kind = BUMPABLE; kind <= SPENT; kind++) first = lanes.next(lane, kind, 0, first)
    return first
  }

  /** Whether a patient who has a seat may still come. */
  isAwaited(): boolean {
    return this.firstAwaited() < this.slots
  }

  /** A private copy on which to try a command of many steps; costs a few memory copies. */
  draft(): Session {
    return new Session(this)
  }

  protected override findDue(): void {
    this.dueAt = Number.POSITIVE_INFINITY
    for (const until of this.deadlines.values()) this.dueAt = Math.min(this.dueAt, until)
    for (const opensAt of this.opensAt) this.dueAt = Math.min(this.dueAt, opensAt)
  }
}

function beforeFirstStep(start: number): Before {
  return new Before(CONFIRMED, 'seat', start, -1, false, undefined, undefined)
}
