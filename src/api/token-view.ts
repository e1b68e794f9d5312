import type { TokenAttributes } from '../core/rules/rules'
import type { TokenStatus } from '../core/state/status'
import type { WaitsFor } from '../events/token-event'

/** What every token has, whatever its status. */
export interface TokenDetails {
  /** Generated as `dr-rao.2026-01-30.t7`, or the host's own. */
  readonly id: string
  /** The number to call out, such as `007`; never used twice in a session. */
  readonly number: string
  /** The session. */
  readonly sessionId: string
  /** The doctor of the session. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** Booking class. */
  readonly source: string
  /** Facts for the rules, if there are any. */
  readonly attributes?: TokenAttributes
  /** The slot that was asked for; for a request without a slot, the first that had not begun. */
  readonly wantedSlotId: string
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Order of arrival in the session, from 1. */
  readonly sequence: number
  /** The rank that the priority policy gave at arrival; lower is better. */
  readonly baseRank: number
  /** The rank with which the token holds its seat or waits now. */
  readonly rank: number
  /** How often the token was bumped. */
  readonly bumps: number
  /** How often the token may be bumped; null without a limit. */
  readonly bumpBudget: number | null
  /** Whether its seat was ever kept for it: held, offered, or given back by an undone step. */
  readonly promised: boolean
  /** Whether it sits where an override put it. */
  readonly override: boolean
  /** Epoch milliseconds of its check-in; null before. */
  readonly checkedInAt: number | null
  /** How often the token was called without an answer. */
  readonly skips: number
  /** The token in whose place this one was booked, or null. */
  readonly replaces: string | null
  /** The token that was booked in place of this one, or null. */
  readonly replacedBy: string | null
  /** Whether it was reinstated after a no-show. */
  readonly reinstated: boolean
  /** Epoch milliseconds of its booking. */
  readonly createdAt: number
  /** Epoch milliseconds of its last change. */
  readonly updatedAt: number
}

/** Where a token has its place: its seat, its wait and its times. */
export interface TokenPlace {
  /** The slot of its seat, or null. */
  readonly slotId: string | null
  /** Wall-clock start of that slot, `HH:MM`, or null. */
  readonly start: string | null
  /** Wall-clock end of that slot, `HH:MM`, or null. */
  readonly end: string | null
  /** What it waits for, or null. */
  readonly waitsFor: WaitsFor | null
  /** 1-based place among the unfinished tokens of its slot, or among the waiters that compete for the same seats; else null. */
  readonly position: number | null
  /** When its turn may come, as an instant with the facility's offset; null without a seat and after it was called. */
  readonly estimatedTime: string | null
  /** Until when its held or offered seat is kept, in epoch milliseconds; else null. */
  readonly expiresAt: number | null
}

/** A token that has a seat and whose visit is not over. */
interface Seated extends TokenPlace {
  readonly slotId: string
  readonly start: string
  readonly end: string
  readonly waitsFor: null
  readonly position: number
}

/** A token that is still expected, or present and not called yet. */
interface Expected extends Seated {
  readonly estimatedTime: string
  readonly expiresAt: null
}

/** A token whose seat is kept for a time. */
interface Tentative extends Seated {
  readonly estimatedTime: string
  readonly expiresAt: number
}

/** A token that was called. */
interface Called extends Seated {
  readonly estimatedTime: null
  readonly expiresAt: null
}

/** A token on the waiting list. */
interface Waiting extends TokenPlace {
  readonly slotId: null
  readonly start: null
  readonly end: null
  readonly waitsFor: WaitsFor
  readonly position: number
  readonly estimatedTime: null
  readonly expiresAt: null
}

/** A token whose visit is over; its seat stays in use unless the rules free it. */
interface Completed extends TokenPlace {
  readonly waitsFor: null
  readonly position: null
  readonly estimatedTime: null
  readonly expiresAt: null
}

/** A token that ended without a visit. */
interface Ended extends Completed {
  readonly slotId: null
  readonly start: null
  readonly end: null
}

type PlaceOf<Status extends TokenStatus> = Status extends 'held' | 'offered'
  ? Tentative
  : Status extends 'confirmed' | 'checked-in'
    ? Expected
    : Status extends 'called' | 'in-consultation'
      ? Called
      : Status extends 'waitlisted'
        ? Waiting
        : Status extends 'completed'
          ? Completed
          : Ended

/**
 * One patient's right to be seen. The status tells what else is there: after `if (token.status === 'confirmed')` the slot and
 * its times are not null.
 */
export type TokenView<Status extends TokenStatus = TokenStatus> = Status extends TokenStatus
  ? TokenDetails & {
      /** Where the token stands in its life. */
      readonly status: Status
    } & PlaceOf<Status>
  : never
