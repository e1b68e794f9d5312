import { type Fact, moved, NOWHERE } from '../fact'
import type { Session } from '../state/session'
import { CONFIRMED } from '../state/status'
import { OVERRIDE } from '../state/tokens'
import { askerFor, placeDisplaced, placeNewcomer } from './place'
import { inOrder } from './placement'
import { View } from './view'

/** Returns the facts that move the last token of the crowded groups out of the slot; undefined if no token may be moved. */
export function displaceOne(seated: View, slot: number, crowded: readonly number[]): Fact[] | undefined {
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
  // No better token displaced it, so it asks as a newcomer first.
  const asNewcomer = placeNewcomer(asker, view)
  const found = typeof asNewcomer !== 'string' && asNewcomer.to !== NOWHERE
  const place = found ? asNewcomer : placeDisplaced(asker, view)
  if (typeof place === 'string') return undefined
  return inOrder(place, moved(seated, last, draft.rankOf(last), place, place.code === '' ? 'slot-resized' : place.code))
}

/**
 * Returns the groups of which one token must be moved. A group is crowded if it and all groups that see no more seats than it
 * together use more seats than it sees. Seats above the rules count only towards the ceiling.
 */
export function crowdedGroups(session: Session, slot: number): number[] {
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
export function seatedAboveRules({ tokens }: Session): number {
  let count = 0
  for (let token = 0; token < tokens.count; token++) count += tokens.get(token, OVERRIDE)
  return count
}
