import { type Candidate, candidate, compareCalls } from '../../core/decide/calling'
import { standbyVisitsLeft } from '../../core/decide/standby'
import type { View } from '../../core/decide/view'
import { skipCallsOf } from '../../core/rules/defaults'
import type { Attendance } from './attendance'
import { evenly, normalBelow, normalQuantile } from './chance'
import { doctorBackAt } from './doctor-back'
import { SimulatedPatient } from './simulated-patient'
import type { VisitLength } from './visit-length'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Minutes by which patients arrive before their time, and the standard deviation, as in Cayirli and Veral's review (2003). */
const EARLY_MINUTES = 15
const EARLY_DEVIATION_MINUTES = 20
/** Share of expected patients who come: one in five did not, of 110,527 appointments of Brazilian clinics in 2016. */
const ATTENDANCE_RATE = 0.8
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
/** The doctor, in place of a token's number. */
const DOCTOR = -1

/**
 * Simulates the rest of a session (Monte Carlo). Expected patients arrive at a random time or not at all, walk-ins as often as today, visits
 * have random lengths, and none begins while the doctor is away. A token gets the same random numbers in every query.
 */
export class RestOfSession {
  private readonly present: readonly Candidate[]
  private readonly expected: readonly Candidate[]
  /** Patients who came without a booking today; more may come. */
  private readonly walkedIn: readonly Candidate[]
  private readonly unansweredRate: number
  /** Tokens on standby, as many as the rules still let be seen. */
  private readonly onStandby: readonly number[]
  /** Patients present, in call order. */
  private waiting: SimulatedPatient[] = []
  /** Patients present whom the next calls pass over. */
  private sittingOut: SimulatedPatient[] = []
  /** Patients on standby who may be called, the next one first. */
  private standby: number[] = []
  private runNumber = 0
  private now = 0
  private calls = 0

  constructor(
    private readonly view: View,
    private readonly visitLength: VisitLength,
    private readonly attendance: Attendance,
  ) {
    const { session } = view
    const { tokens, room } = session
    const all = Array.from({ length: tokens.count }, (_, token) => token)
    const asCandidate = (token: number): Candidate => candidate(view, token)
    this.present = attendance.present.map(asCandidate)
    this.expected = attendance.expected.map(asCandidate)
    this.walkedIn = all
      .filter((token) => tokens.arrivedAt[token]! >= session.starts[0]! && (room.of(token)?.arrived ?? 0) > 0)
      .map(asCandidate)
    this.onStandby = attendance.standby.slice(0, Math.max(0, standbyVisitsLeft(view)))
    const skips = all.reduce((sum, token) => sum + (room.of(token)?.skips ?? 0), 0)
    this.unansweredRate = (skips + PRIOR_UNANSWERED) / (room.calls + PRIOR_CALLS)
  }

  /** Simulates one run. Calls back with the time at which each token goes in, in epoch milliseconds. */
  run(runNumber: number, onVisit: (token: number, at: number) => void): void {
    const { session, now } = this.view
    this.runNumber = runNumber
    // The mean length is uncertain, so each run draws its own.
    const mean = this.lognormal(this.visitLength.mean, this.visitLength.meanError, DOCTOR)
    const length = (token: number): number => this.lognormal(mean, this.visitLength.spread, token) * MINUTE
    this.calls = session.room.calls
    this.now = doctorBackAt(session, this.doctorFreeAt(mean))
    for (const token of this.attendance.called) this.now += length(token)
    const arrivals = this.arrivals()
    this.waiting = []
    this.sittingOut = []
    this.standby = this.onStandby.slice()
    for (const each of this.present) this.enter(this.simulated(each))
    let slot = this.slotAfter(now)
    for (let next = 0; ; ) {
      this.now = doctorBackAt(session, this.now)
      for (; next < arrivals.length && arrivals[next]!.checkedInAt <= this.now; next++) this.enter(arrivals[next]!)
      if (slot < session.slots && session.starts[slot]! <= this.now) {
        // The call order may depend on whether a slot has begun.
        slot = this.slotAfter(this.now)
        this.waiting.sort((a, b) => this.compare(a, b))
      }
      const patient = this.callNext(slot)
      const standby = patient === undefined && this.isRunning(slot) ? this.standby.shift() : undefined
      if (standby !== undefined) {
        onVisit(standby, this.now)
        this.now += length(standby)
      } else if (patient === undefined) {
        const arrival = arrivals[next]?.checkedInAt ?? Number.POSITIVE_INFINITY
        const isWaiting = this.waiting.length + this.sittingOut.length > 0
        const soonest = Math.min(arrival, isWaiting ? session.starts[slot]! : Number.POSITIVE_INFINITY)
        if (soonest === Number.POSITIVE_INFINITY) return
        this.now = Math.max(this.now, soonest)
      } else if (patient.willCome && patient.hasSteppedOut) {
        patient.hasSteppedOut = false
        patient.sitsOutUntil = this.calls + skipCallsOf(this.view.rules)
        this.enter(patient)
        this.now += UNANSWERED_CALL_MINUTES * MINUTE
      } else {
        onVisit(patient.token, this.now)
        if (patient.willCome) this.now += length(patient.token)
      }
    }
  }

  private simulated(from: Candidate): SimulatedPatient {
    return new SimulatedPatient(from, this.draw(from.token, STEPS_OUT) < this.unansweredRate)
  }

  /** When the visits under way are over. */
  private doctorFreeAt(mean: number): number {
    const { session, now } = this.view
    const { inConsultation, called } = this.attendance
    const isRunning = inConsultation.length > 0 || called.length > 0 || session.room.seen > 0
    const from = isRunning ? now : Math.max(now, session.starts[0]!)
    return inConsultation.reduce((latest, token) => {
      const { startedAt } = session.room.of(token)!
      const length = this.lognormal(mean, this.visitLength.spread, token, (now - startedAt) / MINUTE)
      return Math.max(latest, startedAt + length * MINUTE)
    }, from)
  }

  /** Patients who may arrive from now on, in order of time. */
  private arrivals(): readonly SimulatedPatient[] {
    const { session, now } = this.view
    const onTheWay = this.expected.map((each): SimulatedPatient => {
      const { token, slotStart } = each
      // A patient who got the seat at short notice needs time to come.
      const lateBy = session.tokens.lateBy(token)
      const gotAt = session.planned[session.slotOf(token)]! + lateBy
      const due = lateBy > 0 ? Math.max(slotStart, gotAt + 2 * EARLY_MINUTES * MINUTE) : slotStart
      const passed = normalBelow(((now - due) / MINUTE + EARLY_MINUTES) / EARLY_DEVIATION_MINUTES)
      const chance = passed + (1 - passed) * this.draw(token, ARRIVAL)
      const patient = this.simulated(each)
      patient.checkedInAt = Math.max(
        now,
        due + (EARLY_DEVIATION_MINUTES * normalQuantile(chance) - EARLY_MINUTES) * MINUTE,
      )
      // The later it gets, the less likely a patient who has not come will come (Bayes' theorem).
      patient.willCome =
        this.draw(token, ATTENDANCE) < (ATTENDANCE_RATE * (1 - passed)) / (1 - ATTENDANCE_RATE * passed)
      return patient
    })
    const sorted = [...onTheWay, ...this.walkIns()].sort((a, b) => a.checkedInAt - b.checkedInAt || a.token - b.token)
    for (const [index, patient] of sorted.entries()) patient.arrived = session.room.arrivals + 1 + index
    return sorted
  }

  /** More walk-ins, at today's rate so far. One more hour without any is counted, so that the rate is low at first. */
  private walkIns(): readonly SimulatedPatient[] {
    const { session, now } = this.view
    const { walkedIn } = this
    const patients: SimulatedPatient[] = []
    const apart = (Math.max(0, now - session.starts[0]!) + HOUR) / walkedIn.length
    let at = now
    for (let token = session.tokens.count; walkedIn.length > 0; token++) {
      at -= Math.log(this.draw(token, ARRIVAL)) * apart
      const slot = session.ends.findIndex((end, each) => end > at && !session.blocked[each])
      if (slot < 0) break
      const like = walkedIn[Math.floor(this.draw(token, ATTENDANCE) * walkedIn.length)]!
      const own = { token, slotStart: session.starts[slot]!, slotEnd: session.ends[slot]!, checkedInAt: at }
      patients.push(this.simulated({ ...like, skips: 0, sitsOutUntil: 0, again: false, ...own }))
    }
    return patients
  }

  /** Puts a patient in line, or among those who sit out. */
  private enter(patient: SimulatedPatient): void {
    if (patient.sitsOutUntil > this.calls) {
      this.sittingOut.push(patient)
      return
    }
    const { waiting } = this
    let low = 0
    for (let high = waiting.length; low < high; ) {
      const middle = (low + high) >> 1
      if (this.compare(patient, waiting[middle]!) < 0) high = middle
      else low = middle + 1
    }
    waiting.splice(low, 0, patient)
  }

  /** Removes and returns the patient who is called. In a break only patients whose slot has begun are called; those who sit out come last. */
  private callNext(slot: number): SimulatedPatient | undefined {
    const { session } = this.view
    const { now } = this
    const isBack = ({ sitsOutUntil }: SimulatedPatient): boolean => sitsOutUntil <= this.calls
    if (this.sittingOut.some(isBack)) {
      const back = this.sittingOut.filter(isBack)
      this.sittingOut = this.sittingOut.filter((patient) => !isBack(patient))
      for (const patient of back) this.enter(patient)
    }
    const isBreak = slot > 0 && slot < session.slots && session.ends[slot - 1]! <= now
    for (const line of [this.waiting, this.sittingOut]) {
      const place = isBreak ? line.findIndex(({ slotStart }) => slotStart <= now) : 0
      if (place < 0 || line.length === 0) continue
      this.calls++
      return line.splice(place, 1)[0]
    }
    return undefined
  }

  /** Whether a slot is running now, if `slot` is the first that begins later. */
  private isRunning(slot: number): boolean {
    return slot > 0 && this.now < this.view.session.ends[slot - 1]!
  }

  private compare(a: Candidate, b: Candidate): number {
    return compareCalls(this.view.rules, a, b, this.now, this.calls)
  }

  /** Index of the first slot that begins later. */
  private slotAfter(at: number): number {
    const { starts, slots } = this.view.session
    let slot = 0
    while (slot < slots && starts[slot]! <= at) slot++
    return slot
  }

  /** A lognormal random number, given that it is above `more`. */
  private lognormal(mean: number, deviation: number, token: number, more = 0): number {
    const sigma = Math.sqrt(Math.log(1 + (deviation / mean) ** 2))
    const middle = Math.log(mean) - (sigma * sigma) / 2
    const passed = more <= 0 ? 0 : normalBelow((Math.log(more) - middle) / sigma)
    const chance = passed + (1 - passed) * this.draw(token, LENGTH)
    return Math.max(more, Math.exp(middle + sigma * normalQuantile(chance)))
  }

  private draw(token: number, kind: number): number {
    return evenly((token + 1) * KINDS + kind, this.runNumber)
  }
}
