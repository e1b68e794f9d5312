import type { Rules } from '../core/rules/rules'
import { fixed } from '../policies/capacity/capacity'
import { checkOptions, checkSources } from '../policies/options'
import { bump } from '../policies/overflow/bump'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { waitlistFirst } from '../policies/promotion/promotion'
import { presetOf, USUAL_RANKS } from './shared'

/**
 * Rules with an overflow queue for each full slot, by class and arrival. An emergency swaps with the lowest token of the slot,
 * which goes to the queue. `bumpers` names the sources that may do this, only emergencies by default; `'any'` lets every higher
 * class. An unknown source counts as a walk-in, but another spelling of a source, such as `Emergency`, is refused. Throws a RangeError
 * for an unknown option or value.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: swapToOverflow({ bumpers: ['emergency', 'paid'] }) })
 * ```
 */
export function swapToOverflow(options: { readonly bumpers?: readonly string[] | 'any' } = {}): Rules {
  checkOptions('swapToOverflow', options, ['bumpers'])
  const { bumpers = ['emergency'] } = options
  if (bumpers !== 'any') checkSources('swapToOverflow: bumpers', bumpers, "'any' or a list of sources")
  return presetOf('swapToOverflow', {
    priority: bySource(USUAL_RANKS, { unknown: 'walk-in' }),
    capacity: fixed(),
    overflow: [bump(bumpers === 'any' ? {} : { for: bumpers }), waitlist({ per: 'slot' })],
    displaced: [waitlist({ per: 'slot' })],
    promotion: waitlistFirst(),
  })
}
