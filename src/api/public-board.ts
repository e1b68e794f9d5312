/**
 * What a screen in the waiting room may show of one session: numbers of tokens, and nothing that names a patient.
 *
 * @example
 * ```ts
 * const board = await opd.publicBoard({ doctorId: 'dr-rao', date: '2026-01-30' })
 * for (const { number, room } of board?.called ?? []) console.log(`Token ${number}, please go to room ${room ?? 1}.`)
 * ```
 */
export interface PublicBoard {
  /** The doctor. */
  readonly doctorId: string
  /** The session's date, `YYYY-MM-DD`. */
  readonly date: string
  /** Time of the board, in epoch milliseconds. */
  readonly asOf: number
  /** Whether the session is still open. */
  readonly status: 'open' | 'closed'
  /** Minutes by which the running slot, or else the next, begins later than planned. */
  readonly late: number
  /** When the doctor is away, from now on. Empty if the session is closed. */
  readonly away: readonly TimeAway[]
  /** Tokens with the doctor. */
  readonly inside: readonly NumberInRoom[]
  /** Called tokens that have not gone in, the newest call first. */
  readonly called: readonly CalledNumber[]
  /** The tokens that are called next, at most eight. Those on standby who may not be called now come last. */
  readonly next: readonly NextNumber[]
  /** Patients with a seat who are present and not called yet. */
  readonly present: number
  /** Patients who are present without a seat. */
  readonly standby: number
  /** Patients with a seat who have not come yet. */
  readonly expected: number
}

/** Wall-clock times between which the doctor is away. */
export interface TimeAway {
  /** Such as `10:00`. */
  readonly from: string
  /** Such as `11:00`. */
  readonly to: string
}

/** A number, and the room where it belongs. */
export interface NumberInRoom {
  /** Such as `007`. */
  readonly number: string
  /** Null if no room was named. */
  readonly room: string | null
}

/** A number that was called. */
export interface CalledNumber extends NumberInRoom {
  /** Time of the last call, in epoch milliseconds. */
  readonly at: number
}

/** A number that will be called. */
export interface NextNumber {
  /** Such as `007`. */
  readonly number: string
  /** Earliest time, in four of five simulated runs, as an ISO instant with the facility's offset; null with `estimates: false`. */
  readonly from: string | null
  /** Latest time, likewise. */
  readonly to: string | null
}
