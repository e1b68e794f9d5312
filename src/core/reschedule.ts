import { bookInto } from './book'
import { PLAINLY, type Reschedule } from './command'
import { type Decision, Refusal } from './decision'
import { evolve } from './evolve'
import { WAITING } from './fact'
import { groupOf, permits, rankOf } from './rank'
import { release } from './release'
import { CONFIRMED, WAITLISTED } from './status'
import { View } from './view'

/**
 * A seat elsewhere for a new token of the same patient, and only then the old one leaves: its own session is the first of the views,
 * the one asked for the last. Who has a seat moves to a seat and to nothing less.
 */
export function reschedule(views: readonly View[], command: Reschedule): Decision {
  const home = views[0]!
  const target = views[views.length - 1]!
  const { token, request, actor, patient, slot } = command
  const { rules, now, index } = home
  const status = home.session.statusOf(token)
  const base = rankOf(rules, request)
  if (base === undefined) return new Refusal('unknown-source')
  const act = { op: 'reschedule', actor, override: false, bump: false, request, now } as const
  if (!permits(rules, act)) return new Refusal('policy-denied')
  if (status !== CONFIRMED && status !== WAITLISTED)
    return new Refusal('invalid-transition', home.session.slotOf(token))
  const isSame = target === home
  if (isSame && slot >= 0 && slot === home.session.slotOf(token)) return new Refusal('duplicate-token', slot, index)
  const draft = home.session.draft()
  // While it asks, its old place must neither make room for the new one nor stand in its way.
  if (status === CONFIRMED) draft.pin(token)
  else draft.unwait(token)
  const from = isSame ? new View(draft, rules, now, index) : target
  const newcomer = { patient, slot, request, base, group: groupOf(rules, request), replaces: isSame ? token : -1 }
  const answer = bookInto(from, newcomer, PLAINLY)
  if (answer instanceof Refusal) return answer
  const { to } = answer[answer.length - 1]!
  if (to === WAITING && status === CONFIRMED)
    return new Refusal(slot < 0 ? 'no-capacity' : 'slot-full', slot, from.index)
  if (isSame && to === home.session.slotOf(token)) return new Refusal('duplicate-token', to, index)
  const left = home.session.draft()
  if (isSame) for (const fact of answer) evolve(left, fact)
  return [...answer, ...release(new View(left, rules, now, index), 'token.rescheduled', token, 'rescheduled')]
}
