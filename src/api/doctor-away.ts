import type { CommandOptions } from './command-options'
import type { SessionTarget } from './targets'

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
