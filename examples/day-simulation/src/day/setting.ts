import {
  CAPACITY,
  CLASSES,
  type ClassHabits,
  type ClinicDoctor,
  EARLY_MINUTES,
  HOURS,
  noShowRate,
  POPULARITY,
  REPUTATION,
  TEMPO,
  TRIAGE_MIX,
  UPSETS,
  type Upset,
  VISIT_LENGTH,
} from './clinic'
import type { Random } from './random'

/** A time at which a doctor is not there, in epoch milliseconds, from the first moment until before the second. */
export type Absence = readonly [from: number, to: number]

/** What the days of a clinic have in common. All that is random in them is drawn by these functions before the day begins. */
export interface Setting {
  /** Hours at which slots start. Each lasts an hour. */
  readonly hours: readonly number[]
  /** Seats of a slot, for each consulting room. */
  readonly capacity: number
  /** Demand for each of those hours. */
  readonly popularity: readonly number[]
  /** Demand for the doctors; the weights repeat if there are more doctors. */
  readonly reputation: readonly number[]
  readonly classes: readonly ClassHabits[]
  /** Probability of a no-show, by days between booking and visit. */
  readonly noShowRate: (leadDays: number) => number
  readonly triageMix: readonly number[]
  readonly upsets: Readonly<Record<Upset, number>>
  /** Draws the length of a visit. */
  readonly visitMinutes: (doctor: ClinicDoctor, random: Random) => number
  /** Draws how long before the slot a patient arrives; negative when late. */
  readonly earlyMinutes: (random: Random) => number
  /** Actual length of a doctor's visits as a multiple of those drawn, as quantiles in equal steps. */
  readonly tempo: readonly number[]
  /** Emergencies of one accident, beside all other requests. */
  readonly surge: number
  /** Draws when a doctor is not there. */
  readonly absences: (doctor: ClinicDoctor, random: Random) => readonly Absence[]
}

/** The clinic that is simulated if no other is named. */
export const USUAL: Setting = {
  hours: HOURS,
  capacity: CAPACITY,
  popularity: POPULARITY,
  reputation: REPUTATION,
  classes: CLASSES,
  noShowRate,
  triageMix: TRIAGE_MIX,
  upsets: UPSETS,
  visitMinutes: ({ minutesPerVisit }, random) => random.quantile(VISIT_LENGTH) * minutesPerVisit,
  earlyMinutes: (random) => random.quantile(EARLY_MINUTES),
  tempo: TEMPO,
  surge: 0,
  absences: () => [],
}
