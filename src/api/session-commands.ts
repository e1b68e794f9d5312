import type { FailureCode, RefusalCode } from '../errors'
import type { CommandOptions, SessionTarget } from './targets'

/** Registers a doctor or changes the details. Does nothing if the doctor is registered with the same details. */
export interface RegisterDoctor extends CommandOptions {
  /** 1 to 40 letters, digits and hyphens. */
  readonly id: string
  /** At most 200 characters. */
  readonly name: string
  /** Field of practice, at most 200 characters. */
  readonly specialization?: string | undefined
  /**
   * Average minutes of a visit, above 0 and at most 480. Planned times and estimates start from it.
   *
   * @defaultValue 5
   */
  readonly minutesPerVisit?: number | undefined
}

/**
 * Which instant a local time means at a clock change: for a repeated time, the first or the second instant; for a skipped time, an
 * instant before or after the gap.
 */
export type Disambiguation = 'earlier' | 'later'

/** One slot of a session, in the facility's wall-clock time. */
export interface SlotInput {
  /** `HH:MM` on the session's date, or after midnight in the night that follows it: see `nextDay`. */
  readonly start: string
  /** `HH:MM`. An end that is not after the start is on the next day; `00:00` is midnight. */
  readonly end: string
  /** Base capacity in seats, a whole number from 0 to 10,000. */
  readonly capacity: number
  /** Needed if a clock change skips or repeats the start or the end; without it such a time throws `invalid-input`. */
  readonly disambiguation?: Disambiguation | undefined
  /**
   * Whether the slot starts on the day after the session's date, as in a night clinic.
   *
   * @defaultValue true for a slot that is listed after a later one, and for those that follow it in the list. Such a slot must start at
   * most six hours after the one before it ends; otherwise the list is out of order, and throws `invalid-input`
   */
  readonly nextDay?: boolean | undefined
}

/** Opens a doctor's session on a date. Does nothing if it was opened with the same slots and rooms. */
export interface OpenSession extends CommandOptions {
  /** A registered doctor. */
  readonly doctorId: string
  /** Service date in the facility's zone, `YYYY-MM-DD`. */
  readonly date: string
  /** 1 to 500 slots that do not overlap, in order of time. Slots after midnight come after those before it: 22:00, 23:00, 00:00. */
  readonly slots: readonly SlotInput[]
  /**
   * Number of consulting rooms in which patients of the session are seen at the same time, a whole number from 1 to 50. Estimates use it;
   * the seats do not change with it.
   *
   * @defaultValue 1
   */
  readonly rooms?: number | undefined
}

/** Adds slots to an open session and promotes waiting tokens into them. */
export type AddSlots = CommandOptions &
  SessionTarget & {
    /**
     * 1 to 500 slots that overlap neither each other nor the session's slots, in order of time. A slot that starts after midnight needs
     * `nextDay`, unless one before midnight is listed before it.
     */
    readonly slots: readonly SlotInput[]
  }

/** Gives a slot another capacity and promotes tokens into new seats. */
export interface ResizeSlot extends CommandOptions {
  /** The slot. */
  readonly slotId: string
  /** New base capacity in seats. */
  readonly capacity: number
  /**
   * Whether the tokens that no longer fit are moved, last in order first, by the rules. If false, a capacity
   * below the seats in use is refused with `capacity-in-use`.
   *
   * @defaultValue false
   */
  readonly displace?: boolean | undefined
}

/**
 * A time of a session, as planned: whole slots that overlap it and are not over. In a session that runs up to midnight or past it, a time
 * before the first slot is on the next day. Throws `invalid-input` if `to` is not after `from`.
 */
export interface TimeRange {
  /**
   * `HH:MM`.
   *
   * @defaultValue the beginning of the session
   */
  readonly from?: string | undefined
  /**
   * `HH:MM`.
   *
   * @defaultValue the end of the session
   */
  readonly to?: string | undefined
}

/** Other sessions in which tokens that lose their place may get free seats. */
export interface Elsewhere {
  /**
   * Ids of up to 16 sessions, in the order in which they are tried: of the doctor's other days, or of a substitute. No token is bumped
   * there, and none waits.
   *
   * @defaultValue none
   */
  readonly elsewhere?: readonly string[] | undefined
}

/**
 * The doctor is away: the slots that overlap the time give no seats, not to emergencies and not by an override. Tokens that are expected
 * there get another place, the best first: a seat in the session by the rules, then a free seat `elsewhere`, then a place on the waiting
 * list; otherwise they are dropped. A patient who is present stays in line. Refused with `too-many-moves` if more than 500 tokens are concerned.
 *
 * @example
 * ```ts
 * await scheduler.blockTime({ doctorId: 'dr-rao', date: '2026-01-30', from: '10:00', to: '12:00', elsewhere: ['dr-shah.2026-01-30'] })
 * ```
 */
export type BlockTime = CommandOptions & SessionTarget & TimeRange & Elsewhere

/**
 * The doctor is back: the slots that overlap the time give seats again, to waiting tokens first. Tokens that were relocated stay where they
 * are.
 *
 * @example
 * ```ts
 * await scheduler.unblockTime({ doctorId: 'dr-rao', date: '2026-01-30', from: '11:00' })
 * ```
 */
export type UnblockTime = CommandOptions & SessionTarget & TimeRange

/**
 * The clinic runs late. Slots keep their ids and the times that patients were told, but begin and end later; no-shows, closing, quotas and
 * estimates follow. Freezing and ageing go by the plan. Refused with `slot-overlap` if slots would overlap.
 *
 * @example
 * ```ts
 * await scheduler.delay({ doctorId: 'dr-rao', date: '2026-01-30', minutes: 70 })
 * ```
 */
export type Delay = CommandOptions &
  SessionTarget & {
    /** Minutes behind the plan from now on, 0 to 720; 0 is on time again. Repeating the command changes nothing. */
    readonly minutes: number
    /**
     * Planned start of the first slot concerned, `HH:MM`. All later slots are concerned as well.
     *
     * @defaultValue the slot that is running, or else the next
     */
    readonly from?: string | undefined
  }

/**
 * Ends a session: waiting tokens are dropped with `end-of-day`, and no more seats are given. Visits can still be recorded, and a sweep
 * marks expected tokens that do not come as no-shows.
 */
export type CloseSession = CommandOptions &
  SessionTarget &
  Elsewhere & {
    /**
     * Whether tokens that are expected keep their seats, or get another place as if the doctor were away.
     *
     * @defaultValue 'keep'
     */
    readonly expected?: 'keep' | 'move' | undefined
  }

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
