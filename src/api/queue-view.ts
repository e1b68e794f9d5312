import type { TokenStatus } from '../core/state/status'

/** When a token may be called: between these times in four of five simulated runs. */
export interface EstimatedRange {
  /** Earliest, as an ISO instant with the facility's offset. */
  readonly from: string
  /** Latest, as an ISO instant with the facility's offset. */
  readonly to: string
}

/** One token in the queue. On a public display, show only the number. */
export interface QueueEntry {
  /** The token. */
  readonly tokenId: string
  /** The number to call out, such as `007`. */
  readonly number: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** Booking class. */
  readonly source: string
  /** Status of the token. */
  readonly status: TokenStatus
  /** Slot in which it has its seat; null if it is or was on standby. */
  readonly slotId: string | null
  /** Epoch milliseconds of its check-in; null before. */
  readonly checkedInAt: number | null
  /** The consulting room to which the patient was called, or where the patient is; null before the call, or if none was named. */
  readonly room: string | null
  /** How many of its calls were unanswered. */
  readonly skips: number
  /**
   * When it may be called; null after the call, or with `estimates: false`. For a token on standby also null unless nine of ten
   * simulated runs call it.
   */
  readonly estimated: EstimatedRange | null
}

/** The consulting rooms and the waiting room of one session. */
export interface QueueView {
  /** The session. */
  readonly sessionId: string
  /** Time of the view, in epoch milliseconds. */
  readonly asOf: number
  /** Minutes by which the running slot, or else the next, begins later than planned; 0 if all slots are over. */
  readonly late: number
  /** Average minutes of a visit: the doctor's expected value, adjusted by the visits of this session once five were measured. */
  readonly minutesPerVisit: number
  /** How many visits of this session were measured. */
  readonly observed: number
  /** Tokens with the doctor. */
  readonly inConsultation: readonly QueueEntry[]
  /** Called tokens that have not gone in. */
  readonly called: readonly QueueEntry[]
  /**
   * Everybody who is present, with or without a seat, in the order in which they would be called now: the first is next. Patients on standby
   * stand last if they may not be called now. With several rooms, a patient who was called to one of them does not keep standby waiting.
   */
  readonly present: readonly QueueEntry[]
  /** Tokens with a seat that have not checked in, by slot, then rank, then arrival. */
  readonly expected: readonly QueueEntry[]
}
