import type { Command, CommandResult, TokenStatus } from 'opd-scheduler'
import type { Script, TimedCommand } from '../run/script'
import { Agenda } from './agenda'
import {
  CAPACITY,
  type ClinicDoctor,
  DATE,
  DAY,
  HOLD_MINUTES,
  HOUR,
  HOURS,
  MIDNIGHT,
  MINUTE,
  OFFER_MINUTES,
  SKIP_MS,
  SWEEP_MINUTES,
  WALK_MS,
} from './clinic'
import { ConsultingRoom } from './consulting-room'
import type { Patient } from './demand'
import { type Visitor, visitorFor } from './visitor'

type Step = Generator<TimedCommand, void, CommandResult>

/**
 * One day of a clinic and the weeks of booking before it. Patients book, some with a seat held by telephone; they reschedule,
 * cancel, come early, late or not at all. Doctors call them in one by one; some have stepped out or gone home. A patient whom the
 * scheduler moves is informed and comes at the new time. Nothing here is random: each patient's conduct is part of the demand, so
 * the same demand can be run under every preset. With `standby` the desk checks in patients who wait for a seat in the building, and
 * tells those at home that they may come.
 */
export function* clinicDay(doctors: readonly ClinicDoctor[], patients: readonly Patient[], standby = false): Script {
  yield* new ClinicDay(doctors, patients, standby).run()
}

class ClinicDay {
  private readonly agenda = new Agenda<() => Step>()
  private readonly visitors = new Map<string, Visitor>()
  private readonly rooms: ReadonlyMap<string, ConsultingRoom>
  private readonly starts = new Map<string, number>()
  private now = MIDNIGHT - 35 * DAY

  constructor(
    private readonly doctors: readonly ClinicDoctor[],
    private readonly patients: readonly Patient[],
    private readonly standby: boolean,
  ) {
    this.rooms = new Map(doctors.map(({ id }) => [id, new ConsultingRoom()]))
  }

  *run(): Script {
    for (const doctor of this.doctors) yield* this.open(doctor)
    for (const patient of this.patients) this.agenda.add(patient.bookedAt, () => this.book(patient))
    for (let next = this.agenda.next(); next !== undefined; next = this.agenda.next()) {
      this.now = next.at
      yield* next.entry()
    }
  }

  private *open(doctor: ClinicDoctor): Step {
    yield* this.send({ op: 'registerDoctor', ...doctor })
    const slots = HOURS.map((hour) => ({ start: clockOf(hour), end: clockOf(hour + 1), capacity: CAPACITY }))
    const opened = yield* this.send({ op: 'openSession', doctorId: doctor.id, date: DATE, slots })
    if (!('session' in opened)) return
    for (const slot of opened.session.slots) {
      this.starts.set(slot.id, slot.startsAt)
      this.rooms.get(doctor.id)!.open(slot)
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
    this.visitors.set(tokenId, visitor)
    yield* this.send({
      op: 'book',
      doctorId: patient.doctor.id,
      date: DATE,
      ...(slot === undefined ? undefined : { start: clockOf(HOURS[slot]!) }),
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

  private *confirm({ tokenId, status }: Visitor, from: TokenStatus): Step {
    if (status === from) yield* this.send({ op: 'confirm', tokenId })
  }

  private *reschedule(visitor: Visitor): Step {
    const { tokenId, status, patient } = visitor
    if (status !== 'confirmed') return
    const start = HOURS[patient.otherSlot]!
    if (MIDNIGHT + start * HOUR === visitor.start) return
    yield* this.send({ op: 'reschedule', tokenId, date: DATE, start: clockOf(start) })
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

  /** Plans the arrival of a patient who waits for a seat. One who is at the clinic checks in at once. */
  private mayStandBy(visitor: Visitor): void {
    const { patient, plan, isPresent } = visitor
    if (!this.standby || !patient.comes || !(isPresent || patient.standsBy)) return
    const wanted = MIDNIGHT + HOURS[patient.slot ?? 0]! * HOUR
    const fromHome = Math.max(wanted - patient.earlyMs, this.now + patient.travelMs)
    this.agenda.add(isPresent ? this.now : fromHome, () => this.standBy(visitor, plan))
  }

  private *standBy(visitor: Visitor, plan: number): Step {
    if (visitor.plan !== plan || visitor.status !== 'waitlisted') return
    if (!visitor.isPresent) this.loseHope(visitor)
    visitor.isPresent = true
    yield* this.send({ op: 'checkIn', tokenId: visitor.tokenId })
    yield* this.callNext(visitor.patient.doctor)
  }

  private *arrive(visitor: Visitor, plan: number): Step {
    const { doctor, leavesAfterMs } = visitor.patient
    if (visitor.plan !== plan) return
    visitor.isPresent = true
    if (visitor.status === 'no-show') {
      const { status } = yield* this.send({ op: 'reinstate', tokenId: visitor.tokenId })
      if (status !== 'confirmed') return this.loseHope(visitor)
    } else if (visitor.status !== 'confirmed') return
    // Reinstating may have given another seat and planned another arrival, but the patient is here already.
    visitor.plan++
    yield* this.send({ op: 'checkIn', tokenId: visitor.tokenId })
    if (leavesAfterMs !== undefined) this.agenda.add(this.now + leavesAfterMs, () => this.leaveUnseen(visitor))
    yield* this.callNext(doctor)
  }

  private *leaveUnseen({ tokenId, status }: Visitor): Step {
    if (status === 'checked-in') yield* this.send({ op: 'leaveUnseen', tokenId })
  }

  private *callNext(doctor: ClinicDoctor): Step {
    const room = this.rooms.get(doctor.id)!
    if (!room.isReady(this.now)) return
    const called = yield* this.send({ op: 'callNext', doctorId: doctor.id, date: DATE })
    if (!('token' in called)) return
    const visitor = this.visitors.get(called.token.id)!
    const isOut = ++visitor.calls <= visitor.patient.missedCalls
    room.isBusy = true
    if (isOut) this.agenda.add(this.now + SKIP_MS, () => this.free(doctor, { op: 'skip', tokenId: visitor.tokenId }))
    else this.agenda.add(this.now + WALK_MS, () => this.start(doctor, visitor))
  }

  private *start(doctor: ClinicDoctor, { tokenId, patient }: Visitor): Step {
    yield* this.send({ op: 'start', tokenId })
    this.agenda.add(this.now + patient.visitMs, () => this.free(doctor, { op: 'complete', tokenId }))
  }

  private *free(doctor: ClinicDoctor, command: Command): Step {
    yield* this.send(command)
    this.rooms.get(doctor.id)!.isBusy = false
    yield* this.callNext(doctor)
  }

  /** Gives a command and applies the result to the visitors it concerns. */
  private *send(command: Command): Generator<TimedCommand, CommandResult, CommandResult> {
    const result = yield { at: this.now, command }
    if ('token' in result) {
      const { id, status, slotId, rank, standby } = result.token
      if (command.op === 'reschedule') this.rename(command.tokenId, id)
      const visitor = this.visitors.get(id)!
      visitor.rank = rank
      visitor.isOnStandby = standby
      this.follow(visitor, status, slotId)
    }
    for (const { tokenId, status, to } of result.moves) {
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
    const start = slotId === null ? undefined : this.starts.get(slotId)
    const isNews = start !== visitor.start || visitor.status === 'held' || visitor.status === 'offered'
    // Patients always accept an offer.
    if (status === 'offered' && visitor.status !== 'offered')
      this.agenda.add(this.now + OFFER_MINUTES * MINUTE, () => this.confirm(visitor, 'offered'))
    visitor.status = status
    visitor.start = start
    this.rooms.get(visitor.patient.doctor.id)!.follow(visitor)
    const wasWaiting = visitor.isOnStandby
    if (status === 'waitlisted' || status === 'dropped') visitor.plan++
    if (status === 'waitlisted' && !wasWaiting) this.mayStandBy(visitor)
    else if (status === 'confirmed' && isNews && start !== undefined) this.expect(visitor, start)
  }
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
