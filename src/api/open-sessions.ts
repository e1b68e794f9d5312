import type { FailureCode, RefusalCode } from '../errors'
import type { CommandOptions } from './command-options'
import type { SlotInput } from './roster'

/** A day of the week. */
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday'

/** A day on which a timetable does not hold. */
export interface TimetableException {
  /** The day, `YYYY-MM-DD`. A day outside of the range is ignored, so that a list of holidays can be given whole. */
  readonly date: string
  /**
   * Slots of this day instead of the week's, also on a day without slots or in a week between.
   *
   * @defaultValue none: the doctor has no session on this day
   */
  readonly slots?: readonly SlotInput[] | undefined
}

/**
 * Opens the sessions of a doctor's timetable that are missing. Dates are service dates in the facility's zone.
 *
 * @example
 * ```ts
 * const morning = [{ start: '09:00', end: '10:00', capacity: 6 }, { start: '10:00', end: '11:00', capacity: 6 }]
 * const timetable: OpenSessions = {
 *   doctorId: 'dr-rao',
 *   from: '2026-02-02',
 *   to: '2026-02-28',
 *   week: { monday: morning, wednesday: morning },
 *   except: [{ date: '2026-02-04' }, { date: '2026-02-07', slots: morning }],
 * }
 * ```
 */
export interface OpenSessions extends CommandOptions {
  /**
   * Idempotency key, at most 53 characters: the session of each date is opened under this key, a slash and the date. Generated if left
   * out; a run can be repeated without it too.
   */
  readonly commandId?: string | undefined
  /** A registered doctor. */
  readonly doctorId: string
  /** The first date. */
  readonly from: string
  /** The last date, at most 366 days with the first. */
  readonly to: string
  /** Slots of each day of the week, as for `openSession`. A day that is left out, or has an empty list, has no session. */
  readonly week: Partial<Readonly<Record<Weekday, readonly SlotInput[] | undefined>>>
  /**
   * Number of consulting rooms of each session, as for `openSession`.
   *
   * @defaultValue 1
   */
  readonly rooms?: number | undefined
  /**
   * The week holds every so many weeks only, such as every second one.
   *
   * @defaultValue every week
   */
  readonly every?:
    | {
        /** Every so many weeks, 1 to 52. */
        readonly weeks: number
        /** A date in the first such week. Weeks begin on Monday. The week does not hold before this date. */
        readonly since: string
      }
    | undefined
  /**
   * Days on which something else holds, at most 1,000.
   *
   * @defaultValue none
   */
  readonly except?: readonly TimetableException[] | undefined
}

/** A date whose session could not be opened. */
export interface UnopenedSession {
  /** The date. */
  readonly date: string
  /** The reason: `invalid-input` if a clock change skips or repeats a time, or a refusal such as `doctor-not-found`. */
  readonly code: RefusalCode | FailureCode
  /** The reason in words, and what to do. */
  readonly message: string
}

/** What `openSessions` found and did: each date of the timetable is in one of the lists, in order. */
export interface OpenedSessions {
  /** Dates whose session was opened now. */
  readonly opened: readonly string[]
  /** Dates whose session had been opened with the same slots and rooms, and is open. */
  readonly asBefore: readonly string[]
  /** Dates whose session had been opened with other slots or rooms, or is closed. Nothing was changed. */
  readonly other: readonly string[]
  /** Dates whose session could not be opened. */
  readonly failed: readonly UnopenedSession[]
}
