import { Refusal } from '../decision'
import { bumped } from '../fact'
import type { Asker } from '../rules/rules'
import { CONFIRMED } from '../state/status'
import { askerFor, Placement, placeDisplaced } from './ask'
import { View } from './view'

/** Cause of a seat above the rules. */
export const OVERRIDDEN = 'override'

const NONE = -1

/**
 * A seat in the slot asked for, above the rules but never above its ceiling, or the seat of a token that is bumped by hand. If a
 * seat is free by the rules, it is an ordinary seat.
 */
export function overrideSeat(asker: Asker, view: View, bump: number): Placement | Refusal {
  const { session, index } = view
  const { wanted } = asker
  if (session.blocked[wanted]) return new Refusal('slot-blocked', wanted, index)
  const isFree = view.isFree(wanted, asker.group)
  if (bump >= 0) return bumpByHand(asker, view, bump, isFree)
  if (isFree) return new Placement(wanted, -1, 'free-seat')
  if (session.used[wanted]! >= session.ceiling[wanted]!) return new Refusal('slot-full', wanted, index)
  return aboveTheRules(wanted)
}

/**
 * The bumped token looks for a place as if it had been outranked. A token that checked in or was bumped too often stays. As under the
 * rules, no token is bumped while a seat is free, or while its own class has a free seat in the slot.
 */
function bumpByHand(asker: Asker, view: View, victim: number, isFree: boolean): Placement | Refusal {
  const { session, index, now, rules } = view
  const slot = asker.wanted
  if (
    session.slotOf(victim) !== slot ||
    session.statusOf(victim) !== CONFIRMED ||
    session.tokens.bumpsLeft(victim) === 0
  )
    return new Refusal('bump-failed', slot, index)
  if (isFree) return new Placement(slot, -1, 'free-seat')
  if (view.isFree(slot, session.groupOf(victim))) return aboveTheRules(slot)
  // While the bumped token looks for a place, its old seat counts as in use and cannot be bumped.
  const draft = session.draft()
  draft.pin(victim)
  const place = placeDisplaced(
    askerFor(view, victim, view.standing(victim), slot, true),
    new View(draft, rules, now, index),
  )
  if (typeof place === 'string') return new Refusal('bump-failed', slot, index)
  const placement = new Placement(slot, -1, OVERRIDDEN, victim, OVERRIDDEN)
  // First link first: the bumped token, then those that it bumped in turn.
  placement.chain = [bumped(view, victim, place, asker, 'by-hand'), ...place.chain]
  return placement
}

/** A seat, without waiting for one or bumping anybody. */
function aboveTheRules(slot: number): Placement {
  return new Placement(slot, NONE, OVERRIDDEN, NONE, OVERRIDDEN)
}
