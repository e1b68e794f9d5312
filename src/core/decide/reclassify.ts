import type { CoreReclassify } from '../command'
import { type Decision, Refusal } from '../decision'
import { Intake, promoted, reclassified } from '../fact'
import { groupOf, permits, rankOf } from '../rules/ask-rules'
import type { ServiceDay } from '../rules/rules'
import type { Session } from '../state/session'
import { isLive, WAITLISTED } from '../state/status'
import { BUDGET, LIST, NAMED, PATIENT, WANTED } from '../state/tokens'
import { askerFor, inOrder, placeNewcomer } from './ask'
import { duplicateAs } from './one-live'
import { OVERRIDDEN } from './override'
import type { View } from './view'

/**
 * Gives a token a new source or attributes. A seated token keeps its seat and the better of both ranks; a class that may not sit
 * there is refused. With an override it gets its true rank instead, and its seat may be above the rules. A waiter asks again as a
 * newcomer of the new class, but keeps its place in the order of arrival.
 */
export function reclassify(view: View, command: CoreReclassify, day: ServiceDay): Decision {
  const { session, rules } = view
  const { token, at, request, override, actor } = command
  const status = session.statusOf(token)
  const slot = session.slotOf(token)
  const base = rankOf(rules, request, day, at)
  if (base === undefined) return new Refusal('unknown-source')
  if (override && !permits(rules, { op: 'reclassify', actor, override, bump: false, request, now: at }))
    return new Refusal('policy-denied')
  if (!isLive(status)) return new Refusal('invalid-transition', slot, 0, token, status)
  const twin = duplicateAs(view, token, request.source)
  if (twin !== undefined) return twin
  const group = session.groupHere(groupOf(rules, request), rules.capacity)
  const { tokens } = session
  const isAbove = slot >= 0 && !fits(session, token, group)
  if (isAbove && !override) return new Refusal('no-capacity', slot)

  const rank = slot < 0 || override ? base : Math.min(base, view.rank(token))
  const { source } = request
  const intake = new Intake(
    tokens.get(token, PATIENT),
    source,
    tokens.get(token, WANTED),
    tokens.get(token, NAMED) === 1,
    base,
    group,
    tokens.get(token, BUDGET),
  )
  const list = status === WAITLISTED ? tokens.get(token, LIST) : -1
  const cause = isAbove ? OVERRIDDEN : override ? 'corrected' : 'reclassified'
  const fact = reclassified(view, token, rank, list, intake, cause)
  if (status !== WAITLISTED) return [fact]
  const after = view.after([fact])
  const asker = askerFor(after, token, after.rank(token), -1, true)
  const place = placeNewcomer(asker, after)
  if (typeof place === 'string' || place.to < 0) return [fact]
  const why = { token, rank: fact.rank, cause: 'reclassified' }
  return [fact, ...inOrder(place, promoted(view, token, asker.rank, place.to, why, place.strategy))]
}

/** Whether a seated token may keep its seat in another group. */
function fits(session: Session, token: number, group: number): boolean {
  const slot = session.slotOf(token)
  const seats = session.seatsOf(group, slot)
  return session.used[slot]! <= seats || seats >= session.seatsOf(session.groupOf(token), slot)
}
