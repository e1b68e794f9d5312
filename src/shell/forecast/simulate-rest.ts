import {
  type Candidate,
  candidate,
  firstToCall,
  isUrgentRank,
  rankForCall,
  standbyVisitsLeft,
} from '../../core/decide/call'
import { skipCallsOf } from '../../core/rules/ask-rules'
import type { Session } from '../../core/state/session'
import type { Beginning } from './beginning'

const MINUTE = 60_000

/** The shares of patients who do not come differ from day to day: standard deviation of a day's factor on them. */
const NO_SHOW_DEVIATION = 0.5
/** A patient who got the seat at short notice needs so many minutes to come. */
const NOTICE_MINUTES = 30
/** Unanswered calls expected before any are observed: 1 of 20. The session's own calls are added to these. */
const PRIOR_UNANSWERED = 1
const PRIOR_CALLS = 20
/** How long the desk waits after an unanswered call. */
const UNANSWERED_CALL_MINUTES = 1

/** Kinds of random numbers of a token. */
const LENGTH = 0
const ARRIVAL = 1
const ATTENDANCE = 2
const STEPS_OUT = 3
const KINDS = 4
/** The whole day, in place of a token's number. */
const DAY = -1

/**
 * Simulates the rest of a session (Monte Carlo). Expected patients arrive at a random time or not at all, walk-ins arrive as often as they
 * did today, visits have random lengths, and patients are called by the rules' call order into the room that is free first, but none while
 * the doctor is away. A token gets the same random numbers in every query, so that asking again does not change its range.
 */
export class RestOfSession {
  private readonly present: readonly Candidate[]
  private readonly expected: readonly Candidate[]
  /** Patients who came without a booking today; more may come. */
  private readonly walkedIn: readonly Candidate[]
  private readonly unansweredRate: number
  /** The chance of each expected token that its patient does not come. */
  private readonly absences: ReadonlyMap<number, number>
  /** Patients present, in no order. */
  private waiting: SimulatedPatient[] = []
  /** How many more patients on standby may be called. */
  private standbyLeft = 0
  private runNumber = 0
  private now = 0
  private calls = 0

  constructor(
    private readonly from: Beginning,
    /** An expected token whose patient comes at this time in every run. */
    private readonly sure?: { readonly token: number; readonly at: number },
  ) {
    const { view, attendance, habits } = from
    const { session } = view
    const { tokens, room } = session
    const all = Array.from({ length: tokens.count }, (_, token) => token)
    const asCandidate = (token: number): Candidate => candidate(view, token)
    this.present = attendance.present.map(asCandidate)
    this.expected = attendance.expected.map(asCandidate)
    this.absences = new Map(attendance.expected.map((token) => [token, 1 - habits.comes(token)]))
    this.walkedIn = all
      .filter((token) => tokens.arrivedAt[token]! >= session.starts[0]! && (room.of(token)?.arrived ?? 0) > 0)
      .map(asCandidate)
    const skips = all.reduce((sum, token) => sum + (room.of(token)?.skips ?? 0), 0)
    this.unansweredRate = (skips + PRIOR_UNANSWERED) / (room.calls + PRIOR_CALLS)
  }

  /**
   * Simulates one run. Calls back with the time at which each token goes in, in epoch milliseconds. The run ends if the answer is true.
   */
  run(runNumber: number, onVisit: (token: number, at: number) => boolean): void {
    const { session } = this.from.view
    this.runNumber = runNumber
    const { visitLength } = this.from
    // The mean length is uncertain, so each run draws its own; likewise the shares of no-shows and the rate of walk-ins below.
    const mean = lognormalQuantile(this.draw(DAY, LENGTH), visitLength.mean, visitLength.meanError)
    const length = (token: number): number =>
      lognormalQuantile(this.draw(token, LENGTH), mean, visitLength.spread) * MINUTE
    this.calls = session.room.calls
    const rooms = this.roomsInUse(mean)
    for (const token of this.from.attendance.called) rooms.use(doctorBackAt(session, rooms.freeAt) + length(token))
    const arrivals = this.arrivals()
    this.waiting = this.present.map((each) => this.simulated(each))
    this.standbyLeft = Math.max(0, standbyVisitsLeft(this.from.view))
    for (let next = 0; ; ) {
      this.now = doctorBackAt(session, rooms.freeAt)
      for (; next < arrivals.length && arrivals[next]!.checkedInAt <= this.now; next++)
        this.waiting.push(arrivals[next]!)
      const slot = this.slotAfter(this.now)
      const patient = this.callNext(slot)
      if (patient === undefined) {
        const arrival = arrivals[next]?.checkedInAt ?? Number.POSITIVE_INFINITY
        const start = this.waiting.length === 0 ? undefined : session.starts[slot]
        const soonest = Math.min(arrival, start ?? Number.POSITIVE_INFINITY)
        if (soonest === Number.POSITIVE_INFINITY) return
        rooms.use(soonest)
      } else if (patient.willCome && patient.hasSteppedOut) {
        patient.hasSteppedOut = false
        patient.sitsOutUntil = this.calls + skipCallsOf(this.from.view.rules)
        this.waiting.push(patient)
        rooms.use(this.now + UNANSWERED_CALL_MINUTES * MINUTE)
      } else {
        if (onVisit(patient.token, this.now)) return
        if (patient.willCome) rooms.use(this.now + length(patient.token))
      }
    }
  }

  private simulated(from: Candidate): SimulatedPatient {
    return new SimulatedPatient(from, this.draw(from.token, STEPS_OUT) < this.unansweredRate)
  }

  /** The rooms with the visits under way. */
  private roomsInUse(mean: number): Rooms {
    const { session, now } = this.from.view
    const { inConsultation, called } = this.from.attendance
    const isRunning = inConsultation.length > 0 || called.length > 0 || session.room.seen > 0
    const rooms = new Rooms(this.from.rooms, isRunning ? now : Math.max(now, session.starts[0]!))
    for (const token of inConsultation) {
      const { startedAt } = session.room.of(token)!
      const passed = (now - startedAt) / MINUTE
      const length = lognormalQuantile(this.draw(token, LENGTH), mean, this.from.visitLength.spread, passed)
      rooms.use(startedAt + length * MINUTE)
    }
    return rooms
  }

  /** Patients who may arrive from now on, in order of time. */
  private arrivals(): readonly SimulatedPatient[] {
    const { session, now } = this.from.view
    const { earlyMinutes, spreadMinutes } = this.from.habits
    const factor = lognormalQuantile(this.draw(DAY, ATTENDANCE), 1, NO_SHOW_DEVIATION)
    const onTheWay = this.expected.map((each): SimulatedPatient => {
      const { token, slotStart } = each
      const comes = Math.max(0, 1 - this.absences.get(token)! * factor)
      const lateBy = session.tokens.lateBy(token)
      const gotAt = session.planned[session.slotOf(token)]! + lateBy
      const due = lateBy > 0 ? Math.max(slotStart, gotAt + NOTICE_MINUTES * MINUTE) : slotStart
      const passed = normalBelow(((now - due) / MINUTE + earlyMinutes) / spreadMinutes)
      const chance = passed + (1 - passed) * this.draw(token, ARRIVAL)
      const patient = this.simulated(each)
      patient.checkedInAt = Math.max(now, due + (spreadMinutes * normalQuantile(chance) - earlyMinutes) * MINUTE)
      // The later it gets, the less likely a patient who has not come will come (Bayes' theorem).
      patient.willCome = this.draw(token, ATTENDANCE) < (comes * (1 - passed)) / (1 - comes * passed)
      if (token === this.sure?.token) Object.assign(patient, { checkedInAt: this.sure.at, willCome: true })
      return patient
    })
    const sorted = [...onTheWay, ...this.walkIns()].sort((a, b) => a.checkedInAt - b.checkedInAt || a.token - b.token)
    for (const [index, patient] of sorted.entries()) {
      patient.arrived = session.room.arrivals + 1 + index
      patient.first = patient.arrived
      patient.since = patient.checkedInAt
    }
    return sorted
  }

  /**
   * More walk-ins, at today's rate so far. One more hour without any is counted, so that the rate is low at first. As long as seats are free they
   * get one; then they are on standby.
   */
  private walkIns(): readonly SimulatedPatient[] {
    const { session, now } = this.from.view
    const { walkedIn } = this
    const patients: SimulatedPatient[] = []
    const count = lognormalQuantile(this.draw(DAY, ARRIVAL), walkedIn.length, Math.sqrt(walkedIn.length))
    const apart = (Math.max(0, now - session.starts[0]!) + 60 * MINUTE) / count
    let at = now
    let free = this.freeSeats()
    for (let token = session.tokens.count; walkedIn.length > 0; token++) {
      at -= Math.log(this.draw(token, ARRIVAL)) * apart
      const slot = session.ends.findIndex((end, each) => end > at && !session.blocked[each])
      if (slot < 0) break
      const like = walkedIn[Math.floor(this.draw(token, ATTENDANCE) * walkedIn.length)]!
      const standby = free-- <= 0
      const times = {
        slotStart: standby ? Number.POSITIVE_INFINITY : session.starts[slot]!,
        slotEnd: standby ? Number.POSITIVE_INFINITY : session.ends[slot]!,
        expectedAt: session.planned[slot]!,
      }
      patients.push(
        this.simulated({ ...like, skips: 0, sitsOutUntil: 0, again: false, token, ...times, checkedInAt: at, standby }),
      )
    }
    return patients
  }

  /** Free seats within base capacity, in slots that are not over. */
  private freeSeats(): number {
    const { session, current } = this.from.view
    let free = 0
    for (let slot = current; slot < session.slots; slot++)
      if (!session.blocked[slot]) free += Math.max(0, session.base[slot]! - session.used[slot]!)
    return free
  }

  /** Removes and returns the patient who is called. In a break only emergencies and patients whose slot has begun are called. */
  private callNext(slot: number): SimulatedPatient | undefined {
    const { session, rules } = this.from.view
    const { now, waiting } = this
    for (const each of waiting) each.rank = rankForCall(rules, each, now)
    const isBreak = slot > 0 && slot < session.slots && session.ends[slot - 1]! <= now
    const some = isBreak ? waiting.filter((each) => each.slotStart <= now || isUrgentRank(rules, each.rank)) : waiting
    const next = firstToCall(rules, some, now, this.calls, () => this.standbyLeft > 0 && this.isRunning(slot))
    if (next === undefined) return undefined
    this.calls++
    if (next.standby && !isUrgentRank(rules, next.rank)) this.standbyLeft--
    waiting.splice(waiting.indexOf(next), 1)
    return next
  }

  /** Whether a slot is running now, if `slot` is the first that begins later. */
  private isRunning(slot: number): boolean {
    return slot > 0 && this.now < this.from.view.session.ends[slot - 1]!
  }

  /** Index of the first slot that begins later. */
  private slotAfter(at: number): number {
    const { starts, slots } = this.from.view.session
    const later = starts.findIndex((start) => start > at)
    return later < 0 ? slots : later
  }

  private draw(token: number, kind: number): number {
    return evenly((token + 1) * KINDS + kind, this.runNumber)
  }
}

/** A patient to be called in one simulated run. */
export class SimulatedPatient implements Candidate {
  readonly token: number
  /** Changes with the simulated time. */
  rank: number
  readonly source: string
  readonly slotStart: number
  readonly slotEnd: number
  checkedInAt: number
  arrived: number
  readonly skips: number
  readonly again: boolean
  sitsOutUntil: number
  since: number
  first: number
  readonly base: number
  readonly expectedAt: number
  readonly standby: boolean
  /** Whether the patient comes at all. A patient who does not takes no visit time, but still gets a time of call. */
  willCome = true

  constructor(
    from: Candidate,
    /** Whether the next call is unanswered, because the patient has stepped out. */
    public hasSteppedOut: boolean,
  ) {
    // Field by field, because a spread would take most of the time of a run.
    this.token = from.token
    this.rank = from.rank
    this.source = from.source
    this.slotStart = from.slotStart
    this.slotEnd = from.slotEnd
    this.checkedInAt = from.checkedInAt
    this.arrived = from.arrived
    this.skips = from.skips
    this.again = from.again
    this.sitsOutUntil = from.sitsOutUntil
    this.since = from.since
    this.first = from.first
    this.base = from.base
    this.expectedAt = from.expectedAt
    this.standby = from.standby
  }
}

/** When each of a session's consulting rooms is free, in epoch milliseconds. The room that is free first is used next. */
export class Rooms {
  private readonly times: Float64Array
  private first = 0

  constructor(count: number, from: number) {
    this.times = new Float64Array(count).fill(from)
  }

  /** When the first room is free. */
  get freeAt(): number {
    return this.times[this.first]!
  }

  /** Uses the first room until a time, or until it would be free anyway. */
  use(until: number): void {
    const { times } = this
    times[this.first] = Math.max(until, this.freeAt)
    // The next room is found once for each use, so that reading `freeAt` costs nothing. There are few rooms.
    for (let room = 0; room < times.length; room++) if (times[room]! < this.freeAt) this.first = room
  }
}

/** Returns this time, or when the doctor is back if the doctor is away then. */
function doctorBackAt({ starts, ends, blocked }: Session, at: number): number {
  let back = at
  for (let slot = 0; slot < blocked.length; slot++)
    if (blocked[slot] && starts[slot]! <= back && back < ends[slot]!) back = ends[slot]!
  return back
}

/** Returns the probability that a standard normal variable is below `x`, to seven digits (Abramowitz and Stegun, 26.2.17). */
export function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const above = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series
  return x < 0 ? above : 1 - above
}

/** Returns the quantile of a standard normal variable for probability `p`, to three digits (Abramowitz and Stegun, 26.2.23). */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  const t = Math.sqrt(-2 * Math.log(Math.max(p, 1e-12)))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  return above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
}

/** Returns the quantile of a lognormal variable for probability `p`, given that the variable is above `more`. */
function lognormalQuantile(p: number, mean: number, deviation: number, more = 0): number {
  const sigma = Math.sqrt(Math.log(1 + (deviation / mean) ** 2))
  const middle = Math.log(mean) - (sigma * sigma) / 2
  const passed = more <= 0 ? 0 : normalBelow((Math.log(more) - middle) / sigma)
  return Math.max(more, Math.exp(middle + sigma * normalQuantile(passed + (1 - passed) * p)))
}

/**
 * Returns a pseudo-random number, uniform over (0, 1), that depends only on two whole numbers (the finaliser of MurmurHash3, by Austin
 * Appleby).
 */
export function evenly(a: number, b: number): number {
  let mixed = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 4_294_967_296
}
