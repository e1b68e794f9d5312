import { type ClinicDoctor, doctorsOf } from '../day/clinic'
import { clinicDay } from '../day/clinic-day'
import { absencesOf, demandOf, type Patient, requestsFor } from '../day/demand'
import { Random } from '../day/random'
import { type Setting, USUAL } from '../day/setting'
import type { PresetName } from '../options/preset-name'
import type { Script } from '../run/script'
import type { Scenario } from '../scenario/scenario'
import { doctorsIn, settingOf } from '../scenario/setting-of'

/** One set of rules to be tried. It is plain data, because workers get it as a message. */
export interface Variant {
  /** The heading of its column. */
  readonly label: string
  readonly preset: PresetName
  /** An option of the preset that has another value, if any. */
  readonly setting: { readonly path: string; readonly value: string } | undefined
  /** Seats of a slot; undefined for the clinic's usual number. */
  readonly seats: number | undefined
}

/** What the laboratory compares. The same laboratory gives the same figures on every machine. */
export interface Lab {
  /** Number of days under each set of rules and load. */
  readonly days: number
  /** Seed of the first day; each further day has the next one. */
  readonly seed: number
  /** Number of doctors of the usual clinic. */
  readonly doctors: number
  /** Another clinic, with doctors of its own. */
  readonly clinic?: Scenario | undefined
  /** Emergencies of an accident on each day, beside the other requests; if undefined, as many as the clinic's file says. */
  readonly surge?: number | undefined
  /** Booking requests per seat; one table each. */
  readonly loads: readonly number[]
  readonly variants: readonly Variant[]
  /** Label of the variant with which the others are compared. */
  readonly baseline: string
}

/** A day to be simulated under every set of rules. */
export interface LabDay {
  readonly doctors: readonly ClinicDoctor[]
  /** Hours at which slots start. */
  readonly hours: readonly number[]
  /** All booking requests, in order of number. */
  readonly patients: readonly Patient[]
  /** Starts the day anew. */
  script(standby: boolean): Script
}

/** The doctors of the clinic that a laboratory simulates. */
export function doctorsFor({ clinic, doctors }: Pick<Lab, 'clinic' | 'doctors'>): ClinicDoctor[] {
  return clinic === undefined ? doctorsOf(doctors) : doctorsIn(clinic)
}

/** The number of booking requests on each day at a load; at a load of 1 it is the number of seats. */
export function requestsAt(lab: Pick<Lab, 'clinic' | 'doctors'>, load: number): number {
  const rooms = doctorsFor(lab).reduce((sum, doctor) => sum + (doctor.rooms ?? 1), 0)
  return requestsFor(load, rooms, settingFor(lab))
}

/** Returns the day of a seed. All chance is in it: what happens under the rules draws no further random number. */
export function dayFor(lab: Lab, load: number, seed: number): LabDay {
  const doctors = doctorsFor(lab)
  const setting = settingFor(lab)
  const random = new Random(seed)
  const patients = demandOf(requestsAt(lab, load), doctors, random, setting)
  const absences = absencesOf(doctors, random, setting)
  const script = (standby: boolean): Script => clinicDay(doctors, patients, standby, undefined, setting, absences)
  return { doctors, hours: setting.hours, patients, script }
}

/** The clinic's setting, with the laboratory's accident. */
export function settingFor({ clinic, surge }: Pick<Lab, 'clinic' | 'surge'>): Setting {
  const setting = clinic === undefined ? USUAL : settingOf(clinic)
  return { ...setting, surge: surge ?? setting.surge }
}
