import { CALLED, CHECKED_IN, COMPLETED, IN_CONSULTATION } from './status'

/** Where a token stood before a step of its visit, and what was known of the visit then. */
export class Earlier {
  constructor(
    readonly status: number,
    /** Start of the slot in which it had given its seat away, in epoch milliseconds; null while it had one. */
    readonly left: number | null,
    readonly visit: VisitRecord | undefined,
  ) {}
}

/** What is known of a token's visit once it has begun. Never changed, only replaced: a step back is the one before. */
export class VisitRecord {
  constructor(
    readonly before: Earlier,
    /** How many had checked in before it and it, and when it did, in epoch milliseconds; 0 before. */
    readonly arrived: number,
    readonly checkedInAt: number,
    /** Whether it has been seen before and came back. */
    readonly again: boolean,
    /** How often it was called and did not come, and until how many calls it is passed over for that. */
    readonly skips: number,
    readonly sitsOutUntil: number,
    /** Start of the consultation in epoch milliseconds; on the step that ended it also how many minutes it took. Else -1. */
    readonly startedAt: number,
    readonly took: number,
  ) {}
}

/** The waiting room and the consulting room of one session. */
export class ConsultingRoom {
  /** Tokens that have checked in and wait to be called. */
  readonly present: Set<number>
  /** Tokens that were called, or are with the doctor. */
  readonly attended: Set<number>
  private readonly records: Map<number, VisitRecord>
  /** Check-ins and calls so far. */
  arrivals = 0
  calls = 0
  /** Consultations whose length is known, and the sums of their minutes and of the squares of these. */
  seen = 0
  minutes = 0
  squares = 0

  constructor(from?: ConsultingRoom) {
    this.present = new Set(from?.present)
    this.attended = new Set(from?.attended)
    this.records = new Map(from?.records)
    if (from === undefined) return
    this.arrivals = from.arrivals
    this.calls = from.calls
    this.seen = from.seen
    this.minutes = from.minutes
    this.squares = from.squares
  }

  of(token: number): VisitRecord | undefined {
    return this.records.get(token)
  }

  checkIn(token: number, status: number, left: number | null, at: number): void {
    const { skips, sitsOutUntil } = this.of(token) ?? NO_VISIT
    const before = this.earlier(token, status, left)
    const again = status === COMPLETED
    this.records.set(token, new VisitRecord(before, ++this.arrivals, at, again, skips, sitsOutUntil, -1, -1))
    this.present.add(token)
  }

  call(token: number, status: number): void {
    // A recall is no turn of anybody else.
    if (status === CHECKED_IN) this.calls++
    this.leave(token, status)
    this.attended.add(token)
  }

  /** Called in vain: back among those present, passed over for the next `sitsOut` calls. */
  skip(token: number, status: number, sitsOut: number): void {
    const { arrived, checkedInAt, again, skips } = this.of(token) ?? NO_VISIT
    const before = this.earlier(token, status)
    const until = this.calls + sitsOut
    this.records.set(token, new VisitRecord(before, arrived, checkedInAt, again, skips + 1, until, -1, -1))
    this.attended.delete(token)
    this.present.add(token)
  }

  start(token: number, status: number, at: number): void {
    this.consult(token, this.earlier(token, status), at, -1)
    this.attended.add(token)
  }

  complete(token: number, status: number, at: number): void {
    const { startedAt } = this.of(token) ?? NO_VISIT
    const minutes = startedAt < 0 ? -1 : (at - startedAt) / 60_000
    this.consult(token, this.earlier(token, status), startedAt, minutes)
    this.countConsultation(minutes, 1)
  }

  /** Leaves the waiting room, called or for good. */
  leave(token: number, status: number): void {
    this.consult(token, this.earlier(token, status), -1, -1)
  }

  /** The token begins anew, or is gone for good: nothing of its visit counts any more. */
  forget(token: number): void {
    if (!this.records.delete(token)) return
    this.present.delete(token)
    this.attended.delete(token)
  }

  /** Takes the last step back and answers the status before it. */
  undo(token: number, presentStatus: number): number {
    const { before, took } = this.of(token)!
    const { status, visit: earlier } = before
    this.countConsultation(took, -1)
    if (earlier === undefined) this.records.delete(token)
    else this.records.set(token, earlier)
    if (presentStatus === CALLED && status === CHECKED_IN) this.calls--
    if (status === CHECKED_IN) this.present.add(token)
    else this.present.delete(token)
    if (status === CALLED || status === IN_CONSULTATION) this.attended.add(token)
    else this.attended.delete(token)
    return status
  }

  private consult(token: number, before: Earlier, startedAt: number, took: number): void {
    const { arrived, checkedInAt, again, skips, sitsOutUntil } = before.visit ?? NO_VISIT
    this.records.set(token, new VisitRecord(before, arrived, checkedInAt, again, skips, sitsOutUntil, startedAt, took))
    this.present.delete(token)
    this.attended.delete(token)
  }

  private earlier(token: number, status: number, left: number | null = null): Earlier {
    return new Earlier(status, left, this.of(token))
  }

  /** A consultation more or less; none where its length is not known. */
  private countConsultation(minutes: number, times: 1 | -1): void {
    if (minutes < 0) return
    this.seen += times
    this.minutes += times * minutes
    this.squares += times * minutes * minutes
  }
}

const NO_VISIT = new VisitRecord(new Earlier(COMPLETED, null, undefined), 0, 0, false, 0, 0, -1, -1)
