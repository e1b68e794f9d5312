import type { SlotShape } from './fact'
import type { TokenRequest } from './rules/rules'

/** A request for a seat. The shell has turned ids into handles and indexes. */
export interface CoreBook {
  readonly op: 'book'
  /** Epoch milliseconds. */
  readonly at: number
  /** The patient's handle in each of the sessions; one more than the last for a patient who is new there. */
  readonly patients: readonly number[]
  /** Slot index, or UNNAMED, ON_DAY or NOW for the earliest one that fits. */
  readonly slot: number
  readonly request: TokenRequest
  /** Whether there are later sessions that `decide` was not given yet. Then those before the last were asked, and have no free seat. */
  readonly more: boolean
  /** Whether the sessions are of several doctors on one day, in order of preference, and not one doctor's days. */
  readonly anyDoctor?: boolean | undefined
  readonly manner: Manner
}

/** Special conditions of a booking. */
export interface Manner {
  /** Minutes for which the seat is held until it is confirmed; 0 for no hold. */
  readonly holdMinutes: number
  /** Whether to seat the newcomer above the rules. */
  readonly override: boolean
  /** Token to bump by hand, or -1; only with an override. */
  readonly bump: number
  readonly actor: string | undefined
}

/** A booking by the rules, without a hold. */
export const PLAINLY: Manner = { holdMinutes: 0, override: false, bump: -1, actor: undefined }

/** In `CoreBook.slot`: the earliest slot that fits. */
export const UNNAMED = -1

/** In `CoreBook.slot`: the slot that is running, or else the earliest one, or a later one that fits. */
export const NOW = -2

/** In `CoreBook.slot`: the same on the one day given. If all its slots have begun, it is the one that is running. */
export const ON_DAY = -3

/** Steps of a token whose command needs only the token. */
export const TOKEN_STEPS = [
  'confirm',
  'cancel',
  'checkIn',
  'call',
  'skip',
  'start',
  'complete',
  'leaveUnseen',
  'noShow',
  'undo',
] as const

/** Steps that say that a patient came or did not come. */
export const ATTENDANCE_STEPS = ['checkIn', 'call', 'start', 'complete', 'noShow'] as const

export type AttendanceStep = (typeof ATTENDANCE_STEPS)[number]

/** The time from `from` until before `to`, in epoch milliseconds. */
export interface Day {
  readonly from: number
  readonly to: number
}

/** The person who overrides the rules, and the request with which the token was booked. */
export interface Overriding {
  readonly actor: string | undefined
  readonly request: TokenRequest
}

/** A step of one token's life. */
export interface CoreTokenStep {
  readonly op: (typeof TOKEN_STEPS)[number]
  readonly at: number
  readonly token: number
  /** The session's service date, to which attendance is limited; if left out, the time is not checked. */
  readonly day?: Day | undefined
  /** Given if the step may be outside of the service date. */
  readonly override?: Overriding | undefined
  /** On `call` and `start`: the consulting room, if one was named. */
  readonly room?: string | undefined
}

/** Brings a no-show back. */
export interface CoreReinstate {
  readonly op: 'reinstate'
  readonly at: number
  readonly token: number
  /** The request with which it was booked. */
  readonly request: TokenRequest
  /** Whether to seat it in its old slot above the rules. */
  readonly override: boolean
  readonly actor: string | undefined
}

/** Calls the best present token. */
export interface CoreCallNext {
  readonly op: 'callNext'
  readonly at: number
  /** The consulting room, if one was named. */
  readonly room?: string | undefined
}

/** Seats a token elsewhere before it leaves its own seat. The first session is the token's, the last the one asked for. */
export interface CoreReschedule {
  readonly op: 'reschedule'
  readonly at: number
  readonly token: number
  /** The patient's handle in the session asked for. */
  readonly patient: number
  /** Slot index there, or ON_DAY. */
  readonly slot: number
  readonly request: TokenRequest
  readonly actor: string | undefined
}

/** Gives a token a new source or attributes, as after triage. */
export interface CoreReclassify {
  readonly op: 'reclassify'
  readonly at: number
  readonly token: number
  readonly request: TokenRequest
  /** Whether it corrects a mistake: the token gets its true rank, and stays in a seat that its class would not get. */
  readonly override: boolean
  readonly actor: string | undefined
}

/** Times and base capacity of a slot, before the capacity policy gives its seats. */
export type SlotPlan = Pick<SlotShape, 'start' | 'end' | 'base'>

/** Opens a session; its slots are in order of time and do not overlap. */
export interface CoreOpenSession {
  readonly op: 'openSession'
  readonly at: number
  readonly slots: readonly SlotPlan[]
}

export interface CoreAddSlots {
  readonly op: 'addSlots'
  readonly at: number
  readonly slots: readonly SlotPlan[]
}

export interface CoreResizeSlot {
  readonly op: 'resizeSlot'
  readonly at: number
  readonly slot: number
  readonly capacity: number
  /** Whether to move tokens that no longer fit; otherwise a resize below the seats in use is refused. */
  readonly displace: boolean
}

/** Other sessions, in the order in which they are tried, for tokens that find no seat in their own. */
export interface Elsewhere {
  /** The request of each token, by handle. */
  readonly requests: readonly TokenRequest[]
  /** Wall-clock starts of the slots, in minutes of the service date: of the tokens' own session, then of each session elsewhere. */
  readonly wallStarts: readonly (readonly number[])[]
  /** For each session elsewhere, the patients' handles there, by token; -1 for a patient who is new there. */
  readonly patients: readonly (readonly number[])[]
  /** For each session elsewhere, the tokens whose patients may not come there because of a token in a third session. */
  readonly barred: readonly ReadonlySet<number>[]
}

/** The doctor is away: tokens of these slots are relocated. The sessions are this one and those elsewhere. */
export interface CoreBlockTime {
  readonly op: 'blockTime'
  readonly at: number
  readonly slots: readonly number[]
  readonly elsewhere: Elsewhere
}

/** The doctor is back. */
export interface CoreUnblockTime {
  readonly op: 'unblockTime'
  readonly at: number
  readonly slots: readonly number[]
}

/** The clinic runs late. */
export interface CoreDelay {
  readonly op: 'delay'
  readonly at: number
  /** Index of the first slot that is concerned; -1 for the one that is running or next. */
  readonly from: number
  /** Milliseconds after the plan; 0 for on time. */
  readonly by: number
}

/** Ends a session. The sessions are this one and those elsewhere. */
export interface CoreCloseSession {
  readonly op: 'closeSession'
  readonly at: number
  /** If given, tokens that are still expected are relocated first. */
  readonly elsewhere: Elsewhere | undefined
}

/** Marks tokens whose grace is over as no-shows, and closes a session that has ended. */
export interface CoreSweep {
  readonly op: 'sweepSession'
  readonly at: number
}

/** A command about one or more sessions. */
export type CoreCommand =
  | CoreBook
  | CoreTokenStep
  | CoreReinstate
  | CoreCallNext
  | CoreReschedule
  | CoreReclassify
  | CoreOpenSession
  | CoreAddSlots
  | CoreResizeSlot
  | CoreBlockTime
  | CoreUnblockTime
  | CoreDelay
  | CoreCloseSession
  | CoreSweep
