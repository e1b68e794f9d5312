import type { CoreAddSlots, CoreCloseSession, CoreOpenSession, CoreResizeSlot } from '../command'
import { type Decision, Refusal } from '../decision'
import { type Fact, type Layout, move, NOWHERE, reshape, type SlotShape, step } from '../fact'
import type { Rules } from '../rules/rules'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import { CONFIRMED, isTentative } from '../state/status'
import { OVERRIDE } from '../state/tokens'
import { baseOf, joining, keptIn, layOutSlot, overflowLimit } from './lay-out-slot'
import { askerFor, lastLinkFirst, placeDisplaced, placeNewcomer } from './place'
import { settle } from './promote'
import { View } from './view'

/** Opens a session that does not exist yet. */
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
        given: keptIn(slots),
        laidOut: baseOf(slots),
        total,
        at,
      }),
    )
  return [reshape('session.opened', at, 0, 'opened', { slots, index: 0, overflowLimit: overflowLimit(slots, rules) })]
}

/** Adds slots, each in its place in time, and seats whoever waits for them. */
export function addSlots({ session, rules }: View, command: CoreAddSlots): Decision {
  if (session.closed) return new Refusal('session-closed')
  if (command.slots.some((plan) => plan.end <= command.at)) return new Refusal('slot-past')
  const draft = session.draft()
  const facts: Fact[] = []
  for (const plan of command.slots) {
    let index = 0
    while (index < draft.slots && draft.starts[index]! < plan.start) index++
    if (index > 0 && draft.ends[index - 1]! > plan.start) return new Refusal('slot-overlap', index - 1)
    if (index < draft.slots && draft.starts[index]! < plan.end) return new Refusal('slot-overlap', index)
    const others = draft.shapes()
    const slot = layOutSlot(plan, rules, joining(draft, others, plan.base, command.at, -1))
    const layout: Layout = { slots: [slot], index, overflowLimit: overflowLimit([...others, slot], rules) }
    const fact = reshape('slot.added', command.at, 0, 'added', layout)
    facts.push(fact)
    evolve(draft, fact)
  }
  settle(new View(draft, rules, command.at), -1, 'slot-added', facts)
  return facts
}

/** Gives a slot another capacity. Those who no longer fit are moved where the command says so, the last in order first. */
export function resizeSlot({ session, rules }: View, command: CoreResizeSlot): Decision {
  if (session.closed) return new Refusal('session-closed')
  const { slot, at } = command
  const shapes = session.shapes()
  const old = shapes[slot]!
  const others = shapes.toSpliced(slot, 1)
  const plan = { start: old.start, end: old.end, base: command.capacity }
  const resized = layOutSlot(plan, rules, joining(session, others, plan.base, at, slot))
  shapes[slot] = resized
  const draft = session.draft()
  const fact = reshape('slot.resized', at, 0, 'resized', {
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
  if (draft.overflow > draft.overflowLimit + overridden(draft)) return new Refusal('capacity-in-use', slot)
  settle(new View(draft, rules, at), -1, 'slot-resized', facts)
  return facts
}

/** Ends a session: who still waits, or has not confirmed, is dropped, and no seat is given any more. */
export function closeSession(session: Session, command: CoreCloseSession): Decision {
  if (session.closed) return new Refusal('session-closed')
  const facts: Fact[] = []
  for (let token = 0; token < session.tokens.count; token++) {
    const from = session.slotOf(token)
    const type = isTentative(session.statusOf(token)) ? 'token.expired' : from < NOWHERE ? 'token.dropped' : undefined
    if (type !== undefined)
      facts.push(step(type, command.at, 0, token, from, NOWHERE, session.rankOf(token), 'end-of-day'))
  }
  facts.push(reshape('session.closed', command.at, 0, 'closed', null))
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
  const asNewcomer = placeNewcomer(asker, view)
  const found = typeof asNewcomer !== 'string' && asNewcomer.to !== NOWHERE
  const place = found ? asNewcomer : placeDisplaced(asker, view)
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

/**
 * Groups of which somebody has to go: those that see fewer seats than are used by them and by groups that see no more. A seat above
 * the rules counts for the slot's ceiling only.
 */
function crowdedGroups(session: Session, slot: number): number[] {
  const { groups, tokens } = session
  const all = Array.from({ length: groups }, (_, group) => group)
  const above = session.overflow > session.overflowLimit + overridden(session)
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

/** Tokens that sit above the rules. */
function overridden({ tokens }: Session): number {
  let count = 0
  for (let token = 0; token < tokens.count; token++) count += tokens.get(token, OVERRIDE)
  return count
}
