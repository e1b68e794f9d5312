import { Refusal, type StandbyWaits } from '../decision'
import { standbyLimitOf } from '../rules/defaults'
import { CALLED, COMPLETED, IN_CONSULTATION } from '../state/status'
import type { View } from './view'

/** Whether the next call passes a token over, because it did not answer its own. */
export function sitsOut({ session: { room } }: View, token: number): boolean {
  return room.of(token)!.sitsOutUntil > room.calls
}

/** Tokens on standby in the order in which they would be called: the whole order, but those that sit out come last. */
export function standbyOrder(view: View): number[] {
  const tokens = Array.from(view.session.room.standby)
  return tokens.sort((a, b) => Number(sitsOut(view, a)) - Number(sitsOut(view, b)) || (view.comesBefore(a, b) ? -1 : 1))
}

/**
 * Returns the refusal if no token on standby may be called to this room now. No patient with a seat waits for one longer than until a
 * visit that is under way ends, and no visit of one begins after the session's last slot.
 */
export function whyStandbyWaits(view: View, to = ''): Refusal | undefined {
  const { session, now } = view
  const { room } = session
  const wait = (why: StandbyWaits): Refusal =>
    new Refusal('standby-waits', undefined, undefined, undefined, undefined, why)
  for (const token of room.present) if (!sitsOut(view, token)) return wait('patient-present')
  for (const token of room.attended)
    if (session.statusOf(token) === CALLED && !areApart(room.roomOf(token), to)) return wait('patient-called')
  if (now >= session.ends[session.slots - 1]!) return wait('session-over')
  return standbyVisitsLeft(view) > 0 ? undefined : wait('limit-reached')
}

/** Whether these are two rooms. A patient who was called to no room in particular may be on the way to any. */
function areApart(a: string, b: string): boolean {
  return a !== '' && b !== '' && a !== b
}

/** How many more tokens on standby may be called. */
export function standbyVisitsLeft({ session, rules }: View): number {
  const isSeen = (token: number): boolean =>
    session.statusOf(token) === IN_CONSULTATION || session.statusOf(token) === COMPLETED
  return standbyLimitOf(rules) - session.room.standbyVisits(isSeen)
}
