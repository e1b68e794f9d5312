import type { Rules } from '../core/rules/rules'
import { allowance, elastic, type SeatAllowance } from '../policies/capacity/capacity'
import { checkOptions } from '../policies/options'
import { nextSlot } from '../policies/overflow/cascade'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { waitlistFirst } from '../policies/promotion/promotion'
import { presetOf, USUAL_RANKS } from './shared'

/**
 * Rules that give emergencies `extra` seats (2 by default) above base capacity in each slot. If a slot is full, a token gets the
 * next free seat of the day. When the day is full, tokens wait on the session's list by class and arrival, walk-ins before online
 * bookings. Other classes are promoted only within base capacity. No token is bumped. Throws a RangeError for an unknown option or
 * a bad allowance.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: emergencyOverflow({ extra: '20%' }) })
 * ```
 */
export function emergencyOverflow(options: { readonly extra?: SeatAllowance } = {}): Rules {
  checkOptions('emergencyOverflow', options, ['extra'])
  const { extra = 2 } = options
  allowance(extra, 'emergencyOverflow: extra')
  return presetOf('emergencyOverflow', {
    priority: bySource({ ...USUAL_RANKS, 'walk-in': USUAL_RANKS.online, online: USUAL_RANKS['walk-in'] }),
    capacity: elastic({ for: ['emergency'], extra }),
    overflow: [nextSlot(), waitlist()],
    displaced: [],
    promotion: waitlistFirst(),
  })
}
