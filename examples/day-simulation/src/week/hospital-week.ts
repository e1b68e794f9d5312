import { CAPACITY, type ClinicDoctor, clockOf, DATE, DAY, doctorsOf, HOURS, MIDNIGHT } from '../day/clinic'
import { clinicDay } from '../day/clinic-day'
import { demandOf, requestsFor } from '../day/demand'
import { Random } from '../day/random'
import { type Trouble, troubleOf } from '../day/trouble'
import type { Timetable } from '../run/desk'
import type { Script } from '../run/script'
import { merged, shifted } from './shifted'

/** A workday of the hospital. */
export interface Workday {
  readonly date: string
  /** The doctors who have a session. */
  readonly doctors: readonly ClinicDoctor[]
  /** A doctor who has the day off, as the timetable knows. */
  readonly off: ClinicDoctor | undefined
  /** What goes wrong, which nobody knew before. */
  readonly trouble: Trouble | undefined
  readonly requests: number
}

/** A hospital's week: the timetables, and what patients and doctors do. */
export interface HospitalWeek {
  readonly doctors: readonly ClinicDoctor[]
  readonly days: readonly Workday[]
  readonly timetables: readonly Timetable[]
  /** When the timetables are opened, in epoch milliseconds. */
  readonly openedAt: number
  script(standby: boolean): Script
}

const MONDAY = '2026-01-26'
const WORKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
/** Patients book up to thirty days ahead. */
const OPENED_BEFORE = 35 * DAY

/** Plans the first workdays from a Monday on. One doctor is late on Tuesday, one goes home on Thursday, one has Wednesday off. */
export function hospitalWeek(count: number, doctorCount: number, load: number, seed: number): HospitalWeek {
  // A doctor who needs longer for a visit than a seat allows would end late at night.
  const doctors = doctorsOf(doctorCount).map((doctor) => ({
    ...doctor,
    minutesPerVisit: Math.min(doctor.minutesPerVisit, 60 / CAPACITY),
  }))
  const days = Array.from({ length: count }, (_, index): Workday => {
    const off = doctorCount > 2 && index === 2 ? doctors[2] : undefined
    const present = doctors.filter((doctor) => doctor !== off)
    const late = index === 1 ? troubleOf('late', doctors[0]!) : undefined
    const leave = index === 3 ? troubleOf('leave', doctors[1 % doctorCount]!) : undefined
    return {
      date: dateOf(index),
      doctors: present,
      off,
      trouble: late ?? leave,
      requests: requestsFor(load, present.length),
    }
  })
  return {
    doctors,
    days,
    timetables: doctors.map((doctor) => timetableOf(doctor, days)),
    openedAt: MIDNIGHT + Date.parse(MONDAY) - Date.parse(DATE) - OPENED_BEFORE,
    script: (standby) =>
      merged(
        days.map((day, index) => {
          const demand = demandOf(day.requests, day.doctors, new Random(seed + index))
          // Patients and tokens of different days are different ones.
          const patients = demand.map((patient) => ({
            ...patient,
            id: `${patient.id}-${index + 1}`,
            tokenId: `${patient.tokenId}-${index + 1}`,
          }))
          return shifted(clinicDay(day.doctors, patients, standby, day.trouble), day.date)
        }),
      ),
  }
}

function timetableOf({ id }: ClinicDoctor, days: readonly Workday[]): Timetable {
  const slots = HOURS.map((hour) => ({ start: clockOf(hour), end: clockOf(hour + 1), capacity: CAPACITY }))
  return {
    commandId: `timetable-${id}`,
    doctorId: id,
    from: MONDAY,
    to: days.at(-1)!.date,
    week: Object.fromEntries(WORKDAYS.map((weekday) => [weekday, slots])),
    except: days.flatMap(({ date, off }) => (off?.id === id ? [{ date }] : [])),
  }
}

/** The date of a workday, counted from Monday. */
function dateOf(workday: number): string {
  return new Date(Date.parse(MONDAY) + workday * DAY).toISOString().slice(0, 10)
}
