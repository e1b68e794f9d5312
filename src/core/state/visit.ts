import { CALLED, CHECKED_IN, COMPLETED, CONFIRMED, IN_CONSULTATION, LEFT, WAITLISTED } from './status'

/** The first check-in of the day: its number, its time, and the planned start of the slot for which the patient was expected. */
export interface FirstCheckIn {
  readonly number: number
  readonly at: number
  readonly expectedAt: number
}

/** A token's visit since its first step. Immutable: each step makes a new record. */
export interface VisitRecord {
  /** Its number in order of check-in, and the time of its check-in in epoch milliseconds; 0 before that. */
  readonly arrived: number
  readonly checkedInAt: number
  /** Whether the patient was seen before and came back. */
  readonly again: boolean
  /** Number of unanswered calls, and the session's number of calls until which the token is passed over. */
  readonly skips: number
  readonly sitsOutUntil: number
  /** Start of the consultation in epoch milliseconds, and on the step that ended it its length in minutes; else -1. */
  readonly startedAt: number
  readonly took: number
  /** Whether the patient has no seat: the token is on standby, or was called from there. */
  readonly standby: boolean
  /** The room to which the token was called or in which it is with the doctor, as the desk calls it; '' if none was named. */
  readonly room: string
  readonly first: FirstCheckIn | null
}

/** A token before a step that may be taken back. Immutable; each has the one before it. */
export class Before {
  constructor(
    readonly status: number,
    /** 'none': with the doctor, called, or completed, without a seat. */
    readonly place: 'seat' | 'list' | 'none',
    /**
     * Planned start of its slot or of its list's slot, in epoch milliseconds: it identifies the slot after others are added. Null if it
     * had no place, or waited for the slot asked for: then that slot counts.
     */
    readonly start: number | null,
    /** Kind of its list if it waited, else -1. */
    readonly accepts: number,
    /** Whether its seat was above the rules. */
    readonly above: boolean,
    readonly visit: VisitRecord | undefined,
    readonly earlier: Before | undefined,
  ) {}
}

const NO_VISIT: VisitRecord = {
  arrived: 0,
  checkedInAt: 0,
  again: false,
  skips: 0,
  sitsOutUntil: 0,
  startedAt: -1,
  took: -1,
  standby: false,
  room: '',
  first: null,
}

/** The waiting room and the consulting rooms of one session. Each step is told what the token was before. */
export class ConsultingRoom {
  /** Tokens that have checked in and wait to be called. */
  readonly present: Set<number>
  /** Tokens on standby: their patients have arrived, but they have no seat and are on the waiting list. */
  readonly standby: Set<number>
  /** Tokens that were called, or are with the doctor. */
  readonly attended: Set<number>
  private readonly visits: Map<number, VisitRecord>
  /** What each token was before its newest step, if that may be taken back. */
  private readonly steps: (Before | undefined)[]
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
    this.visits = new Map(from?.visits)
    this.steps = from?.steps.slice() ?? []
    if (from === undefined) return
    this.arrivals = from.arrivals
    this.calls = from.calls
    this.lastArrival = from.lastArrival
    this.seen = from.seen
    this.minutes = from.minutes
    this.squares = from.squares
  }

  of(token: number): VisitRecord | undefined {
    return this.visits.get(token)
  }

  /** The token before its last step; undefined if no step may be taken back. */
  before(token: number): Before | undefined {
    return this.steps[token]
  }

  /** The room to which the token was called or in which it is with the doctor; '' if none was named. */
  roomOf(token: number): string {
    return this.of(token)?.room ?? ''
  }

  checkIn(token: number, before: Before, at: number, expectedAt: number): void {
    const { skips, sitsOutUntil, first } = before.visit ?? NO_VISIT
    const now = this.arrive(at, expectedAt)
    const again = before.status === COMPLETED
    const visit = { ...NO_VISIT, arrived: now.number, checkedInAt: at, again, skips, sitsOutUntil, first: first ?? now }
    this.step(token, before, CHECKED_IN, visit)
  }

  /** The patient of a waiting token has arrived. */
  standBy(token: number, before: Before, at: number, expectedAt: number): void {
    const first = this.arrive(at, expectedAt)
    this.step(token, before, WAITLISTED, { ...NO_VISIT, arrived: first.number, checkedInAt: at, standby: true, first })
  }

  /** A token on standby gets a seat: it is present as if it had checked in with that seat, so only the check-in can be undone. */
  seat(token: number, { start, above }: Before): void {
    const before = new Before(CONFIRMED, 'seat', start, -1, above, undefined, undefined)
    this.step(token, before, CHECKED_IN, { ...this.of(token)!, standby: false })
  }

  call(token: number, before: Before, room = ''): void {
    // A recall does not count as a call for the tokens that sit out.
    if (before.status !== CALLED) this.calls++
    this.step(token, before, CALLED, { ...(before.visit ?? NO_VISIT), room })
  }

  /** An unanswered call: the token is present again, or on standby, and passed over for the next `sitsOut` calls. */
  skip(token: number, before: Before, sitsOut: number): void {
    const visit = before.visit ?? NO_VISIT
    const { skips, standby } = visit
    const missed = { skips: skips + 1, sitsOutUntil: this.calls + sitsOut, room: '' }
    this.step(token, before, standby ? WAITLISTED : CHECKED_IN, { ...visit, ...missed })
  }

  start(token: number, before: Before, at: number, room = ''): void {
    this.step(token, before, IN_CONSULTATION, { ...(before.visit ?? NO_VISIT), startedAt: at, room })
  }

  complete(token: number, before: Before, at: number): void {
    const { visit } = before
    const startedAt = visit?.startedAt ?? -1
    const took = startedAt < 0 ? -1 : (at - startedAt) / 60_000
    this.step(token, before, COMPLETED, visit && { ...visit, took, room: '' })
    this.countConsultation(took, 1)
  }

  /** The patient leaves, or the token ends before one came. */
  leave(token: number, before: Before): void {
    this.step(token, before, LEFT, before.visit && { ...before.visit, room: '' })
  }

  /** Forgets the visit of a token that begins anew or is gone for good. */
  forget(token: number): void {
    if (this.steps[token] === undefined) return
    this.steps[token] = undefined
    this.put(token, LEFT, undefined)
  }

  /** How many visits without a seat count; `counts` is asked of each, and told whether the patient has come back since. */
  standbyVisits(counts: (token: number, isBack: boolean) => boolean): number {
    let visits = 0
    for (const [token, visit] of this.visits)
      if ((visit.standby || (visit.again && this.wasStandby(token))) && counts(token, visit.again)) visits++
    return visits
  }

  /** Takes the last step of a token back that has this status, and returns the token before it. */
  undo(token: number, status: number): Before {
    const before = this.steps[token]!
    this.countConsultation(this.of(token)?.took ?? -1, -1)
    if (status === CALLED && (before.status === CHECKED_IN || before.status === WAITLISTED)) this.calls--
    this.steps[token] = before.earlier
    this.put(token, before.status, before.visit)
    return before
  }

  private step(token: number, before: Before, status: number, visit: VisitRecord | undefined): void {
    // V8 makes an array with holes slower.
    while (this.steps.length < token) this.steps.push(undefined)
    this.steps[token] = before
    // Nearly always the patient of a cancelled token has never been here.
    if (visit !== undefined || before.visit !== undefined) this.put(token, status, visit)
  }

  private put(token: number, status: number, visit: VisitRecord | undefined): void {
    if (visit === undefined) this.visits.delete(token)
    else this.visits.set(token, visit)
    include(this.present, token, status === CHECKED_IN)
    include(this.standby, token, status === WAITLISTED && visit !== undefined)
    include(this.attended, token, status === CALLED || status === IN_CONSULTATION)
  }

  private wasStandby(token: number): boolean {
    for (let before = this.before(token); before !== undefined; before = before.earlier)
      if (before.visit?.standby) return true
    return false
  }

  private arrive(at: number, expectedAt: number): FirstCheckIn {
    this.lastArrival = Math.max(this.lastArrival, at)
    return { number: ++this.arrivals, at: this.lastArrival, expectedAt }
  }

  /** Adds or subtracts a consultation, if its length was recorded. */
  private countConsultation(minutes: number, times: 1 | -1): void {
    if (minutes < 0) return
    this.seen += times
    this.minutes += times * minutes
    this.squares += times * minutes * minutes
  }
}

function include(set: Set<number>, token: number, isIn: boolean): void {
  if (isIn) set.add(token)
  else set.delete(token)
}
