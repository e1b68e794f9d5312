import type { Doctor } from '../core/doctor'
import type { TokenFactType } from '../core/fact'
import type { TokenAttributes } from '../core/rules/rules'
import type { Accepts } from '../core/rules/verdict'

/** The fields of every event. Listeners get events as they are stored. */
export interface EventBase {
  /** Version of the event's shape. */
  readonly schema: 1
  /** Unique id, made of stream and version: `dr-rao.2026-01-30.e12`. */
  readonly eventId: string
  /** Time of the event, in epoch milliseconds. */
  readonly at: number
  /** Number in its stream, from 1 without gaps. */
  readonly version: number
  /** The command that caused it. */
  readonly commandId: string
  /** Person or system that gave the command, if it named one. */
  readonly actor?: string
  /** The command's free text, never interpreted. */
  readonly note?: string
  /**
   * Name of the rules that decided this event and those after it, null if the rules have none. Only an event from which on the name is
   * another one has it, above all `session.opened`.
   */
  readonly rules?: string | null
  /** The reason, as a stable code. */
  readonly cause: string
}

/** The fields of every event about a session, after its opening. */
export interface SessionEventBase extends EventBase {
  /** The session. */
  readonly sessionId: string
  /** Service date in the facility's zone, `YYYY-MM-DD`. */
  readonly date: string
}

/** Wall-clock times of a slot, on the event's `date`. */
export interface SlotTimes {
  /** Start, `HH:MM`. */
  readonly start: string
  /** End, `HH:MM`; not after the start means the next day. */
  readonly end: string
}

/** What a token waits for. */
export interface WaitsFor {
  /** Id of the slot; null if the token accepts any. */
  readonly slotId: string | null
  /** Times of that slot; null if the token accepts any. */
  readonly slot: SlotTimes | null
  /** Whether it accepts that slot only, that or a later one, or any. */
  readonly accepts: Accepts
}

/** A token that caused the move of another. */
export interface Rival {
  /** That token. */
  readonly tokenId: string
  /** Its rank at that time. */
  readonly rank: number
  /** Its booking class at that time. */
  readonly source: string
}

/** A request, and what the rules returned for it. */
export interface RequestRecord {
  /** Booking class. */
  readonly source: string
  /** Facts for the rules, if the request gave any. */
  readonly attributes?: TokenAttributes
  /** Slot asked for. If the request named none, the first slot that had not begun, or the last one if it was running. */
  readonly wantedSlotId: string
  /** Times of that slot. */
  readonly wantedSlot: SlotTimes
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Rank that the priority policy gave. */
  readonly rank: number
  /** Group that the capacity policy gave. */
  readonly group: number
  /** How often the token may be bumped; null if there is no limit. */
  readonly bumpBudget: number | null
}

/** The fields of every event about a token. A move is one event, with the slot left and the slot taken. */
export interface TokenEventBase extends SessionEventBase {
  /** The token. */
  readonly tokenId: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** The number to call out, such as `007`. */
  readonly number: string
  /** Id of the slot that the token left, or null. */
  readonly from: string | null
  /** Times of the slot that the token left, or null. */
  readonly fromSlot: SlotTimes | null
  /** Id of the slot that the token has afterwards, or null. */
  readonly to: string | null
  /** Times of the slot that the token has afterwards, or null. */
  readonly toSlot: SlotTimes | null
  /** What the token waits for afterwards, or null. */
  readonly waitsFor: WaitsFor | null
  /** Rank with which the token has its seat or waits. */
  readonly rank: number
  /** The token that caused the move, with its rank and booking class; or null. */
  readonly by: Rival | null
  /** Name of the strategy that chose the place, or null. */
  readonly strategy: string | null
  /** On the first event of a token, and when it is reclassified: the request; else null. */
  readonly request: RequestRecord | null
  /** On a held or offered seat: when the hold or offer expires, in epoch milliseconds. */
  readonly until?: number
  /** On a skip: how many calls pass the token over. */
  readonly sitsOut?: number
  /** On a called or started token: the consulting room, if the desk named one. */
  readonly room?: string
  /** On a rescheduled token: the token that replaces it. */
  readonly replacedBy?: string
  /** On a token that replaces another after a reschedule: the other token. */
  readonly replaces?: string
  /**
   * If the patient's key under `oneLive: { in: 'day' }` changes hands: true if it belongs to this session from now on, false if the session
   * has given it back.
   */
  readonly dayKey?: boolean
}

/** These fields of an event, which are not null. */
export type Having<Field extends keyof TokenEventBase> = {
  readonly [Each in Field]-?: NonNullable<TokenEventBase[Each]>
}

/** These fields of an event, which are null. */
export type Lacking<Field extends keyof TokenEventBase> = { readonly [Each in Field]: null }

/** The token has a seat afterwards. */
export type ToSeat = Having<'to' | 'toSlot'> & Lacking<'waitsFor'>

/** The token had a seat before. */
export type FromSeat = Having<'from' | 'fromSlot'>

/** The token has no seat afterwards. */
export type Unseated = Lacking<'to' | 'toSlot'>

/** The token is on the waiting list afterwards. */
export type Waits = Unseated & Having<'waitsFor'>

/** The token has neither a seat nor a place on the waiting list afterwards. */
export type Gone = Unseated & Lacking<'waitsFor'>

/** The fields that a kind of event narrows. */
export interface TokenEventFields extends Record<TokenFactType, unknown> {
  /** A newcomer got a seat, or a held or offered seat was confirmed. */
  readonly 'token.confirmed': ToSeat
  /** A newcomer joined the waiting list. */
  readonly 'token.waitlisted': Waits & Having<'request'>
  /** A newcomer holds a seat. */
  readonly 'token.held': ToSeat & Having<'until' | 'request'>
  /** A waiting token was offered a seat. */
  readonly 'token.offered': ToSeat & Having<'until'> & Lacking<'from' | 'fromSlot'>
  /** The token lost its seat to another token. */
  readonly 'token.bumped': FromSeat & Having<'by' | 'strategy'>
  /** The token lost its seat because the slot has fewer seats, or its seat or place in line because the doctor is away. */
  readonly 'token.moved': Lacking<'by'>
  /** The token got a seat that became free. */
  readonly 'token.promoted': ToSeat
  /** The token was dropped from the waiting list. */
  readonly 'token.dropped': Gone
  /** The token was cancelled. */
  readonly 'token.cancelled': Gone
  /** Another token replaces this one. */
  readonly 'token.rescheduled': Gone & Having<'replacedBy'>
  /** The hold or the offer expired. */
  readonly 'token.expired': FromSeat & Gone
  /** The patient arrived, or came back after a visit. */
  readonly 'token.checked-in': ToSeat
  /** The patient of a waiting token arrived: the token is on standby, on its list. */
  readonly 'token.stood-by': Waits
  /** The patient was called. Called from standby, the token has no seat. */
  readonly 'token.called': ToSeat | Gone
  /** A call was unanswered. Without a seat, the token is on standby again. */
  readonly 'token.skipped': (ToSeat | Waits) & Having<'sitsOut'>
  /** The patient went in to the doctor. */
  readonly 'token.started': ToSeat | Gone
  /** The visit is over. */
  readonly 'token.completed': unknown
  /** The patient left without being seen. */
  readonly 'token.left': Gone
  /** The patient did not come, or did not answer the calls. */
  readonly 'token.no-show': Gone
  /** The last step of the visit was taken back. */
  readonly 'token.undone': unknown
  /** A no-show was brought back. */
  readonly 'token.reinstated': unknown
  /** The source or the attributes were changed. */
  readonly 'token.reclassified': Having<'request'>
}

/** Kinds of events about one token. */
export type TokenEventType = keyof TokenEventFields

/**
 * An event about one token. Its type determines which fields are null: a `TokenEvent<'token.bumped'>` has `from`, `by` and `strategy`.
 */
export type TokenEvent<Type extends TokenEventType = TokenEventType> = Type extends TokenEventType
  ? TokenEventBase & {
      /** Kind of event. */
      readonly type: Type
    } & TokenEventFields[Type]
  : never

/** A doctor was registered or their details changed. */
export interface DoctorEvent extends EventBase {
  /** Kind of event. */
  readonly type: 'doctor.registered'
  /** The doctor's details from now on. */
  readonly doctor: Doctor
}

/** A slot, as recorded when it was opened or changed. */
export interface SlotRecord {
  /** Unique id, such as `dr-rao.2026-01-30.0900`. */
  readonly slotId: string
  /** Wall-clock start, `HH:MM`. */
  readonly start: string
  /** Wall-clock end, `HH:MM`; not after the start means the next day. */
  readonly end: string
  /** Epoch milliseconds of the start. */
  readonly startsAt: number
  /** Epoch milliseconds of the end. */
  readonly endsAt: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats that each group of the capacity policy sees. */
  readonly seats: readonly number[]
  /** Seats that an override may use; if missing, the larger of `capacity` and the most that a group sees. */
  readonly ceiling?: number
  /** Seats reserved for each channel, if the capacity policy has quotas. */
  readonly shares?: readonly number[]
  /** When reserved seats open to all, in epoch milliseconds. */
  readonly opensAt?: number
  /** Epoch milliseconds of the start as planned, if the clinic runs late. */
  readonly plannedAt?: number
  /** True while the doctor is away in the slot. */
  readonly blocked?: true
}

/** A session was opened, with its slots. */
export interface SessionOpened extends EventBase {
  /** Kind of event. */
  readonly type: 'session.opened'
  /** The session. */
  readonly sessionId: string
  /** The doctor whose session it is. */
  readonly doctorId: string
  /** Service date in the facility's zone, `YYYY-MM-DD`. */
  readonly date: string
  /** IANA zone of the facility. */
  readonly timeZone: string
  /** Slots in order of time. */
  readonly slots: readonly SlotRecord[]
  /** Overflow seats that the whole session may use. */
  readonly overflowLimit: number
  /** Number of consulting rooms, if there are several. */
  readonly rooms?: number
}

/** A slot was added or got another capacity. */
export interface SlotEvent<Type extends 'slot.added' | 'slot.resized' = 'slot.added' | 'slot.resized'>
  extends SessionEventBase {
  /** Kind of event. */
  readonly type: Type
  /** The slot as it is from now on. */
  readonly slot: SlotRecord
  /** Overflow seats that the whole session may use from now on. */
  readonly overflowLimit: number
}

/** The reserved seats of a slot were opened to all channels. */
export interface SlotReleased extends SessionEventBase {
  /** Kind of event. */
  readonly type: 'slot.released'
  /** The slot as it is from now on. */
  readonly slot: SlotRecord
}

/** The doctor is away in a slot, or is back. */
export interface SlotBlocked<Type extends 'slot.blocked' | 'slot.unblocked' = 'slot.blocked' | 'slot.unblocked'>
  extends SessionEventBase {
  /** Kind of event. */
  readonly type: Type
  /** The slot as it is from now on. */
  readonly slot: SlotRecord
}

/** The clinic runs late, or on time again. */
export interface SessionDelayed extends SessionEventBase {
  /** Kind of event. */
  readonly type: 'session.delayed'
  /** The slots concerned, with their times from now on. */
  readonly slots: readonly SlotRecord[]
}

/** A session was closed. It gives no more seats. */
export interface SessionClosed extends SessionEventBase {
  /** Kind of event. */
  readonly type: 'session.closed'
}

/** Any event: what is stored, emitted and replayed. */
export type OpdEvent =
  | DoctorEvent
  | SessionOpened
  | SessionClosed
  | SlotEvent<'slot.added'>
  | SlotEvent<'slot.resized'>
  | SlotReleased
  | SlotBlocked<'slot.blocked'>
  | SlotBlocked<'slot.unblocked'>
  | SessionDelayed
  | TokenEvent

/** Freezes an event that was made by `encode`. What an event of a token holds is frozen when it is made, because these are frequent. */
export function freezeEvent(event: OpdEvent): void {
  if ('tokenId' in event) Object.freeze(event)
  else freeze(event)
}

/** Freezes a plain object or array with all that it holds: events and answers are shared, so nobody may change them. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  // Stored events pass here, and `Object.values` is three times as fast as reading keys one by one.
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner)
  return Object.freeze(value)
}
