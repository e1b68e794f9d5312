import type { AttendanceStep, CoreReinstate, CoreTokenStep, Overriding } from '../command'
import { type Decision, Refusal } from '../decision'
import { NOWHERE, reinstated, returns, standsBy, started, stays, undone, WAITING } from '../fact'
import { permits, standbyLimitOf } from '../rules/ask-rules'
import type { Asker } from '../rules/rules'
import { ONWARD } from '../state/lanes'
import type { Session } from '../state/session'
import {
  CALLED,
  CANCELLED,
  CHECKED_IN,
  COMPLETED,
  CONFIRMED,
  DROPPED,
  EXPIRED,
  IN_CONSULTATION,
  isLive,
  isTentative,
  LEFT,
  NO_SHOW,
  WAITLISTED,
} from '../state/status'
import { LIST, WANTED } from '../state/tokens'
import type { Before } from '../state/visit'
import { askerFor, Placement } from './ask'
import { callByName, complete, depart, isUrgent, skip, whyNotYet } from './call'
import { notToday, tooEarly } from './clock'
import { duplicateOf } from './one-live'
import { overrideSeat } from './override'
import type { View } from './view'

/** One step of one token, from the confirmation of a hold to the end of the visit. */
export function takeStep(view: View, command: CoreTokenStep): Decision {
  const { session } = view
  const { token, room = '' } = command
  const status = session.statusOf(token)
  const isAwaited = status === CONFIRMED
  const isOnStandby = session.room.standby.has(token)
  if (command.override !== undefined && !permitsStep(view, command, command.override))
    return new Refusal('policy-denied')
  switch (command.op) {
    case 'confirm':
      if (status === EXPIRED) return new Refusal('hold-expired')
      if (!isTentative(status)) return invalid(session, token)
      return [stays(view, 'token.confirmed', token, 'confirmed')]
    case 'cancel':
      if (status === EXPIRED) return new Refusal('hold-expired')
      // A patient who was dropped may say that no other place is wanted.
      if ((!isLive(status) && status !== DROPPED) || status === IN_CONSULTATION) return invalid(session, token)
      return depart(view, 'token.cancelled', token, status === DROPPED ? 'declined' : 'cancelled')
    case 'checkIn':
      return status === COMPLETED ? comeBack(view, command) : checkIn(view, command)
    case 'call':
      if (status !== CHECKED_IN && status !== CALLED && !isOnStandby) return invalid(session, token)
      return tooEarly(view, command) ?? callByName(view, token, room, command.override !== undefined)
    case 'skip':
      return status === CALLED ? skip(view, token) : invalid(session, token)
    case 'start':
      if (status !== CONFIRMED && status !== CHECKED_IN && status !== CALLED && !isOnStandby)
        return invalid(session, token)
      return whyNoStart(view, command, status) ?? [started(view, token, room || session.room.roomOf(token))]
    case 'complete':
      if (status < CONFIRMED || status > IN_CONSULTATION) return invalid(session, token)
      return (isAwaited ? tooEarly(view, command) : undefined) ?? complete(view, token, 'completed')
    case 'leaveUnseen':
      if (status !== CHECKED_IN && status !== CALLED && !isOnStandby) return invalid(session, token)
      return depart(view, 'token.left', token, 'left')
    case 'noShow':
      if (status !== CONFIRMED && status !== CALLED) return invalid(session, token)
      return (isAwaited ? tooEarly(view, command) : undefined) ?? depart(view, 'token.no-show', token, 'no-show')
    case 'undo':
      return undo(view, token)
    default:
      return command.op satisfies never
  }
}

/** Why a visit may not start now. On standby it may as soon as `callNext` might call the token, or by an override. */
function whyNoStart(view: View, command: CoreTokenStep, status: number): Refusal | undefined {
  if (status === CONFIRMED) return notToday(view, command)
  if (status !== WAITLISTED) return undefined
  const refusal = tooEarly(view, command)
  return refusal ?? (command.override === undefined ? whyNotYet(view, command.token, command.room ?? '') : undefined)
}

function invalid(session: Session, token: number): Refusal {
  return new Refusal('invalid-transition', session.slotOf(token), 0, token, session.statusOf(token))
}

/** Whether the host's own rule permits a step that overrides the rules. */
function permitsStep({ rules, now }: View, { op }: CoreTokenStep, { actor, request }: Overriding): boolean {
  return permits(rules, { op: op as AttendanceStep, actor, override: true, bump: false, request, now })
}

/** A waiting token stays on its list, on standby, if the rules allow that. */
function checkIn(view: View, command: CoreTokenStep): Decision {
  const { session, rules } = view
  const { token } = command
  const status = session.statusOf(token)
  const isWaiting = status === WAITLISTED && !session.room.standby.has(token)
  const mayStandBy = isWaiting && (standbyLimitOf(rules) > 0 || isUrgent(view, token))
  if (status !== CONFIRMED && !mayStandBy) return invalid(session, token)
  const outside = notToday(view, command)
  if (outside !== undefined) return outside
  if (!mayStandBy) return [stays(view, 'token.checked-in', token, 'arrived')]
  return [standsBy(view, { token, rank: view.rank(token) }, session.tokens.get(token, LIST))]
}

/**
 * The patient is back the same day, for instance with a laboratory result: the token is present again with the rank it had. If it
 * has left its seat, it needs a new one.
 */
function comeBack(view: View, command: CoreTokenStep): Decision {
  const { session } = view
  const { token } = command
  const seat = session.slotOf(token)
  if (seat < 0 && session.closed) return new Refusal('session-closed')
  const outside = notToday(view, command)
  if (outside !== undefined) return outside
  if (seat >= 0) {
    const twin = duplicateOf(view, token, seat)
    if (twin !== undefined) return twin
    return [stays(view, 'token.checked-in', token, 'returned')]
  }
  const asker = askerFor(view, token, session.rankOf(token), -1, false)
  const free = view.firstFree(asker, 0, view.slots)
  const before = session.room.before(token)!
  const left = session.slotBefore(token, before)
  // If no seat is free, its old seat in a slot that is over will do: no other token can get that.
  const slot = free < 0 && left < view.current && hasRoom(session, token, left, before.above) ? left : free
  if (slot < 0) return new Refusal('no-capacity')
  const twin = duplicateOf(view, token, slot)
  if (twin !== undefined) return twin
  return [returns(view, token, slot)]
}

/**
 * Takes the last step back. A token keeps the seat or list that it has, unless the step gave it. A seat that it left must still be free,
 * except after it was cancelled or has left: then another place will do.
 */
function undo(view: View, token: number): Decision {
  const { session } = view
  const status = session.statusOf(token)
  const before = session.room.before(token)
  if (before === undefined) return invalid(session, token)
  if (before.place === 'list') return waitAgain(view, token, before)
  const from = session.slotOf(token)
  const hadSeat = before.place === 'seat'
  const to = !hadSeat ? NOWHERE : from >= 0 ? from : session.slotBefore(token, before)
  const hasPlace = !hadSeat || from >= 0 || hasRoom(session, token, to, before.above)
  const isBlocked = hadSeat && session.blocked[to]!
  if ((status === CANCELLED || status === LEFT) && (isBlocked || !hasPlace)) return bringBack(view, token)
  const twin = isLive(status) ? undefined : duplicateOf(view, token, hadSeat ? to : session.tokens.get(token, WANTED))
  if (twin !== undefined) return twin
  // A patient who is present may have a seat in a blocked slot; one who is only expected may not.
  if (isBlocked && before.status === CONFIRMED) return new Refusal('slot-blocked', to)
  if (!hasPlace) return new Refusal('slot-full', to)
  return [undone(view, token, new Placement(to, -1, ''))]
}

/** The token waits on its list again, in its old order of arrival. */
function waitAgain(view: View, token: number, before: Before): Decision {
  const { session } = view
  if (session.closed) return new Refusal('session-closed')
  const twin = isLive(session.statusOf(token)) ? undefined : duplicateOf(view, token, session.tokens.get(token, WANTED))
  if (twin !== undefined) return twin
  const list = session.slotOf(token) === WAITING ? session.tokens.get(token, LIST) : session.listBefore(token)
  // A patient who was there already may wait for a blocked slot; one who is only expected may not.
  if (before.visit === undefined && view.waitsForBlocked(list))
    return new Refusal('slot-blocked', session.lanes.slotOf(list))
  return [undone(view, token, new Placement(WAITING, list, ''))]
}

/** The old seat of a token that was cancelled or has left is gone: it is brought back like a no-show. */
function bringBack(view: View, token: number): Decision {
  const { session } = view
  if (session.closed) return new Refusal('session-closed')
  const twin = duplicateOf(view, token, session.tokens.get(token, WANTED))
  if (twin !== undefined) return twin
  const place = nextSeat(askerFor(view, token, session.rankOf(token), -1, false), view)
  if (place instanceof Refusal) return place
  const there = place.to >= 0 ? duplicateOf(view, token, place.to) : undefined
  return there ?? [undone(view, token, place)]
}

/**
 * Brings back a no-show: with an override into its old slot, else into the next free seat, else onto the waiting list, ahead of
 * later arrivals of its rank. No token is bumped for it.
 */
export function reinstate(view: View, command: CoreReinstate): Decision {
  const { session, rules, now } = view
  const { token, override, actor, request } = command
  if (!permits(rules, { op: 'reinstate', actor, override, bump: false, request, now }))
    return new Refusal('policy-denied')
  if (session.closed) return new Refusal('session-closed')
  if (session.statusOf(token) !== NO_SHOW) return invalid(session, token)
  const wanted = override ? session.slotBefore(token, session.room.before(token)!) : session.tokens.get(token, WANTED)
  if (override && wanted < view.current) return new Refusal('slot-past', wanted)
  const twin = duplicateOf(view, token, wanted)
  if (twin !== undefined) return twin
  const asker = askerFor(view, token, session.rankOf(token), -1, false, wanted)
  const place = override ? overrideSeat(asker, view, -1) : nextSeat(asker, view)
  if (place instanceof Refusal) return place
  const there = place.to >= 0 ? duplicateOf(view, token, place.to) : undefined
  if (there !== undefined) return there
  return [reinstated(view, token, place, place.code === '' ? 'reinstated' : place.code)]
}

function nextSeat(asker: Asker, view: View): Placement | Refusal {
  const { session, rules } = view
  const slot = view.firstFree(asker, asker.wanted, view.slots)
  if (slot >= 0) return new Placement(slot, -1, 'free-seat')
  const list = session.lanes.list(ONWARD, asker.wanted)
  if (rules.promotion.from === 'nobody' || view.current >= view.slots || view.waitsForBlocked(list))
    return new Refusal('no-capacity')
  return new Placement(WAITING, list, 'waitlist')
}

/** Whether there is room for the token, even if the slot is past; up to the ceiling if its seat was above the rules. */
function hasRoom(session: Session, token: number, slot: number, above: boolean): boolean {
  const used = session.used[slot]!
  if (above) return used < session.ceiling[slot]!
  const mayOverflow = used < session.base[slot]! || session.overflow < session.overflowLimit
  return mayOverflow && session.hasRoom(session.groupOf(token), slot)
}
