import type { CoreAddSlots, CoreDelay, CoreOpenSession, CoreResizeSlot, SlotPlan } from '../command'
import { type Decision, Refusal } from '../decision'
import {
  added,
  closed,
  delayed,
  EXEMPT,
  type Fact,
  leaves,
  moved,
  opened,
  resized,
  type SlotShape,
  WAITING,
} from '../fact'
import { RuleFault, type Rules } from '../rules/rules'
import { evolve } from '../state/evolve'
import { translateGroup } from '../state/seats'
import type { Session } from '../state/session'
import { CONFIRMED, isTentative } from '../state/status'
import { OVERRIDE } from '../state/tokens'
import { askerFor, inOrder, placeMoved } from './ask'
import { settleView, whyAfter } from './settle'
import { View } from './view'

/** Opens a session; the shell has checked that there is none. */
export function openSession(command: CoreOpenSession, rules: Rules): Decision {
  const slots: SlotShape[] = []
  const { at } = command
  const total = baseOf(command.slots)
  const { groups, quotas } = rules.capacity
  for (const plan of command.slots)
    slots.push(
      layOutSlot(plan, rules, {
        groups,
        channels: quotas?.channels ?? 0,
        given: sharesOf(slots),
        laidOut: baseOf(slots),
        total,
        at,
      }),
    )
  return [opened({ now: at, index: 0 }, { slots, index: 0, overflowLimit: overflowLimit(slots, rules) })]
}

/** Adds slots, each in its place in time. */
export function addSlots(view: View, command: CoreAddSlots): Decision {
  const { session, rules } = view
  if (session.closed) return new Refusal('session-closed')
  if (command.slots.some((plan) => plan.end <= command.at)) return new Refusal('slot-past')
  const clash = overlapping(session, command.slots)
  if (clash !== undefined) return clash
  const draft = session.draft()
  const facts: Fact[] = []
  for (const plan of command.slots) {
    const index = draft.starts.filter((start) => start < plan.start).length
    const others = draft.shapes()
    const slot = layOutSlot(plan, rules, surroundingsOf(draft, others, plan.base, command.at, -1))
    const fact = added(view, { slots: [slot], index, overflowLimit: overflowLimit([...others, slot], rules) })
    facts.push(fact)
    evolve(draft, fact)
  }
  return facts
}

/**
 * Returns a refusal for the first new slot that overlaps another new slot, or a slot of the session, which the refusal names. If the clinic
 * runs late, a new slot must not come between the planned and the new time of a slot, because slots keep their order.
 */
function overlapping({ starts, ends, planned }: Session, plans: readonly SlotPlan[]): Refusal | undefined {
  for (const [n, plan] of plans.entries()) {
    const slot = starts.findIndex(
      (start, index) =>
        (start < plan.end && plan.start < ends[index]!) || (planned[index]! <= plan.start && plan.start < start),
    )
    const isTwice = plans.some((other, m) => m < n && other.start < plan.end && plan.start < other.end)
    if (slot >= 0 || isTwice) return new Refusal('slot-overlap', slot)
  }
  return undefined
}

/** Gives a slot another capacity. Tokens that no longer fit are moved if the command says so, the last in order first. */
export function resizeSlot(view: View, command: CoreResizeSlot): Decision {
  const { session, rules } = view
  if (session.closed) return new Refusal('session-closed')
  const { slot, at } = command
  const shapes = session.shapes()
  const old = shapes[slot]!
  const others = shapes.toSpliced(slot, 1)
  const plan = { start: old.start, end: old.end, base: command.capacity }
  const laidOut = layOutSlot(plan, rules, surroundingsOf(session, others, plan.base, at, slot))
  const shape = { ...laidOut, planned: old.planned, blocked: old.blocked }
  shapes[slot] = shape
  const draft = session.draft()
  const fact = resized(view, { slots: [shape], index: slot, overflowLimit: overflowLimit(shapes, rules) })
  const facts: Fact[] = []
  const add = (more: Fact): void => {
    evolve(draft, more)
    facts.push(more)
  }
  add(fact)
  for (;;) {
    // Without this, a token that has just begun to wait would be overtaken by the next.
    settleView(new View(draft, rules, at), facts, whyAfter, (_, fact) => add(fact))
    const crowded = crowdedGroups(draft, slot)
    if (crowded.length === 0) break
    const moves = command.displace ? displaceOne(new View(draft, rules, at), slot, crowded) : undefined
    if (moves === undefined) return new Refusal('capacity-in-use', slot)
    for (const each of moves) add(each)
  }
  // A share-based limit may have shrunk below what other slots use.
  if (draft.overflow > draft.overflowLimit + seatedAboveRules(draft)) return new Refusal('capacity-in-use', slot)
  return facts
}

/** Ends a session that is still open. */
export function closeSession(view: View): readonly Fact[] | Refusal {
  return view.session.closed ? new Refusal('session-closed') : closeOpenSession(view)
}

/** Waiters are dropped, unconfirmed holds and offers expire, and no more seats are given. */
export function closeOpenSession(view: View): readonly Fact[] {
  const { session } = view
  const facts: Fact[] = []
  for (let token = 0; token < session.tokens.count; token++) {
    if (isTentative(session.statusOf(token))) facts.push(leaves(view, 'token.expired', token, 'end-of-day'))
    else if (session.slotOf(token) === WAITING) facts.push(leaves(view, 'token.dropped', token, 'end-of-day'))
  }
  facts.push(closed(view))
  return facts
}

/** The slots from one on take place so much later than planned, also if the session gives no more seats. */
export function delay(view: View, { from, by }: CoreDelay): Decision {
  const { session, now, current } = view
  const index = from < 0 ? current : from
  if (index >= view.slots || session.ends[index]! <= now)
    return new Refusal('slot-past', Math.min(index, view.slots - 1))
  const before = session.shapes().slice(index)
  const slots = before.map((shape) => {
    const later = shape.planned + by - shape.start
    return { ...shape, start: shape.start + later, end: shape.end + later, opensAt: shape.opensAt + later }
  })
  if (slots.every(({ start }, n) => start === before[n]!.start)) return []
  const endBefore = session.ends[index - 1] ?? 0
  if (endBefore > slots[0]!.start) return new Refusal('slot-overlap', index - 1)
  return [delayed(view, { slots, index, overflowLimit: session.overflowLimit })]
}

/** Returns the facts that move the last token of the crowded groups out of the slot; undefined if no token may be moved. */
function displaceOne(seated: View, slot: number, crowded: readonly number[]): Fact[] | undefined {
  const { session: draft, rules, now } = seated
  let last = -1
  for (let token = 0; token < draft.tokens.count; token++) {
    if (draft.slotOf(token) !== slot || draft.statusOf(token) !== CONFIRMED || !crowded.includes(draft.groupOf(token)))
      continue
    if (last < 0 || seated.before(last, seated.standing(last), token, seated.standing(token))) last = token
  }
  if (last < 0) return undefined
  const asker = askerFor(seated, last, seated.standing(last), slot, true)
  // While it asks, its own seat must not count as in use.
  const asking = draft.draft()
  asking.stand(last)
  const view = new View(asking, rules, now)
  const place = placeMoved(asker, view)
  if (typeof place === 'string') return undefined
  return inOrder(place, moved(seated, last, draft.rankOf(last), place, place.code === '' ? 'slot-resized' : place.code))
}

/**
 * Returns the groups of which one token must be moved. A group is crowded if it and all groups that see no more seats than it
 * together use more seats than it sees. Seats above the rules count only towards the ceiling.
 */
function crowdedGroups(session: Session, slot: number): number[] {
  const { groups, tokens } = session
  const all = Array.from({ length: groups }, (_, group) => group)
  const above = session.overflow > session.overflowLimit + seatedAboveRules(session)
  if (session.used[slot]! > session.ceiling[slot]! || (above && session.used[slot]! > session.base[slot]!)) return all
  const used = new Int32Array(groups)
  for (let token = 0; token < tokens.count; token++)
    if (session.slotOf(token) === slot && tokens.get(token, OVERRIDE) === 0) used[session.groupOf(token)]!++
  for (const group of all) {
    const seats = session.seatsOf(group, slot)
    const rivals = all.filter((other) => session.seatsOf(other, slot) <= seats)
    if (rivals.reduce((sum, other) => sum + used[other]!, 0) > seats) return rivals
  }
  return []
}

/** Number of tokens that sit above the rules. */
function seatedAboveRules({ tokens }: Session): number {
  let count = 0
  for (let token = 0; token < tokens.count; token++) count += tokens.get(token, OVERRIDE)
  return count
}

/** Stored instead of infinity if a session's overflow seats or a group's seats have no limit. */
const UNLIMITED = 0x3fffffff

/** The session for which a slot is laid out. */
interface Surroundings {
  readonly groups: number
  readonly channels: number
  /** Seats of the other slots that are reserved for each channel or in use by it. */
  readonly given: readonly number[]
  /** Base capacity of the slots that are laid out already, and of the whole session. */
  readonly laidOut: number
  readonly total: number
  readonly at: number
}

/**
 * Returns a slot with the seats that the capacity policy gives. Classes and channels that the rules no longer have see as many
 * seats as the first ones.
 */
function layOutSlot(
  plan: SlotPlan,
  { capacity }: Rules,
  { groups, channels, given, laidOut, total, at }: Surroundings,
): SlotShape {
  const { base } = plan
  const { quotas } = capacity
  const granted = Array.from({ length: groups }, (_, group) => {
    const asInRules = translateGroup(group, Math.max(1, channels), quotas?.channels ?? 1, capacity.groups)
    return Math.min(UNLIMITED, capacity.seats(asInRules, base))
  })
  const ceiling = Math.min(UNLIMITED, capacity.ceiling?.(base) ?? Math.max(base, ...granted))
  const seats = granted.map((count) => Math.min(count, ceiling))
  const opensAt = quotas === undefined ? Number.POSITIVE_INFINITY : plan.start - quotas.releaseMinutes * 60_000
  // If the shares exceed the seats, the first channels get theirs.
  let left = base
  const shares = Array.from({ length: channels }, (_, channel) => {
    if (quotas === undefined || channel >= quotas.channels || opensAt <= at) return 0
    if (channel === quotas.exempt) return EXEMPT
    const slot = { base, total, laidOut: laidOut + base, given: given[channel] ?? 0 }
    const share = quotas.share(channel, slot)
    if (!isCount(share)) throw new RuleFault(`the capacity policy reserves for channel ${channel} ${share} seats`)
    const reserved = Math.min(share, left)
    left -= reserved
    return reserved
  })
  const wrong = granted.findIndex((count) => !isCount(count))
  if (wrong >= 0) throw new RuleFault(`the capacity policy gives group ${wrong} ${granted[wrong]} seats`)
  if (!isCount(ceiling))
    throw new RuleFault(`the capacity policy gives a slot of ${base} seats a ceiling of ${ceiling}`)
  const isReserved = shares.some((share) => share > 0)
  return {
    ...plan,
    seats,
    ceiling,
    shares,
    opensAt: isReserved ? opensAt : Number.POSITIVE_INFINITY,
    planned: plan.start,
    blocked: false,
  }
}

/** Surroundings of a slot that joins a session, or replaces one in it (`replaced`, else -1). */
function surroundingsOf(
  { groups, channels, shares, taken, slots }: Session,
  others: readonly SlotShape[],
  base: number,
  at: number,
  replaced: number,
): Surroundings {
  const given = Array.from({ length: channels }, (_, channel) => {
    let seats = 0
    for (let slot = 0; slot < slots; slot++)
      if (slot !== replaced) seats += Math.max(0, shares[channel * slots + slot]!, taken[channel * slots + slot]!)
    return seats
  })
  const laidOut = baseOf(others)
  return { groups, channels, given, laidOut, total: laidOut + base, at }
}

function sharesOf(slots: readonly SlotShape[]): number[] {
  const [first] = slots
  if (first === undefined) return []
  return first.shares.map((_, channel) => slots.reduce((sum, slot) => sum + Math.max(0, slot.shares[channel]!), 0))
}

function isCount(seats: number): boolean {
  return Number.isInteger(seats) && seats >= 0
}

function baseOf(slots: readonly SlotPlan[]): number {
  return slots.reduce((sum, slot) => sum + slot.base, 0)
}

/** Overflow seats that slots of these capacities may use together. */
function overflowLimit(slots: readonly SlotShape[], rules: Rules): number {
  const total = baseOf(slots)
  const limit = Math.min(UNLIMITED, rules.capacity.perSession?.(total) ?? UNLIMITED)
  if (isCount(limit)) return limit
  throw new RuleFault(`the capacity policy gives a session of ${total} seats ${limit} overflow seats`)
}
