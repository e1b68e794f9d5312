import { CHECKED_IN, COMPLETED } from './status'

/** Where a token stood before a step of its visit. */
export interface Standing {
  readonly status: number
  readonly seated: boolean
}

/** What is known of a token's visit once it has checked in. Never changed, only replaced: a step back is the one before. */
export interface VisitRecord {
  /** How many had checked in before it, and when it did, in epoch milliseconds. */
  readonly arrived: number
  readonly checkedInAt: number
  /** How often it was called and did not come, and until how many calls it is passed over for that. */
  readonly skips: number
  readonly sitsOutUntil: number
  /** Start of the consultation in epoch milliseconds, and how long it took; -1 where unknown. */
  readonly startedAt: number
  readonly took: number
  /** Whether it has been seen before and came back. */
  readonly again: boolean
  /** Where it stood before the last step, and the visit then; null where there is nothing to undo. */
  readonly before: (Standing & { readonly visit: VisitRecord | undefined }) | null
}

const NOT_YET: VisitRecord = {
  arrived: 0,
  checkedInAt: 0,
  skips: 0,
  sitsOutUntil: 0,
  startedAt: -1,
  took: -1,
  again: false,
  before: null,
}

/** The waiting room and the consulting room of one session. */
export class Visits {
  /** Tokens that have checked in and wait to be called. */
  readonly present: Set<number>
  private readonly records: Map<number, VisitRecord>
  /** Check-ins and calls so far. */
  arrivals = 0
  calls = 0
  /** Consultations whose length is known, and the sums of their minutes and of the squares of these. */
  seen = 0
  minutes = 0
  squares = 0

  constructor(from?: Visits) {
    this.present = new Set(from?.present)
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

  checkIn(token: number, was: Standing, at: number): void {
    const again = was.status === COMPLETED
    this.step(token, was, { arrived: ++this.arrivals, checkedInAt: at, again, startedAt: -1, took: -1 })
    this.present.add(token)
  }

  call(token: number, was: Standing): void {
    this.calls++
    this.step(token, was, {})
    this.present.delete(token)
  }

  /** Called in vain: back among those present, passed over for the next `sitsOut` calls. */
  skip(token: number, was: Standing, sitsOut: number): void {
    const skips = (this.of(token)?.skips ?? 0) + 1
    this.step(token, was, { skips, sitsOutUntil: this.calls + sitsOut })
    this.present.add(token)
  }

  start(token: number, was: Standing, at: number): void {
    this.step(token, was, { startedAt: at, took: -1 })
    this.present.delete(token)
  }

  complete(token: number, was: Standing, at: number): void {
    const { startedAt = -1, took = -1 } = this.of(token) ?? {}
    const minutes = startedAt < 0 || took >= 0 ? -1 : (at - startedAt) / 60_000
    this.step(token, was, { took: minutes })
    this.present.delete(token)
    this.learn(minutes, 1)
  }

  /** Goes without being seen. */
  leave(token: number, was: Standing): void {
    this.step(token, was, {})
    this.present.delete(token)
  }

  /** The token begins anew, or is gone for good: nothing of its visit counts any more. */
  forget(token: number): void {
    this.records.delete(token)
    this.present.delete(token)
  }

  /** Takes the last step back and answers the status before it. */
  undo(token: number): number {
    const visit = this.of(token)!
    const { status, visit: earlier } = visit.before!
    if (visit.took >= 0 && (earlier?.took ?? -1) < 0) this.learn(visit.took, -1)
    if (earlier === undefined) this.records.delete(token)
    else this.records.set(token, earlier)
    if (status === CHECKED_IN) this.present.add(token)
    else this.present.delete(token)
    return status
  }

  private step(token: number, was: Standing, change: Partial<VisitRecord>): void {
    const visit = this.of(token)
    this.records.set(token, { ...(visit ?? NOT_YET), ...change, before: { ...was, visit } })
  }

  private learn(minutes: number, times: 1 | -1): void {
    if (minutes < 0) return
    this.seen += times
    this.minutes += times * minutes
    this.squares += times * minutes * minutes
  }
}
