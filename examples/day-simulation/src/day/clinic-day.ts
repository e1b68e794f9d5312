import type { Command, CommandResult, TokenStatus } from 'opd-scheduler'
import type { Script, TimedCommand } from '../run/script'
import { Agenda } from './agenda'
import { CAPACITY, type ClinicDoctor, DATE, DAY, GRACE_MINUTES, HOUR, HOURS, MIDNIGHT, MINUTE } from './clinic'
import type { Patient } from './demand'
import { type Visitor, visitorFor } from './visitor'
import { WaitingRoom } from './waiting-room'

type Step = Generator<TimedCommand, void, CommandResult>

/**
 * One day of a clinic and the weeks of booking before it: patients book, call off, come early, late or not at all, doctors see
 * them one after the other. Whom the scheduler moves is told and comes at the new time. Nothing here is left to chance: what a
 * patient will do is in the demand, so the same demand meets every rule alike.
 */
export function* clinicDay(doctors: readonly ClinicDoctor[], patients: readonly Patient[]): Script {
  yield* new ClinicDay(doctors, patients).run()
}

class ClinicDay {
  private readonly agenda = new Agenda<() => Step>()
  private readonly visitors = new Map<string, Visitor>()
  private readonly rooms: ReadonlyMap<string, WaitingRoom>
  private readonly starts = new Map<string, number>()
  private now = MIDNIGHT - 35 * DAY

  constructor(
    private readonly doctors: readonly ClinicDoctor[],
    private readonly patients: readonly Patient[],
  ) {
    this.rooms = new Map(doctors.map(({ id }) => [id, new WaitingRoom()]))
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
      this.agenda.add(slot.startsAt - WaitingRoom.EARLIEST_MS, () => this.callNext(doctor))
    }
    const end = Math.max(...opened.session.slots.map((slot) => slot.endsAt))
    this.agenda.add(end + HOUR, () => this.close(doctor))
  }

  private *close(doctor: ClinicDoctor): Step {
    yield* this.send({ op: 'closeSession', doctorId: doctor.id, date: DATE })
  }

  private *book(patient: Patient): Step {
    const { tokenId, source, slot } = patient
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
    })
    if (visitor.status === undefined) return
    const { cancelsAt, urgentAt } = patient
    if (cancelsAt !== undefined) this.agenda.add(cancelsAt, () => this.leave(visitor, ['confirmed', 'waitlisted']))
    if (urgentAt !== undefined) this.agenda.add(urgentAt, () => this.triage(visitor))
    if (visitor.isPresent) this.agenda.add(this.now + patient.patienceMs, () => this.leave(visitor, ['waitlisted']))
  }

  private *leave({ patient, status }: Visitor, from: readonly TokenStatus[]): Step {
    if (status !== undefined && from.includes(status)) yield* this.send({ op: 'cancel', tokenId: patient.tokenId })
  }

  private *triage({ patient: { tokenId, attributes }, status }: Visitor): Step {
    if (status !== 'waitlisted' && status !== 'confirmed' && status !== 'checked-in') return
    yield* this.send({ op: 'reclassify', tokenId, source: 'emergency', attributes: { ...attributes, triage: 2 } })
  }

  /** Plans the way to a seat, and what the desk does should nobody come. */
  private expect(visitor: Visitor, start: number): void {
    const { patient } = visitor
    const plan = ++visitor.plan
    const isSoon = start - this.now < 1.5 * HOUR
    visitor.isPresent &&= isSoon || patient.source === 'emergency'
    const fromHome = Math.max(start - patient.earlyMs, this.now + patient.travelMs)
    const arrival = visitor.isPresent ? this.now + 2 * MINUTE : fromHome
    const deadline = Math.max(start + GRACE_MINUTES * MINUTE, isSoon ? this.now + HOUR : 0)
    if (patient.comes) this.agenda.add(arrival, () => this.arrive(visitor, plan))
    this.agenda.add(deadline, () => this.giveUp(visitor, plan))
  }

  private *arrive(visitor: Visitor, plan: number): Step {
    const { tokenId, doctor } = visitor.patient
    if (visitor.plan !== plan) return
    visitor.isPresent = true
    if (visitor.status === 'no-show') yield* this.send({ op: 'reinstate', tokenId })
    if (visitor.status !== 'confirmed') return
    // A reinstated patient may have got another seat, but is here.
    visitor.plan++
    yield* this.send({ op: 'checkIn', tokenId })
    this.rooms.get(doctor.id)!.enter(visitor)
    yield* this.callNext(doctor)
  }

  private *giveUp(visitor: Visitor, plan: number): Step {
    if (visitor.plan !== plan || visitor.status !== 'confirmed') return
    yield* this.send({ op: 'noShow', tokenId: visitor.patient.tokenId })
  }

  private *callNext(doctor: ClinicDoctor): Step {
    const room = this.rooms.get(doctor.id)!
    const visitor = room.callNext(this.now)
    if (visitor === undefined) return
    const { tokenId, visitMs } = visitor.patient
    yield* this.send({ op: 'start', tokenId })
    this.agenda.add(this.now + visitMs, () => this.complete(doctor, tokenId))
  }

  private *complete(doctor: ClinicDoctor, tokenId: string): Step {
    yield* this.send({ op: 'complete', tokenId })
    this.rooms.get(doctor.id)!.isBusy = false
    yield* this.callNext(doctor)
  }

  /** Gives a command, and takes in what it did to its own token and to others. */
  private *send(command: Command): Generator<TimedCommand, CommandResult, CommandResult> {
    const result = yield { at: this.now, command }
    if ('token' in result) {
      const { id, status, slotId, rank, sequence } = result.token
      const visitor = this.visitors.get(id)!
      Object.assign(visitor, { rank, sequence })
      this.follow(visitor, status, slotId)
    }
    for (const { tokenId, status, to } of result.moves) this.follow(this.visitors.get(tokenId)!, status, to)
    return result
  }

  private follow(visitor: Visitor, status: TokenStatus, slotId: string | null): void {
    const start = slotId === null ? undefined : this.starts.get(slotId)
    const isMoved = start !== visitor.start
    visitor.status = status
    visitor.start = start
    if (status === 'waitlisted' || status === 'dropped') visitor.plan++
    else if (status === 'confirmed' && isMoved && start !== undefined) this.expect(visitor, start)
  }
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
