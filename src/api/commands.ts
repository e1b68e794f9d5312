import type { TOKEN_STEPS } from '../core/command'
import type { TokenAttributes } from '../core/rules/rules'

/** Booking class. The priority policy decides which names are known and how they rank. */
export type TokenSource = 'emergency' | 'paid' | 'follow-up' | 'online' | 'walk-in' | (string & {})

/** What every command may carry. */
export interface CommandOptions {
  /**
   * Repeating a committed command, all its fields the same, under the same id returns its first result. At most 64 characters;
   * generated where absent, and then not for use in another command.
   */
  readonly commandId?: string | undefined
  /** Who gives the command, for the record. At most 64 characters. */
  readonly actor?: string | undefined
  /** Free text for the record, never interpreted. At most 500 characters. */
  readonly note?: string | undefined
}

/** Registers a doctor, or changes what is known of one. Doing it again with the same values does nothing. */
export interface RegisterDoctor extends CommandOptions {
  /** 1 to 40 letters, digits and hyphens. */
  readonly id: string
  /** At most 200 characters. */
  readonly name: string
  /** Field of practice, at most 200 characters. */
  readonly specialization?: string | undefined
  /**
   * Average minutes of a visit, above 0 and at most 480: the base of estimated times.
   *
   * @defaultValue 5
   */
  readonly minutesPerVisit?: number | undefined
}

/** Which of two instants a repeated local time means, or which side of a gap a skipped one goes to. */
export type Disambiguation = 'earlier' | 'later'

/** One slot of a session, in the facility's wall-clock time. */
export interface SlotInput {
  /** `HH:MM` on the session's date; hours after midnight that follow an evening belong to the next date's session. */
  readonly start: string
  /** `HH:MM`; not after the start means the next day. */
  readonly end: string
  /** Base capacity in seats, a whole number from 0 to 10,000. */
  readonly capacity: number
  /** Which instant is meant where a clock change skips or repeats the start or end; such times are refused without it. */
  readonly disambiguation?: Disambiguation | undefined
}

/** Opens a doctor's session on a date. Opening it again with the same slots does nothing. */
export interface OpenSession extends CommandOptions {
  /** A registered doctor. */
  readonly doctorId: string
  /** Service date in the facility's zone, `YYYY-MM-DD`. */
  readonly date: string
  /** 1 to 500 slots that do not overlap, in any order. */
  readonly slots: readonly SlotInput[]
}

/** Names a session by its id. */
export interface SessionById {
  /** Such as `dr-rao.2026-01-30`. */
  readonly sessionId: string
}

/** Names a session by doctor and date. */
export interface SessionByDate {
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
}

/** Names a session: by id, or by doctor and date. */
export type SessionTarget = SessionById | SessionByDate

/** Adds slots to an open session; whoever waits for them is seated. */
export type AddSlots = CommandOptions &
  SessionTarget & {
    /** 1 to 500 slots that overlap neither each other nor those of the session. */
    readonly slots: readonly SlotInput[]
  }

/** Gives a slot another capacity; whoever waits for a new seat is seated. */
export interface ResizeSlot extends CommandOptions {
  /** The slot. */
  readonly slotId: string
  /** New base capacity in seats. */
  readonly capacity: number
  /**
   * Moves the tokens that no longer fit, last in order first, as the rules say for displaced ones. Otherwise shrinking a slot
   * below its use is refused with `capacity-in-use`.
   *
   * @defaultValue false
   */
  readonly displace?: boolean | undefined
}

/** Ends a session: waiting tokens are dropped with `end-of-day`, no seat is given any more, visits can still be recorded. */
export type CloseSession = CommandOptions & SessionTarget

/** Names one slot by its id. */
export interface SlotById {
  /** Such as `dr-rao.2026-01-30.0900`. */
  readonly slotId: string
  /** The id of the slot names the doctor. */
  readonly doctorId?: undefined
  /** The id of the slot names the date. */
  readonly date?: undefined
  /** The id of the slot names the start. */
  readonly start?: undefined
}

/** Names a day of a doctor, or one slot of that day. */
export interface DoctorDay {
  /** The doctor. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** Start of the slot, `HH:MM`. If left out: the earliest slot of that day that has not begun and fits. */
  readonly start?: string | undefined
  /** A slot id would name the doctor as well. */
  readonly slotId?: undefined
}

/** Names a doctor only: the earliest slot that fits in the doctor's coming sessions. */
export interface AnyDay {
  /** The doctor. */
  readonly doctorId: string
  /** A start needs a date. */
  readonly date?: undefined
  /** A start needs a date. */
  readonly start?: undefined
  /** A slot id would name the doctor as well. */
  readonly slotId?: undefined
}

/** What a booking is for: one slot, a day of a doctor, or a doctor. */
export type BookTarget = SlotById | DoctorDay | AnyDay

/** Asks for a seat. */
export type Book = CommandOptions &
  BookTarget & {
    /** Booking class, at most 40 characters. */
    readonly source: TokenSource
    /** The host's opaque id of the patient, at most 64 characters. */
    readonly patientId: string
    /** The host's own id for the token: letters, digits, hyphens and dots, not of the generated shape. */
    readonly tokenId?: string | undefined
    /** Facts for the rules, such as a triage level; at most 16. */
    readonly attributes?: TokenAttributes | undefined
    /**
     * Only holds a free seat, for so many minutes from 1 to 1,440 and never beyond the slot's end, until it is confirmed. Nobody
     * is bumped for a hold, and nobody waits with one.
     */
    readonly holdMinutes?: number | undefined
    /** Seats above the rules in the slot that is named, up to its ceiling; needs an `actor`. */
    readonly override?: boolean | undefined
    /** With `override`: the id of the token in that slot that is to lose its seat for this one. */
    readonly bump?: string | undefined
  }

/** Concerns one token. */
export interface TokenCommand extends CommandOptions {
  /** The token. */
  readonly tokenId: string
}

/** Brings a no-show back: to the next free seat, else to the head of its class on the waiting list. */
export interface Reinstate extends TokenCommand {
  /** Seats it in its old slot above the rules, up to the slot's ceiling; needs an `actor`. */
  readonly override?: boolean | undefined
}

/** Moves a token to another slot or day of its doctor: the new seat is taken before the old one is given up. */
export type Reschedule = TokenCommand & (SlotById | OwnDoctorDay)

/** Names a day of the token's own doctor, or one slot of that day. */
export interface OwnDoctorDay {
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** Start of the slot, `HH:MM`. If left out: the earliest slot of that day that has not begun and fits. */
  readonly start?: string | undefined
  /** A slot id would name the date as well. */
  readonly slotId?: undefined
}

/** Calls the best of those present. */
export type CallNext = CommandOptions & SessionTarget

/** Does what the clock says in a session. */
export type SweepSession = CommandOptions & SessionTarget

/** Changes the source or the attributes of a token, as after triage. What is not given stays as it is. */
export interface Reclassify extends TokenCommand {
  /** New booking class. */
  readonly source?: TokenSource | undefined
  /** New attributes, in place of all old ones. */
  readonly attributes?: TokenAttributes | undefined
}

/** Commands that need nothing but the id of one token. */
export type TokenOp = (typeof TOKEN_STEPS)[number]

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
  /** Ends a session. */
  readonly closeSession: CloseSession
  /** Carries out what is due by the clock in one session. */
  readonly sweepSession: SweepSession
  /** Asks for a seat. */
  readonly book: Book
  /** Moves a token to another slot or day. */
  readonly reschedule: Reschedule
  /** Changes the source or the attributes of a token. */
  readonly reclassify: Reclassify
  /** Brings a no-show back. */
  readonly reinstate: Reinstate
  /** Calls the next patient. */
  readonly callNext: CallNext
}

/**
 * A command as plain data; each method of the scheduler is sugar over one.
 *
 * @example
 * ```ts
 * const command: Command<'cancel'> = { op: 'cancel', tokenId: 'dr-rao.2026-01-30.t7' }
 * ```
 */
export type Command<Op extends keyof Commands = keyof Commands> = {
  [Each in Op]: {
    /** Which command. */
    readonly op: Each
  } & Commands[Each]
}[Op]
