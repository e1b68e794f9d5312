import type { RefusalDetails, RefusedPlace, Rejected } from '../../api/results'
import type { CoreCommand } from '../../core/command'
import { MOST_MOVES } from '../../core/decide/away'
import type { Refusal, StandbyWaits } from '../../core/decision'
import type { Rules } from '../../core/rules/rules'
import { meantSource } from '../../core/rules/words'
import { STATUSES } from '../../core/state/status'
import type { RefusalCode } from '../../errors'
import { doctorOf } from '../../events/names'
import { show } from '../input/fields'
import type { ReadSlot } from '../input/read-slots'
import type { SessionRecord } from '../sessions/session-record'

/** Returns a refusal, with a sentence made from its details. */
export function reject<Code extends RefusalCode>(code: Code, details: RefusalDetails[Code]): Rejected {
  const message = SENTENCES[code](details)
  return { status: 'rejected', code, message, details, moves: [] } as unknown as Rejected
}

/** Refusals of commands that name something that does not exist. */
export const notFound = {
  doctor: (doctorId: string) => reject('doctor-not-found', { doctorId }),
  session: (sessionId: string) => reject('session-not-found', { doctorId: doctorOf(sessionId), sessionId }),
  slot: (slotId: string) => reject('slot-not-found', { slotId }),
  token: (tokenId: string) => reject('token-not-found', { tokenId }),
}

/** Returns the refusal of a new slot that overlaps another. */
export function overlap({ sessionId }: SessionRecord, { wallStart, wallEnd }: ReadSlot): Rejected {
  return reject('slot-overlap', { sessionId, start: wallStart, end: wallEnd })
}

/** Returns the refusal of a new slot that is over. */
export function slotOver({ sessionId, session }: SessionRecord, { wallStart, wallEnd }: ReadSlot): Rejected {
  return reject('slot-past', { sessionId, waiting: session.waiting, start: wallStart, end: wallEnd })
}

/** Returns a refusal of the core with its details and sentence. */
export function refusalOf(refusal: Refusal, record: SessionRecord, token: number, command: CoreCommand): Rejected {
  const { session, names } = record
  const { sessionId } = names
  const slot = names.slots[refusal.slot]
  const place: RefusedPlace = {
    sessionId,
    waiting: session.waiting,
    ...(slot === undefined
      ? undefined
      : { slotId: slot.slotId, capacity: slot.capacity, used: session.used[refusal.slot]! }),
    ...(token < 0 ? undefined : { tokenStatus: STATUSES[session.statusOf(token)]! }),
  }
  switch (refusal.code) {
    case 'unknown-source':
      return reject(refusal.code, { ...place, source: sourceOf(command), ...rankedBy(record.rules) })
    case 'duplicate-token':
      return reject(refusal.code, { ...place, tokenId: names.tokens[refusal.token]!.tokenId })
    case 'invalid-transition':
      return reject(refusal.code, { ...place, tokenStatus: STATUSES[refusal.status] ?? place.tokenStatus! })
    case 'too-many-moves':
      return reject(refusal.code, { ...place, limit: MOST_MOVES })
    case 'outside-service-date':
      return reject(refusal.code, { ...place, date: names.date })
    case 'standby-waits':
      return reject(refusal.code, { ...place, reason: refusal.why! })
    case 'slot-overlap':
      return reject(refusal.code, { sessionId, ...(slot === undefined ? undefined : { slotId: slot.slotId }) })
    case 'capacity-in-use':
      return reject(refusal.code, { ...place, displace: command.op === 'resizeSlot' && command.displace })
    default:
      return reject(refusal.code, place)
  }
}

function sourceOf(command: CoreCommand): string {
  return 'request' in command ? command.request.source : ''
}

function rankedBy({ priority }: Rules): { readonly ranked?: readonly string[] } {
  return priority.sources === undefined ? {} : { ranked: priority.sources }
}

function spellingOf(source: string, ranked: readonly string[]): string {
  const meant = meantSource(source, ranked)
  return meant === undefined ? '' : ` Give '${meant}'.`
}

type Sentences = { readonly [Code in RefusalCode]: (details: RefusalDetails[Code]) => string }

const SENTENCES: Sentences = {
  'plan-stale': () => 'A session, or what the command would do in it, has changed since the plan was made. Plan again.',
  'token-id-taken': ({ tokenId }) => `There is already a token '${tokenId}'. Leave tokenId out, or give another.`,
  'doctor-not-found': ({ doctorId }) => `There is no doctor ${show(doctorId)}. Register the doctor first.`,
  'session-not-found': ({ doctorId, sessionId, withinDays, doctorIds, date }) => {
    if (sessionId !== undefined) return `There is no session ${show(sessionId)}. Open the session first.`
    if (doctorIds !== undefined)
      return `None of the doctors ${doctorIds.join(', ')} has a session on ${date}. Open a session first.`
    return `The doctor '${doctorId}' has no open session ${withinDays === 1 ? 'today' : `within ${withinDays} days`}. Open a session first.`
  },
  'token-not-found': ({ tokenId }) => `There is no token ${show(tokenId)}. Check the id.`,
  'slot-not-found': ({ slotId }) => `There is no slot ${show(slotId)}. Check the id, or add the slot first.`,
  'session-exists': ({ sessionId }) =>
    `The session ${sessionId} was opened with other slots. Add or resize slots, or if it is closed, choose another day.`,
  'unknown-source': ({ source, ranked }) =>
    ranked === undefined || ranked.includes(source)
      ? `The rules give no rank to this request with the source ${show(source)}. Maybe an attribute that they need is missing.`
      : `source is ${show(source)}; the rules rank ${ranked.join(', ')}.${spellingOf(source, ranked)}`,
  'policy-denied': () => 'The rule admission.permit does not allow this. Maybe another actor may do it.',
  'session-closed': ({ sessionId }) =>
    `The session ${sessionId} is closed, and cannot be opened again. Choose another day.`,
  'hold-expired': () => 'The hold or the offer has expired. Book again.',
  'invalid-transition': ({ tokenStatus }) =>
    `The token is '${tokenStatus}', and that status does not allow this command. Its history shows how it got there.`,
  'outside-service-date': ({ sessionId, date }) =>
    `The session ${sessionId} is on ${date}, and that date has not begun or is over. Check the token, or give override: true with an actor.`,
  'queue-empty': ({ sessionId }) =>
    `In the session ${sessionId} no checked-in patient waits to be called. Check a patient in first.`,
  'standby-waits': ({ sessionId, reason }) => `In the session ${sessionId} ${STANDBY_WAITS[reason]}.`,
  'slot-past': (place) => {
    if (place.start !== undefined) return `The new slot ${place.start} to ${place.end} is over. Choose later times.`
    return place.slotId === undefined
      ? `In ${nameOf(place)} every slot has begun. Give now: true for a patient who is here, or choose another day.`
      : `${nameOf(place).replace('the', 'The')} is over. Choose a later slot.`
  },
  'slot-overlap': ({ sessionId, slotId, start, end }) => {
    const other = slotId === undefined ? `another slot of ${sessionId}` : `the slot ${slotId}`
    return start === undefined
      ? `At the new times a slot overlaps ${other}. Choose other times.`
      : `The new slot ${start} to ${end} overlaps ${other}. Choose other times.`
  },
  'slot-blocked': (place) =>
    place.slotId === undefined
      ? `The doctor is away for the rest of ${nameOf(place)}. Choose another day.`
      : `The doctor is away in ${nameOf(place)}. Choose another slot.`,
  'too-many-moves': ({ sessionId, limit }) =>
    `More than ${limit} tokens of the session ${sessionId} would be moved. Move them in parts, with from and to.`,
  'duplicate-token': (place) =>
    `The patient already has the token '${place.tokenId}' for ${nameOf(place)}. Maybe the request was sent twice; if not, move or cancel that token first.`,
  'capacity-in-use': (place) =>
    place.displace
      ? `In ${nameOf(place)} more seats are in use than would remain, and a patient cannot be moved: checked in, or without another place.`
      : `In ${nameOf(place)} more seats are in use than would remain. Give displace: true to move patients, or move them first.`,
  'bump-failed': (place) => `No token in ${nameOf(place)} can be moved elsewhere to make room. Try another slot.`,
  'quota-exhausted': (place) =>
    `The free seats of ${nameOf(place)} are reserved for other channels. Try another slot, or try again later.`,
  'slot-full': (place) =>
    `Neither a seat nor a place on the waiting list is left for this class in ${nameOf(place)}. Try another slot.`,
  'no-capacity': (place) =>
    `Neither a seat nor a place on the waiting list is left for this class in ${nameOf(place)}. Try another day.`,
}

const STANDBY_WAITS: Readonly<Record<StandbyWaits, string>> = {
  'patient-present':
    'a patient with a seat, or an emergency, has checked in and goes before a patient on standby. Call the next patient',
  'patient-called':
    'a called patient has not gone in, so no patient on standby is called. Start or skip that patient first',
  'session-over': 'the last slot has ended, so no patient on standby is called. Book another day for the patient',
  'limit-reached':
    'no more patients on standby can be seen: the session has reached its limit. Book another day for the patient',
}

function nameOf({ sessionId, slotId, used, capacity }: RefusedPlace): string {
  return slotId === undefined ? `the session ${sessionId}` : `the slot ${slotId} (${used} of ${capacity} seats used)`
}
