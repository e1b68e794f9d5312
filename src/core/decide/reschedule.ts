import { type CoreReschedule, PLAINLY } from '../command'
import { type Decision, Refusal } from '../decision'
import { leaves, WAITING } from '../fact'
import { groupOf, permits, rankOf } from '../rules/ask-rules'
import { CALLED, CHECKED_IN, CONFIRMED, DROPPED, WAITLISTED } from '../state/status'
import { LIST } from '../state/tokens'
import { bookInto } from './book'
import { present } from './clock'
import { duplicateOfDay } from './one-live'
import { comesIn } from './settle'
import { type Clinic, View } from './view'

/**
 * Seats a new token of the same patient elsewhere, and only then takes the old one out. The first session is the old token's, the
 * last the one asked for, perhaps of another doctor. The rules of the session asked for rank the new token, and both sessions' rules have
 * to permit the move. A seated token moves to a seat only, never to a waiting list.
 */
export function reschedule(clinics: readonly Clinic[], command: CoreReschedule): Decision {
  const { token, request, actor, patient, slot, at } = command
  const home = present(clinics[0]!, at, 0)
  const isSame = clinics.length === 1
  const goal = isSame ? home : present(clinics[1]!, at, 1)
  const { rules } = goal
  const from = home.session.slotOf(token)
  const status = home.session.statusOf(token)
  const base = rankOf(rules, request, clinics.at(-1)!.day, at)
  if (base === undefined) return new Refusal('unknown-source')
  const act = { op: 'reschedule', actor, override: false, bump: false, request, now: at } as const
  if (!permits(rules, act) || (home.rules !== rules && !permits(home.rules, act))) return new Refusal('policy-denied')
  if (goal.session.closed) return new Refusal('session-closed', -1, goal.index)
  const wasSeen = home.session.room.of(token)?.again === true
  if (!MOVABLE.has(status) || wasSeen) return new Refusal('invalid-transition', from, 0, token, status)
  if (isSame && slot === from && slot >= goal.current) return new Refusal('duplicate-token', slot, 0, token)

  const asked = { patients: [patient, patient], slot, request, manner: PLAINLY }
  const answer = bookInto(
    isSame ? withoutPlace(home, token) : goal,
    asked,
    base,
    groupOf(rules, request),
    isSame ? token : -1,
    'rescheduled',
  )
  if (answer instanceof Refusal) return answer
  const arrival = answer[answer.length - 1]!
  const { to, list } = arrival
  const isWaiting = to === WAITING && (isSame || !comesIn(goal, answer))
  if (isWaiting && from >= 0) return new Refusal(slot < 0 ? 'no-capacity' : 'slot-full', slot, goal.index)
  const isSameDay = !isSame && clinics[0]!.day.date === clinics[1]!.day.date
  const twin = isSameDay ? duplicateOfDay(goal, request.source, home, token) : undefined
  if (twin !== undefined) return twin
  // On another waiting list it waits for other slots.
  const stays = to === WAITING ? list === home.session.tokens.get(token, LIST) : to === from
  if (isSame && stays) return new Refusal('duplicate-token', to, 0, token)
  const why = status === DROPPED ? 'rebooked' : 'rescheduled'
  const leaving = leaves(isSame ? home.after(answer) : home, 'token.rescheduled', token, why)
  return isSame ? [...home.ended, ...answer, leaving] : [...home.ended, ...goal.ended, ...answer, leaving]
}

/** Statuses of patients who have not been with the doctor: expected, waiting, present, or let down by the hospital. */
const MOVABLE: ReadonlySet<number> = new Set([CONFIRMED, WAITLISTED, CHECKED_IN, CALLED, DROPPED])

/** The session while the new token asks: the old one cannot be bumped and does not wait. */
function withoutPlace({ session, rules, now, index }: View, token: number): View {
  const draft = session.draft()
  if (session.slotOf(token) >= 0) draft.pin(token)
  else if (session.statusOf(token) === WAITLISTED) draft.leaveList(token)
  return new View(draft, rules, now, index)
}
