import type { Session } from '../../core/state/session'

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
