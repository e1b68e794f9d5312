import type { Doctor } from '../core/doctor'
import type { EventBase, SessionEventBase } from './event-base'
import type { TokenEvent } from './token-event'

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
