import { shown } from '../../core/rules/words'
import { checkOptions } from '../options'

/** How many of the booked patients come, and how often too many may come. */
export interface NoShowOptions {
  /** Share of the booked patients who come: from 0.01 to 1. */
  readonly shows: number
  /** Highest accepted chance that more patients come than there are seats: from 0 to 0.5. */
  readonly risk: number
}

/** Chances are sums of rounded numbers. So one that equals the risk on paper may be this much larger. */
const ROUNDING = 1e-12

/**
 * Returns how many seats a template may offer if only a part of the booked patients come: the most for which more than `capacity`
 * come with a chance of at most `risk`. It is exact if each patient comes with the same chance, independently of the others: the
 * number who come is then binomial. Use the result as the capacity of the slot. Throws a RangeError for a capacity that is not a whole
 * number from 0 to 10,000, and for options out of their range.
 *
 * @example
 * ```ts
 * const capacity = seatsForNoShows(20, { shows: 0.8, risk: 0.1 }) // 22
 * ```
 */
export function seatsForNoShows(capacity: number, options: NoShowOptions): number {
  if (!Number.isInteger(capacity) || capacity < 0 || capacity > 10_000)
    throw new RangeError(`seatsForNoShows: capacity is ${shown(capacity)}. Give a whole number from 0 to 10000.`)
  checkOptions('seatsForNoShows', options, ['shows', 'risk'])
  const { shows, risk } = options
  checkShare('shows', shows, 0.01, 1)
  checkShare('risk', risk, 0, 0.5)
  if (shows === 1 || risk === 0) return capacity
  const limit = risk * (1 + ROUNDING)
  // With one more booked patient more than `capacity` come if they did before, or if exactly `capacity` came and this one comes too.
  let tooMany = 0
  let logJustFull = capacity * Math.log(shows)
  for (let booked = capacity; ; booked++) {
    tooMany += shows * Math.exp(logJustFull)
    if (tooMany > limit) return booked
    logJustFull += Math.log(((booked + 1) / (booked + 1 - capacity)) * (1 - shows))
  }
}

function checkShare(name: string, value: number, least: number, most: number): void {
  const isShare = typeof value === 'number' && value >= least && value <= most
  if (!isShare)
    throw new RangeError(`seatsForNoShows: ${name} is ${shown(value)}. Give a number from ${least} to ${most}.`)
}
