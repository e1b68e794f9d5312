import type { Doctor } from '../core/doctor'
import type { TokenStatus } from '../core/state/status'
import type { Rival } from '../events/token-event'
import type { Basis } from './basis'
import type { Commands, TokenOp } from './commands'
import type { Rejected } from './refusals'
import type { SessionSummary } from './session-view'
import type { TokenView } from './token-view'

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
