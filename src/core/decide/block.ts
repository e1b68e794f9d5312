import type { CoreBlockTime, CoreCloseSession, CoreUnblockTime } from '../command'
import { type Decision, Refusal } from '../decision'
import type { Fact } from '../fact'
import { unblocked } from '../session-facts'
import type { Session } from '../state/session'
import { CONFIRMED } from '../state/status'
import type { Clinic } from './clinic'
import { present } from './present'
import { type Relocated, relocate } from './relocate'
import { closeOpenSession, closeSession } from './roster'
import type { View } from './view'

/** The doctor is away: every token that was to sit in these slots gets another place, the best first. */
export function blockTime(clinics: readonly Clinic[], command: CoreBlockTime): Decision {
  const views = viewsOf(clinics, command.at)
  const [home] = views as [View, ...View[]]
  if (home.session.closed) return new Refusal('session-closed')
  const slots = command.slots.filter((slot) => home.session.ends[slot]! > home.now)
  if (slots.length === 0) return new Refusal('slot-past', command.slots.at(-1))
  const answer = relocate(views, slots, command.elsewhere, clinics)
  return answer instanceof Refusal ? answer : together(views, answer, [])
}

/** Closes a session. If the command says so, tokens that are expected get another place first, as if the doctor were away. */
export function closeAndMove(clinics: readonly Clinic[], command: CoreCloseSession): Decision {
  const views = viewsOf(clinics, command.at)
  const [home] = views as [View, ...View[]]
  if (command.elsewhere === undefined || home.session.closed) {
    const answer = closeSession(home)
    return answer instanceof Refusal ? answer : [...home.ended, ...answer]
  }
  // A patient may still come after the end of the slot.
  const awaited = slotsAwaited(home.session)
  const slots = Array.from({ length: home.slots }, (_, slot) => slot)
  const concerned = slots.filter((slot) => slot >= home.current || awaited.has(slot))
  const answer = relocate(views, concerned, command.elsewhere, clinics, true)
  if (answer instanceof Refusal) return answer
  return together(views, answer, closeOpenSession(home.after(answer.of(0))))
}

/** Slots in which patients are expected. */
function slotsAwaited(session: Session): Set<number> {
  const expected = Array.from(session.tokens.handles()).filter((token) => session.statusOf(token) === CONFIRMED)
  return new Set(expected.map((token) => session.slotOf(token)))
}

/** The doctor is back: these slots give seats again, to waiters first. */
export function unblockTime({ session, now, index }: View, { slots }: CoreUnblockTime): Decision {
  if (session.closed) return new Refusal('session-closed')
  const left = slots.filter((slot) => session.ends[slot]! > now)
  if (left.length === 0) return new Refusal('slot-past', slots.at(-1))
  return left.filter((slot) => session.blocked[slot]).map((slot) => unblocked({ now, index }, slot))
}

function viewsOf(clinics: readonly Clinic[], at: number): View[] {
  return clinics.map((clinic, index) => present(clinic, at, index))
}

/** All facts of a relocation: what was due in each session that it concerns, then the moves. */
function together(views: readonly View[], relocated: Relocated, closing: readonly Fact[]): Decision {
  const [home, ...others] = views as [View, ...View[]]
  const reached = others.filter(({ index }) => relocated.of(index).length > 0)
  const due = [home, ...reached].flatMap(({ ended }) => ended)
  return [...due, ...relocated.facts, ...closing]
}
