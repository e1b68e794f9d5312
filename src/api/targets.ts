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
  /** The date names the day. */
  readonly withinDays?: undefined
}

/** Names a doctor only: the earliest slot of the doctor's open sessions in the next days that has not begun and fits. */
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
  /**
   * How many days count, from today on: 1 to 366. Leave it out with `now`.
   *
   * @defaultValue 30
   */
  readonly withinDays?: number | undefined
}

/** What a booking is for: one slot, a day of a doctor, or a doctor. */
export type BookTarget = SlotById | DoctorDay | AnyDay

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
