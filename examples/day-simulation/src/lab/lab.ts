import { type ClinicDoctor, doctorsOf } from '../day/clinic'
import { clinicDay } from '../day/clinic-day'
import { demandOf, type Patient, requestsFor } from '../day/demand'
import { Random } from '../day/random'
import type { PresetName } from '../options/preset-name'
import type { Script } from '../run/script'

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
  readonly doctors: number
  /** Booking requests per seat; one table each. */
  readonly loads: readonly number[]
  readonly variants: readonly Variant[]
  /** Label of the variant with which the others are compared. */
  readonly baseline: string
}

/** A day to be simulated under every set of rules. */
export interface LabDay {
  readonly doctors: readonly ClinicDoctor[]
  /** All booking requests, in order of number. */
  readonly patients: readonly Patient[]
  /** Starts the day anew. */
  script(standby: boolean): Script
}

/** Returns the day of a seed. All chance is in it: what happens under the rules draws no further random number. */
export function dayFor({ doctors: count }: Lab, load: number, seed: number): LabDay {
  const doctors = doctorsOf(count)
  const patients = demandOf(requestsFor(load, count), doctors, new Random(seed))
  return { doctors, patients, script: (standby) => clinicDay(doctors, patients, standby) }
}
