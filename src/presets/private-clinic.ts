import type { Rules } from '../core/rules/rules'
import { bump } from '../policies/overflow/bump'
import { nextSlot } from '../policies/overflow/cascade'
import { waitlist } from '../policies/overflow/waitlist'
import { offerFirst } from '../policies/promotion/promotion'
import { presetOf } from './shared'
import { standard } from './standard'

/**
 * Rules as `standard`, except that all keep to the slot they asked for. If no overflow seat is left, an emergency bumps the lowest token
 * of that slot that has not checked in, until the slot is over; if it named no slot, in the first slot where it may. Each slot has a waiting list on
 * which paid tokens come before the lower classes; a newcomer may wait if fewer than 10 tokens do, an emergency always. A bumped token gets the next free seat of the day, or waits. A
 * freed seat is offered to the best waiting token for 15 minutes, then to the next. Emergencies get it at once.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: privateClinic() })
 * ```
 */
export function privateClinic(): Rules {
  return presetOf('privateClinic', {
    ...standard(),
    overflow: [bump({ for: ['emergency'] }), waitlist({ per: 'slot', limit: 10, exempt: ['emergency'] })],
    displaced: [nextSlot(), waitlist()],
    promotion: offerFirst({ minutes: 15, exempt: ['emergency'] }),
  })
}
