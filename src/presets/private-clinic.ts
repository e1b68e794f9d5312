import type { Rules } from '../core/rules/rules'
import { bump } from '../policies/overflow/bump'
import { nextSlot } from '../policies/overflow/next-slot'
import { waitlist } from '../policies/overflow/waitlist'
import { offerFirst } from '../policies/promotion/promotion'
import { standard } from './standard'

/**
 * As `standard`, but only emergencies displace anybody: where no overflow seat is left, until the slot is over, the lowest who
 * has not checked in. Paying patients come before the others on the list of the slot they chose,
 * which takes 10 newcomers and any emergency; a bumped patient gets the next
 * free seat of the day, or waits for one. Who waits is offered a freed seat and has a quarter of an hour to confirm it, before
 * the next is asked; emergencies get it at once.
 */
export function privateClinic(): Rules {
  return {
    ...standard(),
    overflow: [bump({ for: ['emergency'] }), waitlist({ per: 'slot', limit: 10, exempt: ['emergency'] })],
    displaced: [nextSlot(), waitlist()],
    promotion: offerFirst({ minutes: 15, exempt: ['emergency'] }),
  }
}
