import type { AddSlots, CloseSession, OpenSession, ResizeSlot, SlotPlan } from './command'
import { type Decision, Refusal } from './decision'
import { evolve } from './evolve'
import { type Fact, type Layout, move, NOWHERE, reshape, type SlotShape, step } from './fact'
import { settle } from './fill'
import { askerFor, lastLinkFirst, placeDisplaced, placeNewcomer } from './place'
import { RuleFault, type Rules } from './rules'
import type { Session } from './session'
import { CONFIRMED } from './status'
import { View } from './view'

/** Overflow limit of a session whose capacity rule sets none, and seats of a group without limit. */
const UNLIMITED = 0x3fffffff

/** Opens a session that does not exist yet. */
export function openSession(command: OpenSession, rules: Rules): Decision {
  const slots = command.slots.map((slot) => shape(slot, rules, rules.capacity.groups))
  return [
    reshape('session.opened', command.at, 'opened', { slots, index: 0, overflowLimit: overflowLimit(slots, rules) }),
  ]
}

/** Adds slots, each in its place in time, and seats whoever waits for them. */
export function addSlots(session: Session, command: AddSlots, rules: Rules): Decision {
  if (session.closed) return new Refusal('session-closed')
  if (command.slots.some((plan) => plan.end <= command.at)) return new Refusal('slot-past')
  const draft = session.draft()
  const facts: Fact[] = []
  for (const plan of command.slots) {
    let index = 0
    while (index < draft.slots && draft.starts[index]! < plan.start) index++
    if (index > 0 && draft.ends[index - 1]! > plan.start) return new Refusal('slot-overlap', index - 1)
    if (index < draft.slots && draft.starts[index]! < plan.end) return new Refusal('slot-overlap', index)
    const slot = shape(plan, rules, session.groups)
    const layout: Layout = { slots: [slot], index, overflowLimit: overflowLimit([...draft.shapes(), slot], rules) }
    const fact = reshape('slot.added', command.at, 'added', layout)
    facts.push(fact)
    evolve(draft, fact)
  }
  settle(draft, rules, command.at, -1, 'slot-added', facts)
  return facts
}

/** Gives a slot another capacity. Those who no longer fit are moved where the command says so, the last in order first. */
export function resizeSlot(session: Session, command: ResizeSlot, rules: Rules): Decision {
  if (session.closed) return new Refusal('session-closed')
  const { slot, at } = command
  const shapes = session.shapes()
  const old = shapes[slot]!
  const resized = shape({ start: old.start, end: old.end, base: command.capacity }, rules, session.groups)
  shapes[slot] = resized
  const draft = session.draft()
  const fact = reshape('slot.resized', at, 'resized', {
    slots: [resized],
    index: slot,
    overflowLimit: overflowLimit(shapes, rules),
  })
  const facts = [fact]
  evolve(draft, fact)
  for (;;) {
    const crowded = crowdedGroups(draft, slot)
    if (crowded.length === 0) break
    const moves = command.displace ? displaceOne(draft, slot, crowded, at, rules) : undefined
    if (moves === undefined) return new Refusal('capacity-in-use', slot)
    for (const each of moves) {
      evolve(draft, each)
      facts.push(each)
    }
  }
  // A share-based limit may have shrunk below what other slots use.
  if (draft.overflow > draft.overflowLimit) return new Refusal('capacity-in-use', slot)
  settle(draft, rules, at, -1, 'slot-resized', facts)
  return facts
}

/** Ends a session: who still waits is dropped, and no seat is given any more. */
export function closeSession(session: Session, command: CloseSession): Decision {
  if (session.closed) return new Refusal('session-closed')
  const facts: Fact[] = []
  for (let token = 0; session.waiting > 0 && token < session.tokens.count; token++) {
    const from = session.slotOf(token)
    if (from < NOWHERE)
      facts.push(step('token.dropped', command.at, token, from, NOWHERE, session.rankOf(token), 'end-of-day'))
  }
  facts.push(reshape('session.closed', command.at, 'closed', null))
  return facts
}

/** Takes the last in order of the crowded groups out of the slot, with all that follows; undefined where nobody may go. */
function displaceOne(
  draft: Session,
  slot: number,
  crowded: readonly number[],
  at: number,
  rules: Rules,
): Fact[] | undefined {
  const seated = new View(draft, rules, at)
  let last = -1
  for (let token = 0; token < draft.tokens.count; token++) {
    if (draft.slotOf(token) !== slot || draft.statusOf(token) !== CONFIRMED || !crowded.includes(draft.groupOf(token)))
      continue
    if (last < 0 || seated.before(last, seated.rank(last), token, seated.rank(token))) last = token
  }
  if (last < 0) return undefined
  const asker = askerFor(seated, last, seated.rank(last), slot, true)
  // While it asks, its own seat must not stand in its way.
  const asking = draft.draft()
  asking.stand(last)
  const view = new View(asking, rules, at)
  // It did nothing to lose its seat: it asks as a newcomer first.
  const asNewcomer = placeNewcomer(asker, view, 0, rules)
  const found = typeof asNewcomer !== 'string' && asNewcomer.to !== NOWHERE
  const place = found ? asNewcomer : placeDisplaced(asker, view, 0, rules)
  if (typeof place === 'string') return undefined
  const { to, list, code, strategy } = place
  const moved = move(
    'token.moved',
    at,
    0,
    last,
    slot,
    to,
    list,
    asker.rank,
    -1,
    0,
    code === '' ? 'slot-resized' : code,
    strategy,
  )
  return lastLinkFirst(place.chain, moved)
}

/** Groups of which somebody has to go: those that see fewer seats than are used by them and by groups that see no more. */
function crowdedGroups(session: Session, slot: number): number[] {
  const { groups } = session
  const all = Array.from({ length: groups }, (_, group) => group)
  if (session.overflow > session.overflowLimit && session.used[slot]! > session.base[slot]!) return all
  const used = new Int32Array(groups)
  for (let token = 0; token < session.tokens.count; token++)
    if (session.slotOf(token) === slot) used[session.groupOf(token)]!++
  for (const group of all) {
    const seats = session.seatsOf(group, slot)
    const rivals = all.filter((other) => session.seatsOf(other, slot) <= seats)
    if (rivals.reduce((sum, other) => sum + used[other]!, 0) > seats) return rivals
  }
  return []
}

/** A slot for a session of so many groups; those that the rules do not have any more see what group 0 sees. */
function shape(plan: SlotPlan, { capacity }: Rules, groups: number): SlotShape {
  const seats = Array.from({ length: groups }, (_, group) =>
    Math.min(UNLIMITED, capacity.seats(group < capacity.groups ? group : 0, plan.base)),
  )
  const wrong = seats.findIndex((count) => !Number.isInteger(count) || count < 0)
  if (wrong >= 0) throw new RuleFault(`the capacity policy gives group ${wrong} ${seats[wrong]} seats`)
  return { ...plan, seats }
}

function overflowLimit(slots: readonly SlotShape[], rules: Rules): number {
  const total = slots.reduce((sum, slot) => sum + slot.base, 0)
  const limit = Math.min(UNLIMITED, rules.capacity.perSession?.(total) ?? UNLIMITED)
  if (Number.isInteger(limit) && limit >= 0) return limit
  throw new RuleFault(`the capacity policy gives a session of ${total} seats ${limit} overflow seats`)
}
