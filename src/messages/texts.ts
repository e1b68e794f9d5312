/**
 * What patients are told, in one language. Each text may contain placeholders in braces: `{doctor}`, `{date}`, `{time}` (the start of the
 * seat that the patient has now), `{oldTime}` (the start of the seat that is lost), `{until}`, `{number}`, `{room}`, and `{rival}` (one of `rivals`, or `anyRival`).
 * A text may leave out any of them.
 */
export interface PatientTexts {
  /** Language tag (BCP 47) for dates, such as `en-GB`. */
  readonly locale: string
  /** A seat is booked or confirmed. */
  readonly booked: string
  /** A seat is on hold until it is confirmed. */
  readonly held: string
  /** The patient is on the waiting list, after booking. */
  readonly waiting: string
  /** A free seat is offered to a waiting patient. */
  readonly offered: string
  /** A waiting patient has a seat now. */
  readonly seatFree: string
  /** A seated patient has an earlier seat now. */
  readonly earlier: string
  /** Another patient got the seat. */
  readonly bumped: string
  /** The slot has fewer seats now. */
  readonly fewerSeats: string
  /** The doctor is away. */
  readonly doctorAway: string
  /** The hospital moved the patient to another session. */
  readonly movedElsewhere: string
  /** After a loss: the new seat. */
  readonly newTime: string
  /** After a loss: a place on the waiting list. */
  readonly waitsNow: string
  /** After a loss: no other place. */
  readonly noPlace: string
  /** After a loss: another message has the new seat. */
  readonly newTimeFollows: string
  /** No seat became free before the session ended. */
  readonly noSeatFree: string
  /** The seat or the place on the waiting list is cancelled. */
  readonly cancelled: string
  /** A hold or an offer was not confirmed in time. */
  readonly expired: string
  /** The patient did not come. */
  readonly missed: string
  /** A patient who had not come has a seat again. */
  readonly seatAgain: string
  /** The patient is in the building and waits without a seat. */
  readonly standby: string
  /** It is the patient's turn. */
  readonly called: string
  /** It is the patient's turn, in the consulting room that the desk named. */
  readonly calledTo: string
  /** The patient did not answer a call. */
  readonly unanswered: string
  /** The patient who took a seat, if the booking class is not in `rivals`. */
  readonly anyRival: string
  /** The patient who took a seat, by booking class. */
  readonly rivals: Readonly<Record<string, string>>
}
