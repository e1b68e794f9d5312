import type { ClassHabits, Upset } from '../day/clinic'
import type { PresetName } from '../options/preset-name'

/** Lengths of visits, whatever was planned. */
export interface Visits {
  readonly distribution: 'fixed' | 'exponential' | 'lognormal'
  readonly meanMinutes: number
  /** Coefficient of variation, for `lognormal` only. */
  readonly cv?: number
}

/** A doctor of a clinic that a file describes. */
export interface ScenarioDoctor {
  readonly name: string
  readonly specialization?: string
  readonly minutesPerVisit: number
  readonly rooms?: number
  readonly weight?: number
  readonly visits?: Visits
  readonly late?: { readonly meanMinutes: number; readonly sdMinutes: number }
  readonly breaks?: readonly { readonly from: string; readonly to: string }[]
}

/** A booking class. */
export interface ScenarioClass {
  readonly source: ClassHabits['source']
  readonly percent: number
  readonly leadDays?: readonly number[]
  readonly byHour?: readonly { readonly hour: number; readonly weight: number }[]
}

/** A clinic, as `scenarios/schema.json` describes it. */
export interface Scenario {
  readonly $schema?: string
  readonly name: string
  readonly about?: string
  readonly rules?: PresetName
  readonly load: number
  readonly slots: {
    readonly hours: readonly number[]
    readonly seatsPerRoom: number
    readonly wanted: readonly number[]
  }
  readonly doctors: readonly ScenarioDoctor[]
  readonly visits: Visits
  readonly punctuality: { readonly meanMinutesEarly: number; readonly sdMinutes: number }
  readonly noShows: readonly { readonly fromDays: number; readonly percent: number }[]
  readonly classes: readonly ScenarioClass[]
  readonly triage?: readonly number[]
  readonly surge?: number
  readonly conduct?: Readonly<Partial<Record<Upset, number>>>
  readonly sources?: Readonly<Record<string, string>>
}

/** Whether patients of this class come without a booking. */
export function comesUnbooked({ source }: Pick<ScenarioClass, 'source'>): boolean {
  return source === 'emergency' || source === 'walk-in'
}
