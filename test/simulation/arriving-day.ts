import { OpdScheduler, presets } from 'opd-scheduler'
import { DATE, doctorsOf, MIDNIGHT, MINUTE, TIME_ZONE } from '../../examples/day-simulation/src/day/clinic'
import { clinicDay } from '../../examples/day-simulation/src/day/clinic-day'
import { demandOf, type Patient, requestsFor } from '../../examples/day-simulation/src/day/demand'
import { Random } from '../../examples/day-simulation/src/day/random'
import type { Staff } from './queue-day'

/** A patient who is expected at some moment, and what `estimate` says then. */
export interface Asked {
  readonly tokenId: string
  /** Epoch milliseconds. */
  readonly arriveBy: number
  readonly slotStart: number
}

/** What became of a patient, in epoch milliseconds. */
export interface Visit {
  readonly arrivedAt: number
  readonly firstCallAt: number
}

/** A day of three doctors, whose patients can be made to come at another time. All else stays the same, as far as the patients decide it. */
export class ArrivingDay {
  private readonly doctors
  private readonly demand: readonly Patient[]

  constructor(seed: number, load: number, staff: Staff) {
    this.doctors = doctorsOf(staff.doctors).map((doctor) =>
      staff.rooms === 1 ? doctor : { ...doctor, rooms: staff.rooms },
    )
    this.demand = demandOf(requestsFor(load, staff.doctors * staff.rooms), this.doctors, new Random(seed))
  }

  /** Returns what those are told who are expected at this moment, and who surely come after it. */
  async askedAt(moment: number): Promise<Asked[]> {
    const sure = new Set(this.demand.filter(comesSurely).map(({ tokenId }) => tokenId))
    const found: Asked[] = []
    await this.run(
      this.demand,
      async (opd, at) => {
        if (at <= moment || found.length > 0) return
        for (const { id: doctorId } of this.doctors)
          for (const { tokenId } of (await opd.queue({ doctorId, date: DATE }, { estimates: false }))!.expected) {
            if (!sure.has(tokenId)) continue
            const { arriveBy } = (await opd.estimate({ tokenId }))!
            const { start } = (await opd.token(tokenId))!
            const slotStart = MIDNIGHT + Number(start!.slice(0, 2)) * 60 * MINUTE + Number(start!.slice(3)) * MINUTE
            found.push({ tokenId, arriveBy: Date.parse(arriveBy!), slotStart })
          }
      },
      moment,
    )
    return found
  }

  /** Runs the day with this patient coming then. Undefined if the patient came at another time or was not called. */
  async visitOf({ tokenId, slotStart }: Asked, arrival: number): Promise<Visit | undefined> {
    const demand = this.demand.map((patient) =>
      patient.tokenId === tokenId ? { ...patient, earlyMs: slotStart - arrival } : patient,
    )
    let arrivedAt = Number.NaN
    let firstCallAt = Number.NaN
    await this.run(
      demand,
      async () => undefined,
      Number.POSITIVE_INFINITY,
      (opd) => {
        opd.on('token.checked-in', (event) => {
          if (event.tokenId === tokenId) arrivedAt = event.at
        })
        opd.on('token.called', (event) => {
          if (event.tokenId === tokenId && Number.isNaN(firstCallAt)) firstCallAt = event.at
        })
      },
    )
    return arrivedAt === arrival && firstCallAt >= arrival ? { arrivedAt, firstCallAt } : undefined
  }

  /** Carries out the day. `look` runs before each command; `moment` is when the clock stops for it. */
  private async run(
    demand: readonly Patient[],
    look: (opd: OpdScheduler, at: number) => Promise<void>,
    moment: number,
    watch: (opd: OpdScheduler) => void = () => undefined,
  ): Promise<void> {
    let now = MIDNIGHT
    const opd = new OpdScheduler({ timeZone: TIME_ZONE, rules: presets.standard(), clock: () => now })
    watch(opd)
    const script = clinicDay(this.doctors, demand)
    for (let step = script.next(); step.done !== true; ) {
      const { at, command } = step.value
      now = Math.max(now, Math.min(at, moment))
      await look(opd, at)
      if (at > moment) return
      now = at
      step = script.next(await opd.execute(command))
    }
  }
}

/** Whether nothing but the queue decides when the patient is called. */
function comesSurely({ comes, cancelsAt, urgentAt, reschedulesAt, leavesAfterMs, isPresent }: Patient): boolean {
  const changes = [cancelsAt, urgentAt, reschedulesAt, leavesAfterMs]
  return comes && !isPresent && changes.every((each) => each === undefined)
}
