import { commit, due } from './model'
import type { ModelSession } from './model-session'
import { sweep } from './model-time'
import { isLive, type ModelToken } from './model-token'

/** Whether the rules allow the patient one live token on the day of the session, and the patient has it here. */
function holds(session: ModelSession, patient: string): boolean {
  return heldBy(session, patient) !== undefined
}

/** The live token with which the patient has used up the day, if the rules allow only one. */
function heldBy(session: ModelSession, patient: string): ModelToken | undefined {
  if (session.rules.oneLive?.in !== 'day') return undefined
  return session.tokens.find((token) => token.patient === patient && isLive(token) && session.counts(token.source))
}

/** Sweeps the other sessions of the day in which a hold or an offer of the patient has run out, as it is in the way. */
function endLapsed(session: ModelSession, patient: string, besides: readonly ModelSession[]): void {
  const { model } = session
  for (const other of model.sessions.values()) {
    if (besides.some(({ id }) => id === other.id) || !isSameDay(session, other)) continue
    if ((heldBy(other, patient)?.until ?? Number.POSITIVE_INFINITY) > session.now) continue
    const { moves } = model
    const trial = due(other)
    sweep(trial)
    commit(other, trial)
    // These moves are not of the command.
    model.moves = moves
    model.noted.push('lapsed hold of the day')
  }
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
    for (const patient of gained) endLapsed(session, patient, after)
    return gained.some(
      (patient) =>
        holdsElsewhere(session, patient, ...after) ||
        after.some((other) => other !== session && isSameDay(session, other) && holds(other, patient)),
    )
  })
}
