import type { Rules } from '../core/rules/rules'
import { fixed } from '../policies/capacity/capacity'
import { bump } from '../policies/overflow/bump'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { waitlistFirst } from '../policies/promotion/promotion'
import { presetOf, USUAL_RANKS } from './shared'

/**
 * Rules with a waiting list for each slot, by class and arrival. A newcomer may wait if fewer than 20 tokens wait for the slot, an
 * emergency always. An emergency bumps the lowest token of a full slot to that list. If all tokens of the slot are emergencies, it
 * waits itself, or bumps in the first slot where it may if it named none. A freed seat goes to the best waiting token.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: waitlistWithEmergencyBump() })
 * ```
 */
export function waitlistWithEmergencyBump(): Rules {
  return presetOf('waitlistWithEmergencyBump', {
    priority: bySource(USUAL_RANKS),
    capacity: fixed(),
    overflow: [bump({ for: ['emergency'] }), waitlist({ per: 'slot', limit: 20, exempt: ['emergency'] })],
    displaced: [waitlist({ per: 'slot' })],
    promotion: waitlistFirst(),
  })
}
