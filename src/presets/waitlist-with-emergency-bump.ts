import type { Rules } from '../core/rules/rules'
import { fixed } from '../policies/capacity/fixed'
import { bump } from '../policies/overflow/bump'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { waitlistFirst } from '../policies/promotion/promotion'
import { USUAL_RANKS } from './ranks'

/**
 * A full slot has a waiting list by class and arrival, for 20 newcomers and any emergency. An emergency takes the lowest seat and its holder goes to
 * that list, or waits itself where all are emergencies. A seat that becomes free goes to the best waiter.
 */
export function waitlistWithEmergencyBump(): Rules {
  return {
    priority: bySource(USUAL_RANKS),
    capacity: fixed(),
    overflow: [bump({ for: ['emergency'] }), waitlist({ per: 'slot', limit: 20, exempt: ['emergency'] })],
    displaced: [waitlist({ per: 'slot' })],
    promotion: waitlistFirst(),
  }
}
