import type { Doctor } from '../core/doctor'
import type { TokenAttributes } from '../core/rules/rules'
import type { TokenStatus } from '../core/state/status'
import type { RefusalCode } from '../errors'
import type { Rival, WaitsFor } from '../events/event'
import type { Command } from './commands'

/** One patient's right to be seen. */
export interface TokenView {
  /** Generated as `dr-rao.2026-01-30.t7`, or the host's own. */
  readonly id: string
  /** What is called out, such as `007`; never used twice in a session. */
  readonly number: string
  /** Where it stands in its life. */
  readonly status: TokenStatus
  /** Its session. */
  readonly sessionId: string
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** The host's opaque id of the patient. */
  readonly patientId: string
  /** Booking class. */
  readonly source: string
  /** Facts for the rules, where there are any. */
  readonly attributes?: TokenAttributes
  /** Slot in which it has its seat, or null. */
  readonly slotId: string | null
  /** Slot asked for; of an unnamed request the first that had not begun. */
  readonly wantedSlotId: string
  /** Whether the request named its slot. */
  readonly named: boolean
  /** What it waits for, or null. */
  readonly waitsFor: WaitsFor | null
  /** Place among those of its slot whose visit is not over, or among those that wait for the same seats, from 1; else null. */
  readonly position: number | null
  /** When its turn may come, as an instant with the facility's offset; null without a seat or once with the doctor. */
  readonly estimatedTime: string | null
  /** Order of arrival in the session, from 1. */
  readonly sequence: number
  /** Rank that the priority policy gave it. */
  readonly baseRank: number
  /** Rank with which it holds its seat, or waits now. */
  readonly rank: number
  /** How often it was bumped. */
  readonly bumps: number
  /** How often it may be bumped; null without limit. */
  readonly bumpBudget: number | null
  /** Until when its seat is kept for it, in epoch milliseconds, while it is held or offered; else null. */
  readonly expiresAt: number | null
  /** Whether its seat was once kept for it for a time: held, offered, or given back by an undone step. */
  readonly promised: boolean
  /** Whether it sits where an override put it. */
  readonly override: boolean
  /** Epoch milliseconds of its check-in; null before. */
  readonly checkedInAt: number | null
  /** How often it was called and did not come. */
  readonly skips: number
  /** The token in whose place it was booked, or null. */
  readonly replaces: string | null
  /** The token that was booked in its place, or null. */
  readonly replacedBy: string | null
  /** Whether it was reinstated after a no-show. */
  readonly reinstated: boolean
  /** Epoch milliseconds of its booking. */
  readonly createdAt: number
  /** Epoch milliseconds of its last change. */
  readonly updatedAt: number
}

/** A slot and who is in it. */
export interface SlotView {
  /** Such as `dr-rao.2026-01-30.0900`. */
  readonly id: string
  /** Wall-clock start, `HH:MM`. */
  readonly start: string
  /** Wall-clock end, `HH:MM`. */
  readonly end: string
  /** Epoch milliseconds of the start. */
  readonly startsAt: number
  /** Epoch milliseconds of the end. */
  readonly endsAt: number
  /** Base capacity in seats. */
  readonly capacity: number
  /** Seats in use. */
  readonly used: number
  /** Seats free for classes without overflow: none in a past slot or a closed session. */
  readonly free: number
  /** Seats in use above base capacity. */
  readonly overflow: number
  /** Seats that each group of the capacity policy sees, as recorded. */
  readonly seats: readonly number[]
  /** Seats that no override goes beyond. */
  readonly ceiling: number
  /** Seats kept for each channel of the capacity policy's quotas, -1 for the one that is exempt; empty where it has none. */
  readonly shares: readonly number[]
  /** When the kept seats open to all, in epoch milliseconds; null where none are kept. */
  readonly opensAt: number | null
  /** Of the free seats, those that are kept for channels. */
  readonly kept: number
}

/** A session in figures. */
export interface SessionSummary {
  /** Such as `dr-rao.2026-01-30`. */
  readonly id: string
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** Closed sessions give no seats. */
  readonly status: 'open' | 'closed'
  /** Slots in order of time. */
  readonly slots: readonly SlotView[]
  /** Seats free for classes without overflow. */
  readonly free: number
  /** Tokens that wait. */
  readonly waiting: number
}

/** A session with all its tokens: the state that `checkInvariants` examines. */
export interface SessionView extends SessionSummary {
  /** Epoch milliseconds at which this was true. */
  readonly asOf: number
  /** Number of events so far. */
  readonly version: number
  /** Overflow seats that the session may use in all its slots together. */
  readonly overflowLimit: number
  /** All tokens ever issued, by order of arrival. */
  readonly tokens: readonly TokenView[]
}

/** Another token that moved because of a command. */
export interface Move {
  /** The token. */
  readonly tokenId: string
  /** Its number. */
  readonly number: string
  /** Its patient. */
  readonly patientId: string
  /** Slot left; null for one that waited. */
  readonly from: string | null
  /** Slot taken; null for one that waits or is dropped. */
  readonly to: string | null
  /** Its status afterwards. */
  readonly status: TokenStatus
  /** Why, as a code: `outranked`, `cancelled`, `no-show`, `completed`, `end-of-day`, … */
  readonly cause: string
  /** Name of the strategy that chose its place, or null. */
  readonly strategy: string | null
  /** Rank that it had. */
  readonly rank: number
  /** The token because of which it moved, and that one's rank. */
  readonly by: Rival | null
}

/** An expected refusal: nothing was written. */
export interface Rejected {
  /** Tells a refusal from a success. */
  readonly status: 'rejected'
  /** Why, stable across versions. */
  readonly code: RefusalCode
  /** The same in a sentence. */
  readonly message: string
  /** Facts about it, such as the slot and its seats. */
  readonly details: Readonly<Record<string, unknown>>
  /** Nobody moved. */
  readonly moves: readonly []
}

/** A command about a token was carried out. */
export interface TokenDone<S extends TokenStatus = TokenStatus> {
  /** Status of the token now. */
  readonly status: S
  /** The token as it is now. */
  readonly token: TokenView
  /** Every other token that moved because of this. */
  readonly moves: readonly Move[]
  /** Id of the command; where it changed nothing, nothing was committed under it. */
  readonly commandId: string
}

/** What `book` answers. */
export type BookResult = TokenDone<'confirmed' | 'waitlisted' | 'held'> | Rejected

/** What a command about one token answers. */
export type TokenResult = TokenDone | Rejected

/** What a sweep over all open sessions did. */
export interface SweepReport {
  /** Open sessions looked at. */
  readonly sessions: number
  /** Those in which a token was touched, or that are closed now. */
  readonly changed: number
  /** Those that are closed now. */
  readonly closed: number
  /** Every token that was touched. */
  readonly moves: readonly Move[]
}

/** What a command about a session answers. */
export type SessionResult =
  | {
      /** Status of the session now. */
      readonly status: 'open' | 'closed'
      /** The session as it is now. */
      readonly session: SessionSummary
      /** Every token that moved because of this. */
      readonly moves: readonly Move[]
      /** Id of the command; where it changed nothing, nothing was committed under it. */
      readonly commandId: string
    }
  | Rejected

/** What `registerDoctor` answers. */
export interface DoctorResult {
  /** The doctor is known. */
  readonly status: 'registered'
  /** The doctor as known now. */
  readonly doctor: Doctor
  /** Nobody moves. */
  readonly moves: readonly []
  /** Id of the command; where it changed nothing, nothing was committed under it. */
  readonly commandId: string
}

/** What a command answers. */
export type CommandResult = BookResult | TokenResult | SessionResult | DoctorResult

/** What a command of this kind answers. */
export type ResultOf<Op extends Command['op']> = Op extends 'registerDoctor'
  ? DoctorResult | Rejected
  : Op extends 'openSession' | 'addSlots' | 'resizeSlot' | 'closeSession' | 'sweepSession'
    ? SessionResult
    : Op extends 'book'
      ? BookResult
      : TokenResult
