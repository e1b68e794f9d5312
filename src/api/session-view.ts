import type { TokenView } from './token-view'

/** A slot and its seats. */
export interface SlotView {
  /** Such as `dr-rao.2026-01-30.0900`. */
  readonly id: string
  /** Wall-clock start, `HH:MM`. */
  readonly start: string
  /** Wall-clock end, `HH:MM`. */
  readonly end: string
  /** Epoch milliseconds of the start, later than planned if the clinic runs late. */
  readonly startsAt: number
  /** Epoch milliseconds of the end. */
  readonly endsAt: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats in use. */
  readonly used: number
  /** Free seats within base capacity, including reserved ones; 0 if the slot is over or blocked, or the session is closed. */
  readonly free: number
  /** Seats in use above base capacity. */
  readonly overflow: number
  /** Seats that each group of the capacity policy sees, recorded when the slot was opened or resized. */
  readonly seats: readonly number[]
  /** Most seats that the slot may ever use, even by an override. */
  readonly ceiling: number
  /** Seats reserved for each channel of the capacity policy's quotas, -1 for the exempt channel; empty without quotas. */
  readonly shares: readonly number[]
  /** When the reserved seats open to all, in epoch milliseconds; null if none are reserved. */
  readonly opensAt: number | null
  /** How many of the free seats are reserved for channels. */
  readonly kept: number
  /** Epoch milliseconds of the start as planned, which patients were told. */
  readonly plannedAt: number
  /** Whether the doctor is away, so that the slot gives no seats. */
  readonly blocked: boolean
}

/** A session's slots and figures. */
export interface SessionSummary {
  /** Such as `dr-rao.2026-01-30`. */
  readonly id: string
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** Closed sessions give no seats. */
  readonly status: 'open' | 'closed'
  /** Slots in order of time. */
  readonly slots: readonly SlotView[]
  /** Number of consulting rooms. */
  readonly rooms: number
  /** Free seats of all slots. */
  readonly free: number
  /** Tokens on the waiting list. */
  readonly waiting: number
}

/** A session with all its tokens; `checkInvariants` examines it. */
export interface SessionView extends SessionSummary {
  /** Time of the view, in epoch milliseconds. */
  readonly asOf: number
  /** Number of events in the session's stream. */
  readonly version: number
  /** Time of the last of these events, in epoch milliseconds. */
  readonly updatedAt: number
  /** Overflow seats that all slots together may use. */
  readonly overflowLimit: number
  /** Name of the rules that decided its last event, as recorded; null if they have none. */
  readonly rules: string | null
  /** All tokens ever issued, by order of arrival. */
  readonly tokens: readonly TokenView[]
}
