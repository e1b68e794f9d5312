/** Optional fields of every command. */
export interface CommandOptions {
  /**
   * Idempotency key, at most 64 characters. Repeating a committed command with the same id and fields returns its first answer, also
   * to another `actor` with another `note`; the same id with other fields throws `command-id-reused`. Generated if left out.
   */
  readonly commandId?: string | undefined
  /** Person or system that gives the command, for the record. At most 64 characters. */
  readonly actor?: string | undefined
  /**
   * Free text for the record, never interpreted and never shown in an error. At most 500 characters, which may be line breaks and tabs.
   */
  readonly note?: string | undefined
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
  /** The id of the slot names the time. */
  readonly now?: undefined
  /** Only without another doctor, slot or start. */
  readonly doctorIds?: undefined
  /** The id of the slot names the day. */
  readonly withinDays?: undefined
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
  /** Only without a start: the patient is here now, so the running slot counts as well. */
  readonly now?: boolean | undefined
  /** Only without another doctor, slot or start. */
  readonly doctorIds?: undefined
  /** The date names the day. */
  readonly withinDays?: undefined
}

/**
 * Names a doctor only: the earliest free seat in slots of the doctor's open sessions in the next days that have not begun. Only if there is
 * none, the rules of the days are asked in order, so no token is bumped while another day has a free seat.
 */
export interface AnyDay {
  /** The doctor. */
  readonly doctorId: string
  /** A start needs a date. */
  readonly date?: undefined
  /** A start needs a date. */
  readonly start?: undefined
  /** A slot id would name the doctor as well. */
  readonly slotId?: undefined
  /** The patient is here now, so a running slot counts as well, and no day after today does. */
  readonly now?: boolean | undefined
  /** Only without another doctor, slot or start. */
  readonly doctorIds?: undefined
  /**
   * How many days count, from today on: 1 to 366. Leave it out with `now`.
   *
   * @defaultValue 30
   */
  readonly withinDays?: number | undefined
}

/**
 * Names several doctors who are equals for this patient, on one day: the earliest free seat with any of them. Doctors without a session on
 * that day are left out.
 */
export interface AnyDoctor {
  /** 2 to 20 different doctors. The order decides if all else is equal. */
  readonly doctorIds: readonly string[]
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** The list names the doctors. */
  readonly doctorId?: undefined
  /** Name one doctor to name a slot. */
  readonly start?: undefined
  /** A slot id would name the doctor as well. */
  readonly slotId?: undefined
  /** The patient is here now, so running slots count as well. */
  readonly now?: boolean | undefined
  /** The date names the day. */
  readonly withinDays?: undefined
}

/** What a booking is for: one slot, a day of a doctor, a doctor, or any of several doctors on a day. */
export type BookTarget = SlotById | DoctorDay | AnyDay | AnyDoctor

/** Names a day of a doctor, or one slot of that day. */
export interface GoalDay {
  /**
   * The doctor.
   *
   * @defaultValue the token's own doctor
   */
  readonly doctorId?: string | undefined
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
  /** Start of the slot, `HH:MM`. If left out: the earliest slot of that day that has not begun and fits. */
  readonly start?: string | undefined
  /** A slot id would name the date as well. */
  readonly slotId?: undefined
}
