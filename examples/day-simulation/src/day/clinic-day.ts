import type { Command, CommandResult, TokenStatus } from 'opd-scheduler'
import type { Script, TimedCommand } from '../run/script'
import { Agenda } from './agenda'
import {
  type ClinicDoctor,
  clockOf,
  DATE,
  DAY,
  HOLD_MINUTES,
  HOUR,
  MIDNIGHT,
  MINUTE,
  OFFER_MINUTES,
  SKIP_MS,
  SWEEP_MINUTES,
  WALK_MS,
} from './clinic'
import { ConsultingRooms } from './consulting-rooms'
import type { Patient } from './demand'
import { moved } from './moved'
import { type Absence, type Setting, USUAL } from './setting'
import { expectedFrom, slotIdOf, Timetable } from './timetable'
import { substituteFor, type Trouble, type TroubleStep } from './trouble'
import { isUrgent, type Visitor, visitorFor } from './visitor'

type Step = Generator<TimedCommand, void, CommandResult>

/**
 * One day of a clinic and the weeks of booking before it. Patients book, some with a seat held by telephone; they reschedule, cancel,
 * come early, late or not at all. Doctors call them in one by one; some have stepped out or gone home. A patient whom the scheduler moves
 * is informed and comes at the new time. Nothing here is random: all conduct is part of the demand, to be run under every preset. With
 * `standby` the desk checks in patients who wait for a seat in the building, and tells those at home that they may come.
 */
export function* clinicDay(
  doctors: readonly ClinicDoctor[],
  patients: readonly Patient[],
  standby = false,
  trouble?: Trouble,
  setting: Pick<Setting, 'hours' | 'capacity'> = USUAL,
  absences: ReadonlyMap<string, readonly Absence[]> = new Map(),
): Script {
  yield* new ClinicDay(doctors, patients, standby, trouble, setting, absences).run()
}

class ClinicDay {
  private readonly agenda = new Agenda<() => Step>()
  private readonly visitors = new Map<string, Visitor>()
  private readonly rooms = new Map<string, ConsultingRooms>()
  private readonly timetable = new Timetable()
  private now = MIDNIGHT - 35 * DAY

  constructor(
    private readonly doctors: readonly ClinicDoctor[],
    private readonly patients: readonly Patient[],
    private readonly standby: boolean,
    private readonly trouble: Trouble | undefined,
    private readonly setting: Pick<Setting, 'hours' | 'capacity'>,
    private readonly absences: ReadonlyMap<string, readonly Absence[]>,
  ) {}

  *run(): Script {
    const { trouble } = this
    for (const doctor of this.doctors) yield* this.open(doctor, this.setting.hours)
    if (trouble?.substitute !== undefined) yield* this.open(trouble.substitute.doctor, trouble.substitute.hours)
    for (const patient of this.patients) this.agenda.add(patient.bookedAt, () => this.book(patient))
    for (const doctor of this.doctors)
      for (const absence of this.absences.get(doctor.id) ?? []) this.leaveRooms(doctor, absence)
    if (trouble !== undefined) {
      this.leaveRooms(trouble.doctor, trouble.away)
      for (const step of trouble.steps) this.agenda.add(step.at, () => this.goWrong(trouble, step))
    }
    for (let next = this.agenda.next(); next !== undefined; next = this.agenda.next()) {
      this.now = next.at
      yield* next.entry()
    }
  }

  private leaveRooms(doctor: ClinicDoctor, absence: Absence): void {
    this.rooms.get(doctor.id)?.leave(absence)
    this.agenda.add(absence[1], () => this.callNext(doctor))
  }

  private *open(doctor: ClinicDoctor, hours: readonly number[]): Step {
    const { rooms: count, ...details } = doctor
    yield* this.send({ op: 'registerDoctor', ...details })
    const capacity = this.setting.capacity * (count ?? 1)
    const slots = hours.map((hour) => ({ start: clockOf(hour), end: clockOf(hour + 1), capacity }))
    const rooms = count === undefined ? undefined : { rooms: count }
    const opened = yield* this.send({ op: 'openSession', doctorId: doctor.id, date: DATE, slots, ...rooms })
    if (!('session' in opened)) return
    const waiting = new ConsultingRooms(count)
    this.rooms.set(doctor.id, waiting)
    for (const slot of opened.session.slots) {
      this.timetable.add(slot.id, doctor, slot.startsAt)
      waiting.open(slot)
      this.agenda.add(slot.startsAt, () => this.callNext(doctor))
    }
    this.agenda.add(opened.session.slots[0]!.startsAt, () => this.sweep(doctor))
  }

  /** Marks no-shows, lets holds expire, and closes the session at its end. The library does so only when it gets a command. */
  private *sweep(doctor: ClinicDoctor): Step {
    const { status } = yield* this.send({ op: 'sweepSession', doctorId: doctor.id, date: DATE })
    if (status === 'open') this.agenda.add(this.now + SWEEP_MINUTES * MINUTE, () => this.sweep(doctor))
  }

  private *book(patient: Patient): Step {
    const { tokenId, source, slot, phones } = patient
    const visitor = visitorFor(patient)
    const substitute = substituteFor(patient, this.now, this.trouble)
    visitor.doctor = substitute ?? patient.doctor
    this.visitors.set(tokenId, visitor)
    yield* this.send({
      op: 'book',
      doctorId: visitor.doctor.id,
      date: DATE,
      ...(slot === undefined || substitute !== undefined ? undefined : { start: clockOf(this.setting.hours[slot]!) }),
      source,
      patientId: patient.id,
      tokenId,
      ...(patient.attributes === undefined ? undefined : { attributes: patient.attributes }),
      ...(phones ? { holdMinutes: HOLD_MINUTES } : undefined),
    })
    if (visitor.status === undefined) return
    const { confirmsAfterMs, reschedulesAt, cancelsAt, urgentAt } = patient
    if (phones && confirmsAfterMs !== undefined)
      this.agenda.add(this.now + confirmsAfterMs, () => this.confirm(visitor, 'held'))
    if (reschedulesAt !== undefined) this.agenda.add(reschedulesAt, () => this.reschedule(visitor))
    if (cancelsAt !== undefined) this.agenda.add(cancelsAt, () => this.leave(visitor, ['confirmed', 'waitlisted']))
    if (urgentAt !== undefined) this.agenda.add(urgentAt, () => this.triage(visitor))
    if (visitor.isPresent) this.loseHope(visitor)
  }

  /** The desk learns that something goes wrong. It tells the scheduler, and the patients who are still at home. */
  private *goWrong({ doctor, isTold }: Trouble, { command, sentence, late }: TroubleStep): Step {
    if (isTold) yield* this.send(command, sentence)
    if (late === undefined) return
    const before = this.timetable.startOf(slotIdOf(doctor, clockOf(late.fromHour)))!
    const shift = MIDNIGHT + late.fromHour * HOUR + late.minutes * MINUTE - before
    const expected = expectedFrom(this.visitors.values(), doctor, before)
    this.rooms.get(doctor.id)!.shift(before, shift)
    for (const start of this.timetable.shift(doctor, before, shift)) this.agenda.add(start, () => this.callNext(doctor))
    for (const [visitor, place] of expected) {
      visitor.start = this.timetable.startOf(visitor.slotId)!
      // The patient is told when the turn of the token will be about.
      if (!visitor.isPresent) this.expect(visitor, visitor.start + place * doctor.minutesPerVisit * MINUTE)
    }
  }

  private *confirm({ tokenId, status }: Visitor, from: TokenStatus): Step {
    if (status === from) yield* this.send({ op: 'confirm', tokenId })
  }

  private *reschedule(visitor: Visitor): Step {
    const { tokenId, status, patient, doctor, slotId } = visitor
    if (status !== 'confirmed') return
    const start = clockOf(this.setting.hours[patient.otherSlot]!)
    const wanted = slotIdOf(doctor, start)
    if (wanted === slotId || this.timetable.startOf(wanted) === undefined) return
    yield* this.send({ op: 'reschedule', tokenId, date: DATE, start })
  }

  private *leave({ tokenId, status }: Visitor, from: readonly TokenStatus[]): Step {
    if (status !== undefined && from.includes(status)) yield* this.send({ op: 'cancel', tokenId })
  }

  /** A patient at the clinic without a seat cancels when their patience ends. */
  private loseHope(visitor: Visitor): void {
    this.agenda.add(this.now + visitor.patient.patienceMs, () => this.leave(visitor, ['waitlisted']))
  }

  private *triage({ tokenId, status, patient: { attributes } }: Visitor): Step {
    if (status !== 'waitlisted' && status !== 'confirmed' && status !== 'checked-in') return
    yield* this.send({ op: 'reclassify', tokenId, source: 'emergency', attributes: { ...attributes, triage: 2 } })
  }

  /** Plans the arrival for a seat. */
  private expect(visitor: Visitor, start: number): void {
    const { patient } = visitor
    const plan = ++visitor.plan
    visitor.isPresent &&= start - this.now < 1.5 * HOUR || patient.source === 'emergency'
    const fromHome = Math.max(start - patient.earlyMs, this.now + patient.travelMs)
    const arrival = visitor.isPresent ? this.now + 2 * MINUTE : fromHome
    if (patient.comes) this.agenda.add(arrival, () => this.arrive(visitor, plan))
  }

  /**
   * Plans the arrival of a patient who waits for a seat. One who is at the clinic checks in at once. Emergencies come in any case, others if the
   * rules have standby.
   */
  private mayStandBy(visitor: Visitor): void {
    const { patient, plan, isPresent } = visitor
    const maySit = isUrgent(visitor) || (this.standby && (isPresent || patient.standsBy))
    if (!maySit || !patient.comes) return
    const wanted = MIDNIGHT + this.setting.hours[patient.slot ?? 0]! * HOUR
    const fromHome = Math.max(wanted - patient.earlyMs, this.now + patient.travelMs)
    this.agenda.add(isPresent ? this.now : fromHome, () => this.standBy(visitor, plan))
  }

  private *standBy(visitor: Visitor, plan: number): Step {
    if (visitor.plan !== plan || visitor.status !== 'waitlisted') return
    if (!visitor.isPresent) this.loseHope(visitor)
    visitor.isPresent = true
    yield* this.send({ op: 'checkIn', tokenId: visitor.tokenId })
    yield* this.callNext(visitor.doctor)
  }

  private *arrive(visitor: Visitor, plan: number): Step {
    if (visitor.plan !== plan) return
    const { doctor, patient } = visitor
    visitor.isPresent = true
    if (visitor.status === 'no-show') {
      const { status } = yield* this.send({ op: 'reinstate', tokenId: visitor.tokenId })
      if (status !== 'confirmed') return this.loseHope(visitor)
    } else if (visitor.status !== 'confirmed') return
    // Reinstating may have given another seat and planned another arrival, but the patient is here already.
    visitor.plan++
    yield* this.send({ op: 'checkIn', tokenId: visitor.tokenId })
    if (patient.leavesAfterMs !== undefined)
      this.agenda.add(this.now + patient.leavesAfterMs, () => this.leaveUnseen(visitor))
    yield* this.callNext(doctor)
  }

  private *leaveUnseen({ tokenId, status }: Visitor): Step {
    if (status === 'checked-in') yield* this.send({ op: 'leaveUnseen', tokenId })
  }

  private *callNext(doctor: ClinicDoctor): Step {
    const rooms = this.rooms.get(doctor.id)!
    while (rooms.isReady(this.now)) {
      const room = rooms.take()
      const named = doctor.rooms === undefined ? undefined : { room }
      const called = yield* this.send({ op: 'callNext', doctorId: doctor.id, date: DATE, ...named })
      if (!('token' in called)) return rooms.release(room)
      const visitor = this.visitors.get(called.token.id)!
      const { tokenId } = visitor
      const isOut = ++visitor.calls <= visitor.patient.missedCalls
      if (isOut) this.agenda.add(this.now + SKIP_MS, () => this.free(doctor, room, { op: 'skip', tokenId }))
      else this.agenda.add(this.now + WALK_MS, () => this.start(doctor, room, visitor))
    }
  }

  private *start(doctor: ClinicDoctor, room: string, { tokenId, patient }: Visitor): Step {
    yield* this.send({ op: 'start', tokenId })
    this.agenda.add(this.now + patient.visitMs, () => this.free(doctor, room, { op: 'complete', tokenId }))
  }

  private *free(doctor: ClinicDoctor, room: string, command: Command): Step {
    yield* this.send(command)
    this.rooms.get(doctor.id)!.release(room)
    yield* this.callNext(doctor)
  }

  /** Gives a command and applies the result to the visitors it concerns. */
  private *send(command: Command, sentence?: string): Generator<TimedCommand, CommandResult, CommandResult> {
    const result = yield { at: this.now, command, sentence }
    if ('token' in result) {
      const { id, status, slotId, rank, standby } = result.token
      if (command.op === 'reschedule') this.rename(command.tokenId, id)
      const visitor = this.visitors.get(id)!
      visitor.rank = rank
      visitor.isOnStandby = standby
      this.follow(visitor, status, slotId)
    }
    for (const { tokenId, replaced, status, to } of moved(result.moves)) {
      if (replaced !== undefined) this.rename(replaced, tokenId)
      const visitor = this.visitors.get(tokenId)
      if (visitor !== undefined) this.follow(visitor, status, to)
    }
    return result
  }

  /** Replaces the visitor's token after a reschedule. */
  private rename(from: string, to: string): void {
    const visitor = this.visitors.get(from)!
    visitor.tokenId = to
    this.visitors.delete(from)
    this.visitors.set(to, visitor)
  }

  private follow(visitor: Visitor, status: TokenStatus, slotId: string | null): void {
    const start = this.timetable.startOf(slotId)
    const isNews = start !== visitor.start || visitor.status === 'held' || visitor.status === 'offered'
    // Patients always accept an offer.
    if (status === 'offered' && visitor.status !== 'offered')
      this.agenda.add(this.now + OFFER_MINUTES * MINUTE, () => this.confirm(visitor, 'offered'))
    visitor.status = status
    visitor.slotId = slotId
    visitor.start = start
    visitor.doctor = this.timetable.doctorOf(slotId) ?? visitor.doctor
    this.rooms.get(visitor.doctor.id)!.follow(visitor)
    const wasWaiting = visitor.isOnStandby
    if (status === 'waitlisted' || status === 'dropped') visitor.plan++
    if (status === 'waitlisted' && !wasWaiting) this.mayStandBy(visitor)
    else if (status === 'confirmed' && isNews && start !== undefined) this.expect(visitor, start)
  }
}
