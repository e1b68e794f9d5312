import { callingOrder } from '../../core/decide/call'
import type { View } from '../../core/decide/view'
import type { Session } from '../../core/state/session'
import { CALLED, CONFIRMED, IN_CONSULTATION } from '../../core/state/status'

/** Tokens by where their patients are. */
export interface Attendance {
  readonly inConsultation: readonly number[]
  readonly called: readonly number[]
  readonly present: readonly number[]
  readonly expected: readonly number[]
}

/** Returns which tokens are with the doctor, called, present, on standby and expected now. */
export function attendanceOf(view: View): Attendance {
  const { session } = view
  const tokens = Array.from({ length: session.tokens.count }, (_, token) => token)
  const having = (status: number): number[] => tokens.filter((token) => session.statusOf(token) === status)
  return {
    inConsultation: having(IN_CONSULTATION),
    called: having(CALLED),
    present: callingOrder(view),
    expected: having(CONFIRMED).sort(
      (a, b) => session.slotOf(a) - session.slotOf(b) || view.rank(a) - view.rank(b) || a - b,
    ),
  }
}

/** How long a visit takes in a session, in minutes. */
export interface VisitLength {
  readonly mean: number
  /** Standard deviation of one visit. */
  readonly spread: number
  /** Standard error of the mean. */
  readonly meanError: number
  /** Visits of this session that were measured. */
  readonly observed: number
}

/** Measured visits that a session needs before its own lengths count. */
const ENOUGH = 5
/** Weight of the expected length beside the observed visits, in visits. */
const PRIOR = 2
/** Standard deviation of a visit as a share of its expected length, as in published consultation times. */
const PRIOR_SPREAD = 0.5

/** Returns the doctor's expected length, adjusted by this session's visits once five were measured. Visits of other days never count. */
export function visitLengthOf({ room }: Session, minutesPerVisit: number): VisitLength {
  const { seen, minutes, squares } = room
  const priorSpread = PRIOR_SPREAD * minutesPerVisit
  if (seen < ENOUGH)
    return {
      mean: minutesPerVisit,
      spread: priorSpread,
      meanError: priorSpread / Math.sqrt(PRIOR + seen),
      observed: seen,
    }
  const weight = PRIOR + seen
  const mean = (PRIOR * minutesPerVisit + minutes) / weight
  const around = Math.max(0, squares - (minutes * minutes) / seen)
  const spread = Math.sqrt((PRIOR * priorSpread * priorSpread + around) / (weight - 1))
  return { mean, spread, meanError: spread / Math.sqrt(weight), observed: seen }
}

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
