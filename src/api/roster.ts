import type { CommandOptions } from './command-options'
import type { SessionTarget } from './targets'

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
