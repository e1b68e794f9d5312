import type { View } from '../../core/decide/view'
import type { Attendance } from './attendance'
import type { VisitLength } from './visit-length'

/** How patients of a session come. */
export interface Habits {
  /** Returns the chance that the patient of an expected token comes, from 0 to 1. */
  readonly comes: (token: number) => number
  /** Minutes by which patients arrive before their time, and the standard deviation. */
  readonly earlyMinutes: number
  readonly spreadMinutes: number
}

/** What the simulations of a session begin with. */
export interface Beginning {
  readonly view: View
  readonly attendance: Attendance
  readonly visitLength: VisitLength
  readonly rooms: number
  readonly habits: Habits
}
