/** A doctor's day, as a priority policy sees it, and a function that chooses the rules of a session. */
export interface ServiceDay {
  /** Whose session it is. */
  readonly doctorId: string
  /** Service date, `YYYY-MM-DD`. */
  readonly date: string
}
