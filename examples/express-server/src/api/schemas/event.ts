import type { TokenEvent } from 'opd-scheduler'
import { z } from 'zod'
import { attributes, instant } from './ids'
import { Doctor } from './session'
import { Rival, SlotTimes, WaitsFor } from './token'

const TOKEN_EVENTS = [
  ...(['token.confirmed', 'token.waitlisted', 'token.held', 'token.offered', 'token.bumped', 'token.moved'] as const),
  ...(['token.promoted', 'token.dropped', 'token.cancelled', 'token.rescheduled', 'token.expired'] as const),
  ...(['token.checked-in', 'token.stood-by', 'token.called', 'token.skipped', 'token.started'] as const),
  ...(['token.completed', 'token.left', 'token.no-show', 'token.undone', 'token.reinstated'] as const),
  'token.reclassified',
] as const satisfies readonly TokenEvent['type'][]

const SLOT_EVENTS = ['slot.added', 'slot.resized', 'slot.released', 'slot.blocked', 'slot.unblocked'] as const

export const EVENT_TYPES = [
  ...(['doctor.registered', 'session.opened', 'session.closed', 'session.delayed'] as const),
  ...SLOT_EVENTS,
  ...TOKEN_EVENTS,
] as const

const base = {
  schema: z.literal(1),
  eventId: z.string().describe('Doctor or session, and the number of the event in its stream.'),
  at: instant,
  version: z.int().describe('Number in the stream of the doctor or session, from 1 without gaps.'),
  commandId: z.string().describe('The command that caused it: its Idempotency-Key, if it had one.'),
  actor: z.string().optional(),
  rules: z.string().nullable().optional().describe('Name of the rules from this event on; null if they have none.'),
  cause: z.string().describe('The reason, as a code.'),
}
const ofSession = { ...base, sessionId: z.string(), date: z.string() }

const SlotRecord = z
  .object({
    slotId: z.string(),
    start: z.string(),
    end: z.string(),
    startsAt: instant,
    endsAt: instant,
    capacity: z.int(),
    seats: z.array(z.int()),
    ceiling: z.int().optional(),
    shares: z.array(z.int()).optional(),
    opensAt: instant.optional(),
    plannedAt: instant.optional(),
    blocked: z.literal(true).optional(),
  })
  .meta({ id: 'SlotRecord', description: 'A slot as it is after an event. The fields are those of Slot.' })

const DoctorEvent = z
  .object({ ...base, type: z.literal('doctor.registered'), doctor: Doctor })
  .meta({ id: 'DoctorEvent', description: 'A doctor was registered, or the data changed.' })

const SessionOpened = z
  .object({
    ...ofSession,
    type: z.literal('session.opened'),
    doctorId: z.string(),
    timeZone: z.string(),
    slots: z.array(SlotRecord),
    overflowLimit: z.int(),
    rooms: z.int().optional().describe('Number of consulting rooms, if there are several.'),
  })
  .meta({ id: 'SessionOpened' })

const SessionDelayed = z.object({ ...ofSession, type: z.literal('session.delayed'), slots: z.array(SlotRecord) }).meta({
  id: 'SessionDelayed',
  description: 'The clinic runs late, or on time again: the slots with their new times.',
})

const SessionClosed = z.object({ ...ofSession, type: z.literal('session.closed') }).meta({ id: 'SessionClosed' })

const SlotEvent = z
  .object({ ...ofSession, type: z.enum(SLOT_EVENTS), slot: SlotRecord, overflowLimit: z.int().optional() })
  .meta({ id: 'SlotEvent', description: 'A slot was added or changed.' })

const RequestRecord = z
  .object({
    source: z.string(),
    attributes: attributes.optional(),
    wantedSlotId: z.string(),
    wantedSlot: SlotTimes,
    named: z.boolean(),
    rank: z.number(),
    group: z.int().describe('Group that the capacity policy gave.'),
    bumpBudget: z.int().nullable(),
  })
  .meta({ id: 'RequestRecord', description: 'What was asked for, and what the rules said about it.' })

const TokenChanged = z
  .object({
    ...ofSession,
    type: z.enum(TOKEN_EVENTS),
    tokenId: z.string(),
    patientId: z.string(),
    number: z.string(),
    from: z.string().nullable().describe('Slot that it left.'),
    fromSlot: SlotTimes.nullable(),
    to: z.string().nullable().describe('Slot that it has afterwards.'),
    toSlot: SlotTimes.nullable(),
    waitsFor: WaitsFor.nullable().describe('What it waits for afterwards.'),
    rank: z.number(),
    by: Rival.nullable().describe('The token that caused the move.'),
    strategy: z.string().nullable().describe('Name of the rule that chose the place.'),
    request: RequestRecord.nullable().describe('On the first event of a token, and when it is reclassified.'),
    until: instant.optional().describe('On a held or offered seat: when that expires.'),
    sitsOut: z.int().optional().describe('On a skip: how many calls pass it over.'),
    room: z.string().optional().describe('On a called or started token: the consulting room, if one was named.'),
    replacedBy: z.string().optional().describe('On a rescheduled token: the new one.'),
    replaces: z.string().optional().describe('On a new token after a reschedule: the old one.'),
    dayKey: z
      .boolean()
      .optional()
      .describe('Under a rule of one live token a day: whether the session has the key of the patient from now on.'),
  })
  .meta({ id: 'TokenEvent', description: 'A token was issued or changed. A move is one event.' })

/** An event for staff and webhooks, without its note. */
export const Event = z
  .union([DoctorEvent, SessionOpened, SessionDelayed, SessionClosed, SlotEvent, TokenChanged])
  .meta({ id: 'Event', description: 'What happened. The field `type` says which kind of event it is.' })

/** An event for public displays. */
export const PublicEvent = z
  .object({
    type: z.enum(EVENT_TYPES),
    at: instant,
    doctorId: z.string().optional().describe('Of doctor.registered.'),
    sessionId: z.string().optional(),
    number: z.string().optional().describe('Number of the token, if the event is about one.'),
    from: z.string().nullish().describe('Slot that the token left.'),
    to: z.string().nullish().describe('Slot that the token has afterwards.'),
  })
  .meta({
    id: 'PublicEvent',
    description: 'An event for the role display: token numbers, and nothing that identifies a person.',
  })

export const Reset = z
  .object({ type: z.literal('reset'), position: z.int().describe('End of the log, after which the stream goes on.') })
  .meta({
    id: 'Reset',
    description:
      'Events are missing: the position that the client gave is beyond the end of the log (a restored backup), or further ' +
      'back than its key may read. Read the board or the sessions again.',
  })
