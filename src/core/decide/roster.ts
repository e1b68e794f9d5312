import type { CoreAddSlots, CoreOpenSession, CoreResizeSlot, SlotPlan } from '../command'
import { type Decision, Refusal } from '../decision'
import { type Fact, leaves, WAITING } from '../fact'
import type { SlotShape } from '../layout'
import type { Rules } from '../rules/rules'
import { added, closed, opened, resized } from '../session-facts'
import { evolve } from '../state/evolve'
import type { Session } from '../state/session'
import { isTentative } from '../state/status'
import { crowdedGroups, displaceOne, seatedAboveRules } from './displace'
import { baseOf, layOutSlot, overflowLimit, sharesOf, surroundingsOf } from './lay-out-slot'
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
