import type { Rules } from '../core/rules/rules'
import { fixed } from '../policies/capacity/fixed'
import { bump } from '../policies/overflow/bump'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { waitlistFirst } from '../policies/promotion/promotion'
import { USUAL_RANKS } from './ranks'

/**
 * A full slot has an overflow queue by class and arrival. An emergency (or whom `bumpers` names, or with `'any'` every higher
 * class) swaps with the lowest seat, whose holder goes to the queue. A source that is not known counts as a walk-in.
 */
export function swapToOverflow(options: { readonly bumpers?: readonly string[] | 'any' } = {}): Rules {
  const { bumpers = ['emergency'] } = options
  return {
    priority: bySource(USUAL_RANKS, { unknown: 'walk-in' }),
    capacity: fixed(),
    overflow: [bump(bumpers === 'any' ? {} : { for: bumpers }), waitlist({ per: 'slot' })],
    displaced: [waitlist({ per: 'slot' })],
    promotion: waitlistFirst(),
  }
}
