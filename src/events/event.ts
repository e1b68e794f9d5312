import type { Doctor } from '../core/doctor'
import type { TokenFactType } from '../core/fact-names'
import type { TokenAttributes } from '../core/rules/rules'
import type { Accepts } from '../core/rules/verdict'

/** What every event tells. What is stored is what is emitted. */
export interface EventBase {
  /** Version of the event's shape. */
  readonly schema: 1
  /** Unique, and made of its stream and version: `dr-rao.2026-01-30.e12`. */
  readonly eventId: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Number in its stream, from 1 without holes. */
  readonly version: number
  /** The command that caused it. */
  readonly commandId: string
  /** Who gave the command, where the host said so. */
  readonly actor?: string
  /** The host's free text, never interpreted. */
  readonly note?: string
  /** Why, as a stable code. */
  readonly cause: string
}

/** A doctor was registered or their details changed. */
export interface DoctorEvent extends EventBase {
  /** Kind of event. */
  readonly type: 'doctor.registered'
  /** The doctor as known from now on. */
  readonly doctor: Doctor
}

/** A slot as it was opened, added or resized. */
export interface SlotRecord {
  /** Such as `dr-rao.2026-01-30.0900`. */
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
  /** Seats that no override goes beyond, where these are not what the group that sees most sees. */
  readonly ceiling?: number
  /** Seats kept for each channel, where the capacity policy has quotas. */
  readonly shares?: readonly number[]
  /** When kept seats open to all, in epoch milliseconds. */
  readonly opensAt?: number
}

/** A session opened, with its slots. */
export interface SessionOpened extends EventBase {
  /** Kind of event. */
  readonly type: 'session.opened'
  /** The session. */
  readonly sessionId: string
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date in the facility's zone, `YYYY-MM-DD`. */
  readonly date: string
  /** IANA zone of the facility. */
  readonly timeZone: string
  /** Slots in order of time. */
  readonly slots: readonly SlotRecord[]
  /** Overflow seats that the whole session may use. */
  readonly overflowLimit: number
}

/** A slot was added or got another capacity. */
export interface SlotEvent extends EventBase {
  /** Kind of event. */
  readonly type: 'slot.added' | 'slot.resized'
  /** The session. */
  readonly sessionId: string
  /** The slot as it is from now on. */
  readonly slot: SlotRecord
  /** Overflow seats that the whole session may use from now on. */
  readonly overflowLimit: number
}

/** The seats that a slot had kept for channels opened to all. */
export interface SlotReleased extends EventBase {
  /** Kind of event. */
  readonly type: 'slot.released'
  /** The session. */
  readonly sessionId: string
  /** The slot as it is from now on. */
  readonly slot: SlotRecord
}

/** A session gives no more seats. */
export interface SessionClosed extends EventBase {
  /** Kind of event. */
  readonly type: 'session.closed'
  /** The session. */
  readonly sessionId: string
}

/** What a token waits for. */
export interface WaitsFor {
  /** The slot; null where any slot will do. */
  readonly slotId: string | null
  /** That slot only, that or a later one, or any. */
  readonly accepts: Accepts
}

/** The token because of which another moved. */
export interface Rival {
  /** That token. */
  readonly tokenId: string
  /** The rank it had. */
  readonly rank: number
}

/** What was asked for, and what the rules made of it. */
export interface RequestRecord {
  /** Booking class. */
  readonly source: string
  /** Facts for the rules, where there were any. */
  readonly attributes?: TokenAttributes
  /** Slot asked for; of an unnamed request the first that had not begun. */
  readonly wantedSlotId: string
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Rank that the priority policy gave. */
  readonly rank: number
  /** Group that the capacity policy gave. */
  readonly group: number
  /** How often the token may be bumped; null without limit. */
  readonly bumpBudget: number | null
}

/** Kinds of events about one token. */
export type TokenEventType = TokenFactType

/** Something happened to a token. A move is one event with both its ends. */
export interface TokenEvent extends EventBase {
  /** Kind of event. */
  readonly type: TokenEventType
  /** The session. */
  readonly sessionId: string
  /** The token. */
  readonly tokenId: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** The number that is called out, as text. */
  readonly number: string
  /** Slot left, or null. */
  readonly from: string | null
  /** Slot taken or kept, or null. */
  readonly to: string | null
  /** What it waits for from now on, or null. */
  readonly waitsFor: WaitsFor | null
  /** Rank with which it holds its seat or waits. */
  readonly rank: number
  /** The token because of which it moved, and that one's rank. */
  readonly by: Rival | null
  /** Name of the strategy that chose its place, or null. */
  readonly strategy: string | null
  /** On a token's first event and when it is reclassified. */
  readonly request: RequestRecord | null
  /** On a held or offered seat: until when it is kept, in epoch milliseconds. */
  readonly until?: number
  /** On a skip: for how many calls it is passed over. */
  readonly sitsOut?: number
  /** On a rescheduled token: the one that was booked in its place. */
  readonly replacedBy?: string
  /** On a token that was booked in another's place: that one. */
  readonly replaces?: string
}

/** Everything that is stored, emitted and replayed. */
export type OpdEvent = DoctorEvent | SessionOpened | SessionClosed | SlotEvent | SlotReleased | TokenEvent
