import type { Rejected } from '../../api/results'
import type { Refusal } from '../../core/decision'
import { STATUSES } from '../../core/state/status'
import type { RefusalCode } from '../../errors'
import { show } from '../input/invalid'
import type { ReadSlot } from '../input/read-slots'
import type { SessionRecord } from '../sessions/session-record'

/** A refusal as a value, with a sentence that holds the figures and says what might help. */
export function reject(code: RefusalCode, message: string, details: Readonly<Record<string, unknown>>): Rejected {
  return { status: 'rejected', code, message, details, moves: [] }
}

/** Something that a command names does not exist. */
export function notFound(kind: 'doctor' | 'session' | 'slot' | 'token', id: string): Rejected {
  const maybe = {
    doctor: 'register the doctor first',
    session: 'open the session first',
    slot: 'add the slot first',
    token: 'check the id',
  }
  return reject(`${kind}-not-found`, `There is no ${kind} ${show(id)}. Maybe ${maybe[kind]}.`, { [`${kind}Id`]: id })
}

/** A slot or a day of somebody else. */
export function anotherDoctor(sessionId: string, tokenId: string, doctorId: string): Rejected {
  const message = `The token ${show(tokenId)} is one of ${doctorId}, ${sessionId} is not. Maybe cancel it and book there.`
  return reject('session-not-found', message, { sessionId, tokenId, doctorId })
}

/** A host's token id that another token has. */
export function tokenIdTaken(tokenId: string): Rejected {
  return reject('token-id-taken', `There is a token '${tokenId}' already. Maybe leave the id out.`, { tokenId })
}

/** A new slot that takes time of another. */
export function overlap(record: SessionRecord, slot: ReadSlot): Rejected {
  const details = { sessionId: record.sessionId, start: slot.wallStart, end: slot.wallEnd }
  return reject(
    'slot-overlap',
    `The slot ${slot.wallStart} to ${slot.wallEnd} overlaps another of ${record.sessionId}. Maybe choose other times.`,
    details,
  )
}

/** What the core refused, in words. */
export function refusalOf(refusal: Refusal, record: SessionRecord, token: number): Rejected {
  const { session, names } = record
  const slot = names.slots[refusal.slot]
  const used = refusal.slot < 0 ? 0 : session.used[refusal.slot]!
  const details: Record<string, unknown> = { sessionId: names.sessionId, waiting: session.waiting }
  if (slot !== undefined) Object.assign(details, { slotId: slot.slotId, capacity: slot.capacity, used })
  if (token >= 0) details.tokenStatus = STATUSES[session.statusOf(token)]
  const where =
    slot === undefined
      ? `the session ${names.sessionId}`
      : `the slot ${slot.slotId} (${used} of ${slot.capacity} seats used)`
  return reject(refusal.code, sentence(refusal.code, where, details), details)
}

function sentence(code: Refusal['code'], where: string, details: Readonly<Record<string, unknown>>): string {
  switch (code) {
    case 'bump-failed':
      return `Nobody in ${where} can be moved elsewhere for this. Maybe try another slot.`
    case 'capacity-in-use':
      return `Fewer seats would remain in ${where} than are taken. Maybe pass displace: true, or move people first.`
    case 'duplicate-token':
      return `This patient has a live token in ${where} already. Maybe it is a repeated request.`
    case 'hold-expired':
      return 'The time for which the seat was kept is over. Maybe book again.'
    case 'invalid-transition':
      return `A token that is '${details.tokenStatus}' does not allow this. Maybe look at its history.`
    case 'no-capacity':
      return `There is neither a seat nor a place on a waiting list for this in ${where}. Maybe try another day.`
    case 'policy-denied':
      return `The rules of this hospital do not permit this. Maybe ask somebody who may.`
    case 'queue-empty':
      return `Nobody in ${where} has checked in and waits to be called. Maybe look who is late.`
    case 'quota-exhausted':
      return `The seats that are left in ${where} are kept for other channels. Maybe try another slot, or later.`
    case 'session-closed':
      return `${where.replace('the', 'The')} is closed. Maybe try another day.`
    case 'slot-full':
      return `There is neither a seat nor a place on a waiting list for this class in ${where}. Maybe try another slot.`
    case 'slot-overlap':
      return `A new slot overlaps ${where}. Maybe choose other times.`
    case 'slot-past':
      return details.slotId === undefined
        ? `No slot of ${where} is still to begin. Maybe name the slot that is running, or choose another day.`
        : `${where.replace('the', 'The')} is over. Maybe choose a later one.`
    case 'unknown-source':
      return 'The priority policy does not rank this request. Maybe check its source and attributes.'
    default:
      return code satisfies never
  }
}
