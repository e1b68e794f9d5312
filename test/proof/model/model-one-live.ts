import type { ModelSession } from './model-session'
import { isLive } from './model-token'

/** Whether the rules allow the patient one live token on the day of the session, and the patient has it here. */
function holds(session: ModelSession, patient: string): boolean {
  if (session.rules.oneLive?.in !== 'day') return false
  return session.tokens.some((token) => token.patient === patient && isLive(token) && session.counts(token.source))
}

function isSameDay(a: ModelSession, b: ModelSession): boolean {
  return a.id.split('.')[1] === b.id.split('.')[1]
}

/** Whether the patient has the one live token of the day in another session than these. */
export function holdsElsewhere(session: ModelSession, patient: string, ...besides: readonly ModelSession[]): boolean {
  if (session.rules.oneLive?.in !== 'day') return false
  const { sessions, noted } = session.model
  const others = [...sessions.values()].filter((other) => ![session, ...besides].some(({ id }) => id === other.id))
  const isHeld = holdsAmong(others, session, patient)
  if (isHeld) noted.push('second of the day')
  return isHeld
}

/** Whether the patient has the one live token of the session's day in another of these sessions. */
export function holdsAmong(among: readonly ModelSession[], session: ModelSession, patient: string): boolean {
  if (session.rules.oneLive?.in !== 'day') return false
  return among.some((other) => other.id !== session.id && isSameDay(session, other) && holds(other, patient))
}

/** Whether a command, which leaves these sessions so, gives a patient a second live token of a day. */
export function isSecondOfDay(...after: readonly ModelSession[]): boolean {
  return after.some((session) => {
    const before = session.model.sessions.get(session.id)!
    const patients = new Set(session.tokens.map(({ patient }) => patient))
    const gained = [...patients].filter((patient) => holds(session, patient) && !holds(before, patient))
    return gained.some(
      (patient) =>
        holdsElsewhere(session, patient, ...after) ||
        after.some((other) => other !== session && isSameDay(session, other) && holds(other, patient)),
    )
  })
}
