import type { TokenAttributes } from '../core/rules/rules'
import type { TokenStatus } from '../core/state/status'
import type { WaitsFor } from '../events/token-event'

/** The fields of a token that do not depend on its status. */
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
  /** Facts for the rules, if the booking gave any. */
  readonly attributes?: TokenAttributes
  /** The slot asked for. If the request named none, the first slot that had not begun, or the last one if it was running. */
  readonly wantedSlotId: string
  /** The slot of its seat, or of the last seat that it had. Null if it never had one, and after it left the waiting list without a seat. */
  readonly lastSlotId: string | null
  /** Whether the request named its slot. */
  readonly named: boolean
  /** Order of arrival in the session, from 1. */
  readonly sequence: number
  /** The rank that the priority policy gave, at arrival or when the token was reclassified; lower is better. */
  readonly baseRank: number
  /** The rank with which the token has its seat or waits now, aged if the rules age ranks. */
  readonly rank: number
  /** How often the token was bumped. */
  readonly bumps: number
  /** How often the token may be bumped; null if there is no limit. */
  readonly bumpBudget: number | null
  /** Whether its seat was ever held, offered, or given back by `undo`. */
  readonly promised: boolean
  /** Whether an override gave it its seat. */
  readonly override: boolean
  /** Epoch milliseconds of its check-in; null before. */
  readonly checkedInAt: number | null
  /**
   * Whether the patient has arrived, or was called or seen, without a seat. While the token is `waitlisted` it is on standby: it may get a
   * seat, and is called if nobody with a seat comes first.
   */
  readonly standby: boolean
  /** Whether a visit was completed: the patient was seen, and may have come back since. */
  readonly seen: boolean
  /** The consulting room to which the patient was called, or where the patient is; null before the call, or if none was named. */
  readonly room: string | null
  /** How many of its calls were unanswered. */
  readonly skips: number
  /** The token that this one replaces after a reschedule, or null. */
  readonly replaces: string | null
  /** The token that replaces this one after a reschedule, or null. */
  readonly replacedBy: string | null
  /** Whether it was reinstated after a no-show, or waits again after a cancellation that was undone. */
  readonly reinstated: boolean
  /** Why it last changed, as the code of its last event: `booked`, `outranked`, `blocked`, `end-of-day`, … */
  readonly cause: string
  /** Epoch milliseconds of its booking. */
  readonly createdAt: number
  /** Epoch milliseconds of its last change. */
  readonly updatedAt: number
}

/** The fields of a token that depend on its status: its seat, its wait and its times. */
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
  /**
   * When its turn is by the plan: the start of its slot and the doctor's minutes for each visit before it. An ISO instant with the
   * facility's offset; null without a seat or after the call. `queue` and `estimate` say when its turn is likely.
   */
  readonly plannedTime: string | null
  /** When its hold or offer expires, in epoch milliseconds; else null. */
  readonly expiresAt: number | null
}

/** A token with a seat whose visit is not over. */
export interface Seated extends TokenPlace {
  readonly slotId: string
  readonly start: string
  readonly end: string
  readonly waitsFor: null
  readonly position: number
}

/** A token that is expected, or present and not called yet. */
export interface Expected extends Seated {
  readonly plannedTime: string
  readonly expiresAt: null
}

/** A token with a held or offered seat. */
export interface Tentative extends Seated {
  readonly plannedTime: string
  readonly expiresAt: number
}

/** A token that was called, or is with the doctor. Called from standby it has no seat. */
export interface Called extends TokenPlace {
  readonly waitsFor: null
  readonly position: number
  readonly plannedTime: null
  readonly expiresAt: null
}

/** A token on the waiting list. */
export interface Waiting extends TokenPlace {
  readonly slotId: null
  readonly start: null
  readonly end: null
  readonly waitsFor: WaitsFor
  readonly position: number
  readonly plannedTime: null
  readonly expiresAt: null
}

/** A token whose visit is over. Its seat stays in use unless the rules free it. */
export interface Completed extends TokenPlace {
  readonly waitsFor: null
  readonly position: null
  readonly plannedTime: null
  readonly expiresAt: null
}

/** A token that ended without a visit. */
export interface Ended extends Completed {
  readonly slotId: null
  readonly start: null
  readonly end: null
}

/** The place of a token with this status. */
export type PlaceOf<Status extends TokenStatus> = Status extends 'held' | 'offered'
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
 * A token: one patient's right to be seen. Its status determines which fields are null: after `if (token.status === 'confirmed')`
 * the slot and its times are not.
 */
export type TokenView<Status extends TokenStatus = TokenStatus> = Status extends TokenStatus
  ? TokenDetails & {
      /** Status of the token. */
      readonly status: Status
    } & PlaceOf<Status>
  : never
