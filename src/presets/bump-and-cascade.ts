import type { Rules } from '../core/rules/rules'
import { fixed } from '../policies/capacity/capacity'
import { bump } from '../policies/overflow/bump'
import { cascade } from '../policies/overflow/cascade'
import { dropAtEndOfDay } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { noPromotion } from '../policies/promotion/promotion'
import { presetOf, USUAL_RANKS } from './shared'

/**
 * Rules that let a higher class bump the lowest token of a full slot. The bumped token goes to the next slot, and may bump a lower one
 * there. If it was in the day's last slot, it is dropped with `end-of-day`. If the next slot has no room for it, the whole booking is
 * refused with `bump-failed`, also that of an emergency: it has no token then, so nobody can call it. To avoid that, add `waitlist()` or seats
 * for overrides with `withCeiling()`. Walk-ins and online bookings have equal ranks. There is no waiting list.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: bumpAndCascade() })
 * ```
 */
export function bumpAndCascade(): Rules {
  return presetOf('bumpAndCascade', {
    priority: bySource({ ...USUAL_RANKS, 'walk-in': USUAL_RANKS.online }),
    capacity: fixed(),
    overflow: [bump()],
    displaced: [cascade({ hops: 1 }), dropAtEndOfDay()],
    promotion: noPromotion(),
  })
}
