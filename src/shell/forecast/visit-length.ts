import type { Session } from '../../core/state/session'

/** How long a visit takes in a session, in minutes. */
export interface VisitLength {
  readonly mean: number
  /** Standard deviation of one visit, and of what is known of the mean. */
  readonly spread: number
  readonly doubt: number
  /** Visits of this session that were measured. */
  readonly observed: number
}

/** Visits from which a session's own pace counts. */
const ENOUGH = 5
/** As how many visits the expected pace counts beside those observed. */
const PRIOR = 2
/** Spread of a visit around an expected length of 1, as in published consultation times. */
const PRIOR_SPREAD = 0.5

/** What is expected of the doctor, and from five completed visits on what they showed. Visits of other days never count. */
export function visitLengthOf({ room }: Session, minutesPerVisit: number): VisitLength {
  const { seen, minutes, squares } = room
  const priorSpread = PRIOR_SPREAD * minutesPerVisit
  if (seen < ENOUGH)
    return { mean: minutesPerVisit, spread: priorSpread, doubt: priorSpread / Math.sqrt(PRIOR + seen), observed: seen }
  const weight = PRIOR + seen
  const mean = (PRIOR * minutesPerVisit + minutes) / weight
  const around = Math.max(0, squares - (minutes * minutes) / seen)
  const spread = Math.sqrt((PRIOR * priorSpread * priorSpread + around) / (weight - 1))
  return { mean, spread, doubt: spread / Math.sqrt(weight), observed: seen }
}
