import type { ATTENDANCE_STEPS, TOKEN_STEPS } from '../core/command'
import type { TokenAttributes } from '../core/rules/rules'
import type {
  AddSlots,
  BlockTime,
  CloseSession,
  Delay,
  OpenSession,
  RegisterDoctor,
  ResizeSlot,
  UnblockTime,
} from './session-commands'
import type { BookTarget, CommandOptions, GoalDay, SessionTarget, SlotById } from './targets'

/** Booking class. The priority policy decides which names it accepts and how they rank. */
export type TokenSource = 'emergency' | 'paid' | 'follow-up' | 'online' | 'walk-in' | (string & {})

/**
 * Asks for a seat: in one slot, on a day of a doctor, on a day of any of several doctors, or at a doctor's earliest time. If you leave the
 * slot out, slots that have begun are skipped; on a day, the running slot counts if no later one is left. For a patient who is here now,
 * give `now: true`: the slot that is running counts as well, and is the one asked for.
 *
 * @example
 * ```ts
 * const when = { doctorId: 'dr-rao', date: '2026-01-30', start: '09:00' }
 * // A seat that is reserved for ten minutes, while the patient pays.
 * const held: Commands['book'] = { ...when, source: 'online', patientId: 'p-17', holdMinutes: 10 }
 * // The earliest free seat with either of two doctors.
 * const either: Commands['book'] = { doctorIds: ['dr-rao', 'dr-shah'], date: '2026-01-30', source: 'online', patientId: 'p-20' }
 * // An emergency in the building, while a slot is running or before the first one.
 * const here: Commands['book'] = { doctorId: 'dr-rao', now: true, source: 'emergency', patientId: 'p-19' }
 * // A seat above the rules, at the cost of another token.
 * const urgent: Commands['book'] = { ...when, source: 'walk-in', patientId: 'p-18', override: true, bump: 'dr-rao.2026-01-30.t7', actor: 'matron' }
 * ```
 */
export type Book = CommandOptions &
  BookTarget & {
    /** Booking class, at most 40 characters. */
    readonly source: TokenSource
    /** The host's opaque id of the patient, at most 64 characters. Errors never show it. */
    readonly patientId: string
    /**
     * The host's own id for the token: 1 to 64 letters, digits, hyphens and dots, not in the form of a generated id. Generated if left
     * out.
     */
    readonly tokenId?: string | undefined
    /** Facts for the rules, such as a triage level; at most 16. */
    readonly attributes?: TokenAttributes | undefined
    /**
     * Holds a free seat for this many minutes (1 to 1,440, at most until the slot's end); `confirm` takes it. A hold never bumps a
     * token and never joins the waiting list.
     */
    readonly holdMinutes?: number | undefined
    /**
     * Gives a seat in the named slot even above the rules, up to the slot's ceiling. Needs an `actor`, and excludes `holdMinutes`.
     *
     * @defaultValue false
     */
    readonly override?: boolean | undefined
    /** With `override`: id of the token in that slot to bump if no seat is free. Refused with `bump-failed` if it cannot be moved. */
    readonly bump?: string | undefined
  }

/** A command that needs only the token. */
export interface TokenCommand extends CommandOptions {
  /** The token. */
  readonly tokenId: string
}

/** Records that a patient came or did not come, on the service date of the token's session. */
export interface RecordAttendance extends TokenCommand {
  /** Allows a time outside of the service date. Needs an `actor`. */
  readonly override?: boolean | undefined
}

/** Calls a patient, or records that the patient went in to the doctor. */
export interface CallToRoom extends RecordAttendance {
  /**
   * The consulting room, as patients know it: 1 to 20 characters, such as `2`. For a patient who was called before, it is the room of that
   * call if left out.
   */
  readonly room?: string | undefined
}

/** Brings a no-show back: to the next free seat, else onto the waiting list, in its old order of arrival. */
export interface Reinstate extends TokenCommand {
  /**
   * Gives a seat in its old slot even above the rules, up to the slot's ceiling. Needs an `actor`.
   *
   * @defaultValue false
   */
  readonly override?: boolean | undefined
}

/**
 * Moves a token to another slot, day or doctor. A new token replaces the old one, or nothing changes. A seated token moves only to a seat,
 * never to a waiting list. A patient who is checked in or called is only expected in the new slot; a token that was dropped is replaced too.
 *
 * @example
 * ```ts
 * const move: Commands['reschedule'] = { tokenId: 'dr-rao.2026-01-30.t7', date: '2026-01-31', start: '10:00' }
 * ```
 */
export type Reschedule = TokenCommand & (SlotById | GoalDay)

/**
 * Calls the first of the patients present, by the rules' call order. Several consulting rooms may call from one session: a token is
 * called to one of them.
 */
export type CallNext = CommandOptions &
  SessionTarget & {
    /** The consulting room that is free, as patients know it: 1 to 20 characters, such as `2`. */
    readonly room?: string | undefined
  }

/** Carries out what is due by the clock in one session: expired holds and offers, no-shows past the grace, the end of the session. */
export type SweepSession = CommandOptions & SessionTarget

/** Changes the source or the attributes of a token, for example after triage. At least one of the two is needed. */
export interface Reclassify extends TokenCommand {
  /** New booking class. If left out, it stays. */
  readonly source?: TokenSource | undefined
  /** New attributes, in place of all old ones. If left out, the old ones stay. */
  readonly attributes?: TokenAttributes | undefined
  /** Corrects a mistake: a seated token gets its true rank, and stays in a seat that its class would not get. Needs an `actor`. */
  readonly override?: boolean | undefined
}

/** Commands that need only the id of one token. */
export type TokenOp = (typeof TOKEN_STEPS)[number]

/** Commands that say that a patient came or did not come. */
export type AttendanceOp = (typeof ATTENDANCE_STEPS)[number]

/** Every command by its `op`, with its fields. */
export interface Commands extends Record<TokenOp, TokenCommand> {
  /** Registers or changes a doctor. */
  readonly registerDoctor: RegisterDoctor
  /** Opens a doctor's session on a date. */
  readonly openSession: OpenSession
  /** Adds slots to a session. */
  readonly addSlots: AddSlots
  /** Gives a slot another capacity. */
  readonly resizeSlot: ResizeSlot
  /** Says that the doctor is away, and relocates tokens. */
  readonly blockTime: BlockTime
  /** Says that the doctor is back. */
  readonly unblockTime: UnblockTime
  /** Says that the clinic runs late. */
  readonly delay: Delay
  /** Ends a session. */
  readonly closeSession: CloseSession
  /** Carries out what is due by the clock in one session. */
  readonly sweepSession: SweepSession
  /** Asks for a seat. */
  readonly book: Book
  /** Moves a token to another slot, day or doctor. */
  readonly reschedule: Reschedule
  /** Changes the source or the attributes of a token. */
  readonly reclassify: Reclassify
  /** Brings a no-show back. */
  readonly reinstate: Reinstate
  /** Calls the next patient. */
  readonly callNext: CallNext
  /** Takes a held or offered seat. */
  readonly confirm: TokenCommand
  /** Gives up a seat, a hold, an offer or a place on the waiting list. */
  readonly cancel: TokenCommand
  /** Records that the patient has arrived. */
  readonly checkIn: RecordAttendance
  /** Calls this patient, or calls again. */
  readonly call: CallToRoom
  /** Records an unanswered call. */
  readonly skip: TokenCommand
  /** Records that the patient is with the doctor. */
  readonly start: CallToRoom
  /** Records that the visit is over. */
  readonly complete: RecordAttendance
  /** Records that the patient left without being seen. */
  readonly leaveUnseen: TokenCommand
  /** Records that the patient did not come. */
  readonly noShow: RecordAttendance
  /** Takes back the last step of a visit, or a cancellation. */
  readonly undo: TokenCommand
}

/**
 * A command as plain data, for `execute` and `plan`. Each method of the scheduler is sugar over one.
 *
 * @example
 * ```ts
 * const command: Command<'cancel'> = { op: 'cancel', tokenId: 'dr-rao.2026-01-30.t7' }
 * ```
 */
export type Command<Op extends keyof Commands = keyof Commands> = {
  [Each in Op]: {
    /** Name of the command. */
    readonly op: Each
  } & Commands[Each]
}[Op]

/**
 * What a plan was made on and what it shows. With it `execute` carries the plan out only if no stream that was read has changed, and the
 * command would still do the same. Give it back unchanged.
 */
export interface Basis {
  /** Versions of the streams that were read. */
  readonly versions: Readonly<Record<string, number>>
  /** A digest of the planned moves, or of the refusal. */
  readonly outcome: string
}
