import { CALLED, CHECKED_IN, COMPLETED, CONFIRMED, IN_CONSULTATION, WAITLISTED } from './status'

/** A token before a step of its visit: its status and its visit so far. */
export class Earlier {
  constructor(
    readonly status: number,
    /** Planned start of the slot whose seat it had left, in epoch milliseconds; null if it had a seat. */
    readonly left: number | null,
    /** Whether that seat was above the rules. */
    readonly leftAbove: boolean,
    readonly visit: VisitRecord | undefined,
  ) {}
}

/** The first check-in of the day: its number, its time, and the planned start of the slot for which the patient was expected. */
export interface FirstCheckIn {
  readonly number: number
  readonly at: number
  readonly expectedAt: number
}

/** A token's visit once it has begun. Immutable: each step makes a new record, and undo goes back to the one before. */
export class VisitRecord {
  constructor(
    readonly before: Earlier,
    /** Its number in order of check-in, and the time of its check-in in epoch milliseconds; 0 before that. */
    readonly arrived: number,
    readonly checkedInAt: number,
    /** Whether it was seen before and came back. */
    readonly again: boolean,
    /** Number of unanswered calls, and the session's number of calls until which the token is passed over. */
    readonly skips: number,
    readonly sitsOutUntil: number,
    /** Start of the consultation in epoch milliseconds, and on the step that ended it its length in minutes; else -1. */
    readonly startedAt: number,
    readonly took: number,
    /** Whether the patient has no seat: the token is on standby, or was called from there. */
    readonly standby: boolean,
    /** The room to which the token was called or in which it is with the doctor, as the desk calls it; '' if none was named. */
    readonly room = '',
    readonly first: FirstCheckIn | null = null,
  ) {}
}

/** The waiting room and the consulting rooms of one session. */
export class ConsultingRoom {
  /** Tokens that have checked in and wait to be called. */
  readonly present: Set<number>
  /** Tokens on standby: their patients have arrived, but they have no seat and are on the waiting list. */
  readonly standby: Set<number>
  /** Tokens that were called, or are with the doctor. */
  readonly attended: Set<number>
  private readonly records: Map<number, VisitRecord>
  /** Check-ins and calls so far. */
  arrivals = 0
  calls = 0
  /** The latest check-in in epoch milliseconds. Clocks differ, so a later one may have an earlier time. */
  lastArrival = 0
  /** Consultations whose length was recorded, and the sums of their minutes and of their squared minutes. */
  seen = 0
  minutes = 0
  squares = 0

  constructor(from?: ConsultingRoom) {
    this.present = new Set(from?.present)
    this.standby = new Set(from?.standby)
    this.attended = new Set(from?.attended)
    this.records = new Map(from?.records)
    if (from === undefined) return
    this.arrivals = from.arrivals
    this.calls = from.calls
    this.lastArrival = from.lastArrival
    this.seen = from.seen
    this.minutes = from.minutes
    this.squares = from.squares
  }

  of(token: number): VisitRecord | undefined {
    return this.records.get(token)
  }

  /** The room to which the token was called or in which it is with the doctor; '' if none was named. */
  roomOf(token: number): string {
    return this.of(token)?.room ?? ''
  }

  checkIn(token: number, status: number, left: number | null, at: number, expectedAt: number, leftAbove = false): void {
    const { skips, sitsOutUntil: until, first } = this.of(token) ?? NO_VISIT
    const before = this.earlier(token, status, left, leftAbove)
    const again = status === COMPLETED
    const now = this.arrive(at, expectedAt)
    const own = new VisitRecord(before, now.number, at, again, skips, until, -1, -1, false, '', first ?? now)
    this.records.set(token, own)
    this.present.add(token)
  }

  /** The patient of a waiting token has arrived. */
  standBy(token: number, at: number, expectedAt: number): void {
    const before = this.earlier(token, WAITLISTED)
    const now = this.arrive(at, expectedAt)
    this.records.set(token, new VisitRecord(before, now.number, at, false, 0, 0, -1, -1, true, '', now))
    this.standby.add(token)
  }

  /** A token on standby gets a seat: it is present as if it had checked in with that seat, so only the check-in can be undone. */
  seat(token: number): void {
    const { arrived, checkedInAt: at, skips, sitsOutUntil: until, first } = this.of(token)!
    const before = new Earlier(CONFIRMED, null, false, undefined)
    this.records.set(token, new VisitRecord(before, arrived, at, false, skips, until, -1, -1, false, '', first))
    this.standby.delete(token)
    this.present.add(token)
  }

  call(token: number, status: number, room = ''): void {
    // A recall does not count as a call for the tokens that sit out.
    if (status !== CALLED) this.calls++
    this.consult(token, this.earlier(token, status), -1, -1, room)
    this.attended.add(token)
  }

  /** An unanswered call: the token is present again and passed over for the next `sitsOut` calls. */
  skip(token: number, status: number, sitsOut: number): void {
    const { arrived, checkedInAt: at, again, skips, standby, first } = this.of(token) ?? NO_VISIT
    const before = this.earlier(token, status)
    const until = this.calls + sitsOut
    const own = new VisitRecord(before, arrived, at, again, skips + 1, until, -1, -1, standby, '', first)
    this.records.set(token, own)
    this.attended.delete(token)
    if (standby) this.standby.add(token)
    else this.present.add(token)
  }

  start(token: number, status: number, at: number, room = ''): void {
    this.consult(token, this.earlier(token, status), at, -1, room)
    this.attended.add(token)
  }

  complete(token: number, status: number, at: number): void {
    const { startedAt } = this.of(token) ?? NO_VISIT
    const minutes = startedAt < 0 ? -1 : (at - startedAt) / 60_000
    this.consult(token, this.earlier(token, status), startedAt, minutes)
    this.countConsultation(minutes, 1)
  }

  /** The token leaves the waiting room for good. */
  leave(token: number, status: number): void {
    this.consult(token, this.earlier(token, status), -1, -1)
  }

  /** Forgets the visit of a token that begins anew or is gone for good. */
  forget(token: number): void {
    if (!this.records.delete(token)) return
    this.present.delete(token)
    this.standby.delete(token)
    this.attended.delete(token)
  }

  /** How many visits without a seat count; `counts` is asked of each, and told whether the patient has come back since. */
  standbyVisits(counts: (token: number, isBack: boolean) => boolean): number {
    let visits = 0
    for (const [token, record] of this.records) if (isStandbyVisit(record) && counts(token, record.again)) visits++
    return visits
  }

  /** Takes the last step back and returns the status before it. */
  undo(token: number, presentStatus: number): number {
    const { before, took } = this.of(token)!
    const { status, visit: earlier } = before
    this.countConsultation(took, -1)
    if (earlier === undefined) this.records.delete(token)
    else this.records.set(token, earlier)
    if (presentStatus === CALLED && (status === CHECKED_IN || status === WAITLISTED)) this.calls--
    if (status === CHECKED_IN) this.present.add(token)
    else this.present.delete(token)
    if (status === WAITLISTED && earlier !== undefined) this.standby.add(token)
    else this.standby.delete(token)
    if (status === CALLED || status === IN_CONSULTATION) this.attended.add(token)
    else this.attended.delete(token)
    return status
  }

  private consult(token: number, before: Earlier, startedAt: number, took: number, room = ''): void {
    const { arrived, checkedInAt: at, again, skips, sitsOutUntil: until, standby, first } = before.visit ?? NO_VISIT
    const own = new VisitRecord(before, arrived, at, again, skips, until, startedAt, took, standby, room, first)
    this.records.set(token, own)
    this.present.delete(token)
    this.standby.delete(token)
    this.attended.delete(token)
  }

  private arrive(at: number, expectedAt: number): FirstCheckIn {
    this.lastArrival = Math.max(this.lastArrival, at)
    return { number: ++this.arrivals, at: this.lastArrival, expectedAt }
  }

  private earlier(token: number, status: number, left: number | null = null, leftAbove = false): Earlier {
    return new Earlier(status, left, leftAbove, this.of(token))
  }

  /** Adds or subtracts a consultation, if its length was recorded. */
  private countConsultation(minutes: number, times: 1 | -1): void {
    if (minutes < 0) return
    this.seen += times
    this.minutes += times * minutes
    this.squares += times * minutes * minutes
  }
}

const NO_VISIT = new VisitRecord(new Earlier(COMPLETED, null, false, undefined), 0, 0, false, 0, 0, -1, -1, false)

/** Whether the visit began without a seat, even if the patient came back later and has a seat now. */
function isStandbyVisit({ standby, again, before }: VisitRecord): boolean {
  return standby || (again && before.visit !== undefined && isStandbyVisit(before.visit))
}
