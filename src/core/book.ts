import { type Book, UNNAMED } from './command'
import { type Decision, NEXT_SESSION, Refusal } from './decision'
import { Fact, Intake, NOWHERE, WAITING } from './fact'
import { lastLinkFirst, placeNewcomer } from './place'
import { agedRank, bumpBudgetOf, groupOf, rankOf } from './rank'
import type { Asker, Rules } from './rules'
import type { Session } from './session'
import { View } from './view'

/** The first of the sessions that seats the newcomer; else the first in which it may wait. */
export function book(sessions: readonly Session[], command: Book, rules: Rules): Decision {
  const rank = rankOf(rules, command.request)
  if (rank === undefined) return new Refusal('unknown-source')
  const group = groupOf(rules, command.request)
  let second: readonly Fact[] | Refusal | undefined
  for (let index = 0; index < sessions.length; index++) {
    const answer = bookInto(sessions[index]!, index, command, rank, group, rules)
    if (answer instanceof Refusal) {
      if (answer.code === 'duplicate-token') return answer
      if (second === undefined || isEarly(second)) second = answer
    } else if (answer[answer.length - 1]!.to !== WAITING) return answer
    else if (second === undefined || second instanceof Refusal) second = answer
  }
  return command.more || second === undefined ? NEXT_SESSION : second
}

/** A refusal that says less than one of a later session would. */
function isEarly(answer: readonly Fact[] | Refusal): boolean {
  return answer instanceof Refusal && (answer.code === 'slot-past' || answer.code === 'session-closed')
}

function bookInto(
  session: Session,
  index: number,
  command: Book,
  base: number,
  requested: number,
  rules: Rules,
): readonly Fact[] | Refusal {
  if (session.closed) return new Refusal('session-closed', -1, index)
  const view = new View(session, rules, command.at)
  const named = command.slot !== UNNAMED
  const wanted = named ? command.slot : view.upcoming
  if (wanted >= view.slots || wanted < view.current) return new Refusal('slot-past', named ? wanted : -1, index)
  const patient = command.patients[index]!
  const repeats = rules.admission?.repeats === true
  if (!repeats && view.hasLive(patient, wanted)) return new Refusal('duplicate-token', wanted, index)

  const token = session.tokens.count
  const rank = agedRank(rules, base, 0)
  const group = session.known(requested)
  const asker: Asker = { token, rank, group, source: command.request.source, wanted, named, lost: -1, mayBump: true }
  const place = placeNewcomer(asker, view, index, rules)
  if (place === 'bump-failed') return new Refusal('bump-failed', wanted, index)
  if (place === 'no-place' || place.to === NOWHERE)
    return new Refusal(named ? 'slot-full' : 'no-capacity', named ? wanted : -1, index)
  if (!repeats && place.to !== wanted && place.to >= 0 && view.hasLive(patient, place.to))
    return new Refusal('duplicate-token', place.to, index)

  const intake = new Intake(patient, command.request.source, wanted, named, base, group, bumpBudgetOf(rules))
  const type = place.to === WAITING ? 'token.waitlisted' : 'token.confirmed'
  const { strategy, list } = place
  const first = new Fact(
    type,
    command.at,
    index,
    token,
    NOWHERE,
    place.to,
    list,
    rank,
    -1,
    0,
    'booked',
    strategy,
    intake,
    null,
  )
  return lastLinkFirst(place.chain, first)
}
