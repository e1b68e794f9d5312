import type { Rules } from '../core/rules/rules'
import { fixed } from '../policies/capacity/fixed'
import { bump } from '../policies/overflow/bump'
import { cascade } from '../policies/overflow/cascade'
import { dropAtEndOfDay } from '../policies/overflow/drop'
import { bySource } from '../policies/priority/by-source'
import { noPromotion } from '../policies/promotion/promotion'
import { USUAL_RANKS } from './ranks'

/**
 * A higher class takes the lowest seat of a full slot; the bumped patient goes to the next slot, where it may bump a lower one
 * in turn. Bumped from the day's last slot it is dropped with `end-of-day`; where the next slot has no room for it, the whole
 * booking is refused with `bump-failed`. Walk-ins and online bookings are equals. Nobody waits.
 */
export function bumpAndCascade(): Rules {
  return {
    priority: bySource({ ...USUAL_RANKS, 'walk-in': USUAL_RANKS.online }),
    capacity: fixed(),
    overflow: [bump()],
    displaced: [cascade({ hops: 1 }), dropAtEndOfDay()],
    promotion: noPromotion(),
  }
}
