import type { Random } from './random'

/** The facility's zone. India has no daylight saving time. */
export const TIME_ZONE = 'Asia/Kolkata'

/** The simulated day, a Friday. */
export const DATE = '2026-01-30'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The instant at which the simulated day begins. */
export const MIDNIGHT = Date.parse(`${DATE}T00:00:00+05:30`)

/** Hours at which slots start. Each lasts an hour; 13:00 is lunch. */
export const HOURS = [9, 10, 11, 12, 14, 15, 16] as const

/** Demand for each of those hours: most patients prefer the late morning, or come after work. */
export const POPULARITY: readonly number[] = [12, 24, 22, 7, 5, 9, 21]

/** Demand for the first three doctors; the weights repeat for further ones. */
export const REPUTATION: readonly number[] = [17, 11, 7]

/** Seats of a slot. */
export const CAPACITY = 10

/** A full hour as `09:00`. */
export function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

export interface ClinicDoctor {
  readonly id: string
  readonly name: string
  readonly specialization: string
  readonly minutesPerVisit: number
  /** Consulting rooms in which the patients of the one queue are seen; if left out, one. Each has its own seats. */
  readonly rooms?: number
}

const FACULTY: readonly (readonly [name: string, specialization: string, minutesPerVisit: number])[] = [
  ['Rao', 'General medicine', 6],
  ['Iyer', 'Cardiology', 6],
  ['Khan', 'Orthopaedics', 6],
  ['Sen', 'Paediatrics', 6],
  ['Nair', 'Dermatology', 5],
  ['Bose', 'ENT', 6],
]

/** Returns this many doctors: six by name, the others by number. */
export function doctorsOf(count: number): ClinicDoctor[] {
  return Array.from({ length: count }, (_, index) => {
    const [name, specialization, minutesPerVisit] = FACULTY[index] ?? [
      String(index + 1).padStart(2, '0'),
      'General medicine',
      9,
    ]
    return { id: `dr-${name.toLowerCase()}`, name: `Dr. ${name}`, specialization, minutesPerVisit }
  })
}

/** Booking habits of one class. */
export interface ClassHabits {
  readonly source: 'emergency' | 'paid' | 'follow-up' | 'online' | 'walk-in'
  /** Share of all booking requests, in percent. */
  readonly share: number
  /** Days between booking and visit, as quantiles in equal steps; 0 for patients who come without a booking. */
  readonly leadDays: readonly number[]
  /** For patients who come without a booking: draws the hour at which they come, such as 9.5. */
  readonly hourOf?: (random: Random) => number
}

/** Emergencies of the accident on the usual day: a bus. They come in the hour before the first slot starts. */
export const SURGE = 18

/** Hours at which walk-ins come, as quantiles in equal steps. */
const WALK_IN_HOURS = [8.5, 9, 9.4, 9.9, 10.4, 11, 11.7, 12.6, 14, 15.2, 16]

export const CLASSES: readonly ClassHabits[] = [
  { source: 'emergency', share: 7, leadDays: [0], hourOf: (random) => random.between(8.8, 16.4) },
  { source: 'paid', share: 15, leadDays: [0, 0, 1, 1, 1, 2, 3, 4, 6, 9, 14] },
  { source: 'follow-up', share: 22, leadDays: [2, 5, 6, 7, 7, 10, 14, 14, 21, 28, 30] },
  { source: 'online', share: 40, leadDays: [0, 1, 1, 2, 3, 4, 6, 9, 13, 20, 30] },
  { source: 'walk-in', share: 16, leadDays: [0], hourOf: (random) => random.quantile(WALK_IN_HOURS) },
]

/**
 * Probability of a no-show, by days between booking and visit: from 5 % on the same day to 33 % after a month, about 20 %
 * overall, as in a data set of 110,527 appointments at Brazilian clinics in 2016.
 */
export function noShowRate(leadDays: number): number {
  if (leadDays < 1) return 0.05
  if (leadDays < 3) return 0.21
  if (leadDays < 8) return 0.26
  return leadDays < 16 ? 0.3 : 0.33
}

/** Share of each triage level, 1 to 5, among emergency patients, in percent. */
export const TRIAGE_MIX: readonly number[] = [1.1, 10.2, 46.3, 35.6, 6.8]

/** Length of a visit as a multiple of the doctor's average: mean 1, coefficient of variation about a half. */
export const VISIT_LENGTH: readonly number[] = [0.3, 0.45, 0.56, 0.67, 0.78, 0.89, 1.01, 1.16, 1.36, 1.66, 2.6]

/** Minutes between arrival and the start of the slot, as quantiles; negative is late. */
export const EARLY_MINUTES: readonly number[] = [45, 34, 28, 24, 20, 16, 13, 9, 5, -3, -38]

/** Actual length of a doctor's visits as a multiple of the planned minutes. The scheduler does not have it. */
export const TEMPO: readonly number[] = [0.8, 0.9, 0.96, 1.04, 1.12, 1.25]

/** Minutes for which a seat is held for a caller, and minutes after which callers confirm. */
export const HOLD_MINUTES = 15
export const CONFIRM_MINUTES: readonly number[] = [1, 2, 4, 7, 12]

/** Minutes after which a patient accepts an offered seat. */
export const OFFER_MINUTES = 5

/** Minutes between two sweeps. */
export const SWEEP_MINUTES = 15

/** Walk from the waiting room to the doctor, and the doctor's wait for a patient who does not answer the call. */
export const WALK_MS = 15 * SECOND
export const SKIP_MS = 60 * SECOND

/** Patients in a hundred who miss no call, one call, two calls, or three. */
export const MISSED_CALLS: readonly number[] = [93, 5, 1, 1]

/** Shares of patients who disturb the day's plan, in percent. */
export const UPSETS: Readonly<Record<Upset, number>> = {
  /** Of patients who book ahead, not online: have a seat held by telephone. Of these, `abandons` never confirm. */
  phones: 22,
  abandons: 25,
  /** Of patients who book ahead: ask for another slot later. */
  reschedules: 5,
  /** Come more than an hour after their slot starts. */
  comesLate: 3,
  /** Go home unseen after too long in the waiting room. */
  isImpatient: 20,
  /** Of patients who wait for a seat at home: come all the same at the time they asked for, to be seen if the doctor is free. */
  standsBy: 75,
}

/** Something that a patient may do. */
export type Upset = 'phones' | 'abandons' | 'reschedules' | 'comesLate' | 'isImpatient' | 'standsBy'

/** Values of the attribute `priorityGroup`, which rules such as `publicHospital()` read, and the share of each in percent. */
export const PRIORITY_GROUPS: readonly (readonly [group: string, percent: number])[] = [
  ['elderly', 14],
  ['child', 7],
  ['pregnant', 3],
  ['disabled', 2],
]
