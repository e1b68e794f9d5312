import type { AttendanceStep, CoreReinstate, CoreTokenStep, Overriding } from '../command'
import { type Decision, Refusal } from '../decision'
import { leaves, NOWHERE, reinstated, returns, standsBy, started, stays, undone, WAITING } from '../fact'
import { permits } from '../rules/ask-rules'
import { standbyLimitOf } from '../rules/defaults'
import type { Asker } from '../rules/rules'
import { rememberedList } from '../state/cancelled'
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
import { LEFT_ABOVE, LEFT_ABOVE_BEFORE, LEFT_SLOT, LIST, STRAIGHT, WANTED } from '../state/tokens'
import { callByName, isUrgent, skip, whyNotYet } from './call'
import { complete, depart } from './depart'
import { waitsForBlocked } from './next-in-line'
import { duplicateOf } from './one-live'
import { OVERRIDDEN, overrideSeat } from './override'
import { askerFor } from './place'
import { Placement } from './placement'
import { notToday, tooEarly } from './service-day'
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
  const left = session.tokens.get(token, hadSeat(session, token) ? LEFT_SLOT : WANTED)
  // If no seat is free, its old seat in a slot that is over will do: no other token can get that.
  const slot = free < 0 && left < view.current && hasRoom(session, token, left) ? left : free
  if (slot < 0) return new Refusal('no-capacity')
  const twin = duplicateOf(view, token, slot)
  if (twin !== undefined) return twin
  return [returns(view, token, slot)]
}

/**
 * Takes the last step back. A seat that the token left must still be free, except after it was cancelled or has left: then another
 * place will do.
 */
function undo(view: View, token: number): Decision {
  const { session } = view
  const status = session.statusOf(token)
  const before = session.room.of(token)?.before
  const isFirst = before === undefined
  if (before !== undefined && session.slotOf(token) < 0 && (before.status === WAITLISTED || before.visit?.standby))
    return undoWithoutSeat(view, token, before.status)
  const list = rememberedList(session, token)
  if (isFirst && list >= 0) return waitAgain(view, token, list)
  if (isFirst && !session.tokens.isMarked(token, STRAIGHT)) return invalid(session, token)
  const from = session.slotOf(token)
  // The step gave the token its seat, so undoing it takes the seat away.
  if (!isFirst && before.left !== null) return [leaves(view, 'token.undone', token, 'undone')]
  const to = from >= 0 ? from : session.tokens.get(token, LEFT_SLOT)
  if ((status === CANCELLED || status === LEFT) && !regains(view, token, to)) return bringBack(view, token)
  const twin = isLive(status) ? undefined : duplicateOf(view, token, to)
  if (twin !== undefined) return twin
  // A patient who is present may have a seat in a blocked slot; one who is only expected may not.
  if (session.blocked[to] && (isFirst || before.status === CONFIRMED)) return new Refusal('slot-blocked', to)
  if (from < 0 && !hasRoom(session, token, to)) return new Refusal('slot-full', to)
  const isAbove = from < 0 && session.tokens.isMarked(token, LEFT_ABOVE_BEFORE)
  return [undone(view, token, new Placement(to, -1, ''), isAbove ? OVERRIDDEN : 'undone')]
}

/** The token had no seat before its last step either: it waited, was called, or was with the doctor. */
function undoWithoutSeat(view: View, token: number, before: number): Decision {
  const { session } = view
  if (before === WAITLISTED && session.closed) return new Refusal('session-closed')
  const twin = isLive(session.statusOf(token)) ? undefined : duplicateOf(view, token, session.tokens.get(token, WANTED))
  if (twin !== undefined) return twin
  if (before !== WAITLISTED) return [undone(view, token, new Placement(NOWHERE, -1, ''))]
  const list = session.slotOf(token) === WAITING ? session.tokens.get(token, LIST) : rememberedList(session, token)
  const isThere = session.room.of(token)?.before.visit?.standby === true
  if (!isThere && waitsForBlocked(view, list)) return new Refusal('slot-blocked', session.lanes.slotOf(list))
  return [undone(view, token, new Placement(WAITING, list, ''))]
}

/** Whether the token may have the seat that it left. */
function regains(view: View, token: number, slot: number): boolean {
  const { session } = view
  return !session.blocked[slot] && hasRoom(session, token, slot)
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

/** A waiter that was cancelled is on its list again, in its old order of arrival. */
function waitAgain(view: View, token: number, list: number): Decision {
  const { session } = view
  if (session.closed) return new Refusal('session-closed')
  const twin = duplicateOf(view, token, session.tokens.get(token, WANTED))
  if (twin === undefined && waitsForBlocked(view, list)) return new Refusal('slot-blocked', session.lanes.slotOf(list))
  return twin ?? [undone(view, token, new Placement(WAITING, list, ''))]
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
  const wanted = session.tokens.get(token, override && hadSeat(session, token) ? LEFT_SLOT : WANTED)
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
  if (rules.promotion.from === 'nobody' || view.current >= view.slots || waitsForBlocked(view, list))
    return new Refusal('no-capacity')
  return new Placement(WAITING, list, 'waitlist')
}

/** Whether the token had a seat in its last visit, or would have had one. */
function hadSeat({ room }: Session, token: number): boolean {
  return room.of(token)?.standby !== true
}

/** Whether there is room for the token, even if the slot is past; up to the ceiling if an override had seated it. */
function hasRoom(session: Session, token: number, slot: number): boolean {
  const used = session.used[slot]!
  if (session.tokens.isMarked(token, LEFT_ABOVE | LEFT_ABOVE_BEFORE)) return used < session.ceiling[slot]!
  const mayOverflow = used < session.base[slot]! || session.overflow < session.overflowLimit
  return mayOverflow && session.hasRoom(session.groupOf(token), slot)
}
