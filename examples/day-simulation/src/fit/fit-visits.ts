import type { Visits } from '../scenario/scenario'
import { distance, exponentialShare, lognormalShare, type Sample } from './samples'

/** A distribution of visits, and how far the records are from it. */
export interface FittedVisits {
  readonly visits: Visits
  /** Largest difference between the share of visits below a length and that of the distribution, 0 to 1; undefined for `fixed`. */
  readonly distance: number | undefined
}

/** Below this coefficient of variation visits count as equally long. */
const LEAST_VARIATION = 0.05

/** Returns all distributions with the sample's mean, the nearest first. */
export function fitVisits(minutes: Sample): FittedVisits[] {
  const meanMinutes = rounded(minutes.mean)
  const cv = minutes.sd / minutes.mean
  if (cv < LEAST_VARIATION) return [{ visits: { distribution: 'fixed', meanMinutes }, distance: undefined }]
  const fitted = [
    {
      visits: { distribution: 'lognormal' as const, meanMinutes, cv: rounded(Math.min(5, cv)) },
      distance: distance(minutes, (value) => lognormalShare(value, minutes.mean, cv)),
    },
    {
      visits: { distribution: 'exponential' as const, meanMinutes },
      distance: distance(minutes, (value) => exponentialShare(value, minutes.mean)),
    },
  ]
  return fitted.toSorted((a, b) => a.distance - b.distance)
}

/** To two decimals. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
