import type { StandbyWaits } from '../core/decision'
import type { Doctor } from '../core/doctor'
import type { TokenStatus } from '../core/state/status'
import type { RefusalCode } from '../errors'
import type { Rival } from '../events/event'
import type { Basis, Commands, TokenOp } from './commands'
import type { SessionSummary, TokenView } from './views'

/** Another token that moved because of a command. */
export interface Move {
  /** The token. */
  readonly tokenId: string
  /** Its number. */
  readonly number: string
  /** Its patient. */
  readonly patientId: string
  /** Slot that it left; null if it had no seat. */
  readonly from: string | null
  /** Slot that it has now; null if it has no seat. */
  readonly to: string | null
  /** Its status afterwards. */
  readonly status: TokenStatus
  /** The reason, as a code: `outranked`, `cancelled`, `no-show`, `completed`, `end-of-day`, … */
  readonly cause: string
  /** Name of the strategy that chose its place, or null. */
  readonly strategy: string | null
  /** Its rank. */
  readonly rank: number
  /** The token that caused the move, with its rank and booking class; or null. */
  readonly by: Rival | null
}

/** Returned if a command about a token was carried out. */
export type TokenDone<Status extends TokenStatus = TokenStatus> = Status extends TokenStatus
  ? {
      /** Status of the token now. */
      readonly status: Status
      /** The token as it is now. */
      readonly token: TokenView<Status>
      /** Every other token that moved because of the command. */
      readonly moves: readonly Move[]
      /** Id of the command. A command that changed nothing was not committed under it. */
      readonly commandId: string
    }
  : never

/** Returned if a command about a session was carried out. */
export interface SessionDone {
  /** Status of the session now. */
  readonly status: 'open' | 'closed'
  /** The session as it is now. */
  readonly session: SessionSummary
  /** Every token that moved because of the command. */
  readonly moves: readonly Move[]
  /** Id of the command. A command that changed nothing was not committed under it. */
  readonly commandId: string
}

/** Returned if a doctor is registered. */
export interface DoctorDone {
  /** Always `registered`. */
  readonly status: 'registered'
  /** The doctor's details now. */
  readonly doctor: Doctor
  /** Always empty. */
  readonly moves: readonly []
  /** Id of the command. A command that changed nothing was not committed under it. */
  readonly commandId: string
}

/** Statuses that `undo` may restore. */
type Undone = 'confirmed' | 'checked-in' | 'called' | 'in-consultation' | 'completed' | 'waitlisted' | 'offered'

/** What each command returns, by its `op`. */
export interface Results extends Record<TokenOp, TokenDone | Rejected> {
  /** The doctor. Refused only with `plan-stale`, if `execute` was given the basis of a plan. */
  readonly registerDoctor: DoctorDone
  /** The session, also if it was opened before with the same slots. */
  readonly openSession: SessionDone | Rejected
  /** The session with its new slots. */
  readonly addSlots: SessionDone | Rejected
  /** The session with the resized slot. */
  readonly resizeSlot: SessionDone | Rejected
  /** The session with its blocked slots. `moves` has every token that was relocated. */
  readonly blockTime: SessionDone | Rejected
  /** The session with its slots open again. */
  readonly unblockTime: SessionDone | Rejected
  /** The session with the new times of its slots. */
  readonly delay: SessionDone | Rejected
  /** The closed session. */
  readonly closeSession: SessionDone | Rejected
  /** The session, closed if it is over. */
  readonly sweepSession: SessionDone | Rejected
  /** The new token: seated, on the waiting list, or with a held seat. */
  readonly book: TokenDone<'confirmed' | 'waitlisted' | 'held'> | Rejected
  /** The new token that replaces the old one. */
  readonly reschedule: TokenDone<'confirmed' | 'waitlisted'> | Rejected
  /** The token with its new class; a waiting one may have got a seat. */
  readonly reclassify:
    | TokenDone<'held' | 'offered' | 'confirmed' | 'checked-in' | 'called' | 'in-consultation' | 'waitlisted'>
    | Rejected
  /** The token with a seat, or on the waiting list in its old order of arrival. */
  readonly reinstate: TokenDone<'confirmed' | 'waitlisted'> | Rejected
  /** The token that was called. */
  readonly callNext: TokenDone<'called'> | Rejected
  /** The token with its seat. */
  readonly confirm: TokenDone<'confirmed'> | Rejected
  /** The cancelled token; completed if the patient had been seen. */
  readonly cancel: TokenDone<'cancelled' | 'completed'> | Rejected
  /** The token, present; a waiting one stays on the waiting list, on standby. */
  readonly checkIn: TokenDone<'checked-in' | 'waitlisted'> | Rejected
  /** The called token. */
  readonly call: TokenDone<'called'> | Rejected
  /** The token, present or on standby again, or after too many unanswered calls a no-show; completed if the patient had been seen. */
  readonly skip: TokenDone<'checked-in' | 'waitlisted' | 'no-show' | 'completed'> | Rejected
  /** The token, now with the doctor. */
  readonly start: TokenDone<'in-consultation'> | Rejected
  /** The completed token. */
  readonly complete: TokenDone<'completed'> | Rejected
  /** The token that left; completed if the patient had been seen. */
  readonly leaveUnseen: TokenDone<'left' | 'completed'> | Rejected
  /** The token, now a no-show; completed if the patient had been seen. */
  readonly noShow: TokenDone<'no-show' | 'completed'> | Rejected
  /** The token with the status before its last step; after a cancellation perhaps on the waiting list. */
  readonly undo: TokenDone<Undone> | Rejected
}

/** What any command returns. */
export type CommandResult = Results[keyof Commands]

/** What `plan` returns: what the command would do now. Its `commandId` is `plan` if the command has none. */
export type Plan<Result extends CommandResult | Rejected = CommandResult> = Result & {
  /** What the plan was made on and what it shows, for `execute`. */
  readonly basis: Basis
}

/** What a sweep did. */
export interface SweepReport {
  /** Sessions that were examined, because something may be due in them. */
  readonly sessions: number
  /** Sessions in which a token changed, or that were closed. */
  readonly changed: number
  /** Sessions that were closed. */
  readonly closed: number
  /** Every token that changed. */
  readonly moves: readonly Move[]
}

/** The session, and the slot if there is one, that a refusal concerns. */
export type RefusedPlace = {
  /** The session. */
  readonly sessionId: string
  /** Tokens on its waiting list. */
  readonly waiting: number
  /** The slot, if one is concerned. */
  readonly slotId?: string
  /** Base capacity of that slot in seats. */
  readonly capacity?: number
  /** Seats of that slot in use. */
  readonly used?: number
  /** Status of the token, if the command named one. */
  readonly tokenStatus?: TokenStatus
}

/** Details of each refusal, by its code. */
export interface RefusalDetails extends Record<RefusalCode, object> {
  /** A stream that the plan read, or what the command would do, changed since the plan was made. */
  readonly 'plan-stale': {
    /** Basis of the plan. */
    readonly expected: Basis
    /** Basis that a plan would have now. */
    readonly found: Basis
  }
  /** Another token has this id. */
  readonly 'token-id-taken': {
    /** The id that was given. */
    readonly tokenId: string
  }
  /** The doctor is not registered. */
  readonly 'doctor-not-found': {
    /** The id that was given. */
    readonly doctorId: string
  }
  /** The session does not exist, the doctor has none that is open, or none of several doctors has one on that day. */
  readonly 'session-not-found': {
    /** The doctor of the requested session. */
    readonly doctorId: string
    /** The session, if the command named one. */
    readonly sessionId?: string
    /** How many days from today on were looked at, if the command named no session. */
    readonly withinDays?: number
    /** The doctors, if the command named several; `doctorId` is the first. */
    readonly doctorIds?: readonly string[]
    /** The service date, if the command named several doctors. */
    readonly date?: string
  }
  /** The token does not exist. */
  readonly 'token-not-found': {
    /** The id that was given. */
    readonly tokenId: string
  }
  /** The slot does not exist. */
  readonly 'slot-not-found': {
    /** The id that was given. */
    readonly slotId: string
  }
  /** The session was opened with other slots. */
  readonly 'session-exists': {
    /** The session. */
    readonly sessionId: string
  }
  /** The priority policy gives the request no rank. */
  readonly 'unknown-source': RefusedPlace & {
    /** The source of the request. */
    readonly source: string
    /** The sources that the rules rank, if the policy names them. */
    readonly ranked?: readonly string[]
  }
  /** `admission.permit` returned false. */
  readonly 'policy-denied': RefusedPlace
  /** The session gives no more seats. */
  readonly 'session-closed': RefusedPlace
  /** The doctor is away in the slot. */
  readonly 'slot-blocked': RefusedPlace
  /** The command would move too many tokens. */
  readonly 'too-many-moves': RefusedPlace & {
    /** The most tokens that one command moves. */
    readonly limit: number
  }
  /** The time of the hold or offer is over. */
  readonly 'hold-expired': RefusedPlace
  /** The token's status does not allow the command. */
  readonly 'invalid-transition': RefusedPlace & {
    /** Status of the token. */
    readonly tokenStatus: TokenStatus
  }
  /** The session's service date has not begun or is over. */
  readonly 'outside-service-date': RefusedPlace & {
    /** The service date, `YYYY-MM-DD`. */
    readonly date: string
  }
  /** No checked-in patient is waiting to be called. */
  readonly 'queue-empty': RefusedPlace
  /** A patient on standby has to wait. */
  readonly 'standby-waits': RefusedPlace & {
    /**
     * Why: somebody with a seat or an emergency comes first, a called patient has not gone in, the last slot has ended, or the limit is
     * reached.
     */
    readonly reason: StandbyWaits
  }
  /** The slot is over; or no slot was named, and all are over, or for a booking without a date have begun. */
  readonly 'slot-past': RefusedPlace & {
    /** Wall-clock start of a new slot that is over, `HH:MM`. */
    readonly start?: string
    /** Wall-clock end of a new slot that is over, `HH:MM`. */
    readonly end?: string
  }
  /** A new slot overlaps another. */
  readonly 'slot-overlap': {
    /** The session. */
    readonly sessionId: string
    /** Wall-clock start of the new slot, `HH:MM`; may be missing. */
    readonly start?: string
    /** Wall-clock end of the new slot, `HH:MM`; may be missing. */
    readonly end?: string
    /** The slot that it overlaps; may be missing. */
    readonly slotId?: string
  }
  /** The patient has a live token there already. */
  readonly 'duplicate-token': RefusedPlace & {
    /** The token that the patient has. */
    readonly tokenId: string
  }
  /** The new capacity is below the seats in use. */
  readonly 'capacity-in-use': RefusedPlace & {
    /** Whether the command said to move patients. */
    readonly displace: boolean
  }
  /** No token can be moved elsewhere to make room. */
  readonly 'bump-failed': RefusedPlace
  /** The free seats are reserved for other channels. */
  readonly 'quota-exhausted': RefusedPlace
  /** The slot has neither a seat nor a place on the waiting list for this class. */
  readonly 'slot-full': RefusedPlace
  /** The whole session has neither a seat nor a place on the waiting list for this class. */
  readonly 'no-capacity': RefusedPlace
}

/**
 * An expected refusal. Nothing was written. The code determines the type of the details.
 *
 * @example
 * ```ts
 * if (booked.status === 'rejected' && booked.code === 'duplicate-token') console.log(booked.details.tokenId)
 * ```
 */
export type Rejected<Code extends RefusalCode = RefusalCode> = Code extends RefusalCode
  ? {
      /** Marks a refusal; a success has another status. */
      readonly status: 'rejected'
      /** The reason, stable across versions. */
      readonly code: Code
      /** The reason in a sentence, with the values and what to do. */
      readonly message: string
      /** The values, by code. */
      readonly details: RefusalDetails[Code]
      /** Always empty: a refusal moves no token. */
      readonly moves: readonly []
    }
  : never
