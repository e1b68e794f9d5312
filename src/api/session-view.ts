import type { TokenView } from './token-view'

/** A slot and who is in it. */
export interface SlotView {
  /** Such as `dr-rao.2026-01-30.0900`. */
  readonly id: string
  /** Wall-clock start, `HH:MM`. */
  readonly start: string
  /** Wall-clock end, `HH:MM`. */
  readonly end: string
  /** Epoch milliseconds of the start. */
  readonly startsAt: number
  /** Epoch milliseconds of the end. */
  readonly endsAt: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats in use. */
  readonly used: number
  /** Seats free for classes without overflow: none in a past slot or a closed session. */
  readonly free: number
  /** Seats in use above base capacity. */
  readonly overflow: number
  /** Seats that each group of the capacity policy sees, as recorded. */
  readonly seats: readonly number[]
  /** Seats that no override goes beyond. */
  readonly ceiling: number
  /** Seats kept for each channel of the capacity policy's quotas, -1 for the one that is exempt; empty where it has none. */
  readonly shares: readonly number[]
  /** When the kept seats open to all, in epoch milliseconds; null where none are kept. */
  readonly opensAt: number | null
  /** Of the free seats, those that are kept for channels. */
  readonly kept: number
}

/** A session in figures. */
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
  /** Seats free for classes without overflow. */
  readonly free: number
  /** Tokens that wait. */
  readonly waiting: number
}

/** A session with all its tokens: the state that `checkInvariants` examines. */
export interface SessionView extends SessionSummary {
  /** Epoch milliseconds at which this was true. */
  readonly asOf: number
  /** Number of events so far. */
  readonly version: number
  /** Overflow seats that the session may use in all its slots together. */
  readonly overflowLimit: number
  /** All tokens ever issued, by order of arrival. */
  readonly tokens: readonly TokenView[]
}
