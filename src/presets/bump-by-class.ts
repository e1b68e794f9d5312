import type { Rules } from '../core/rules/rules'
import { cascade } from '../policies/overflow/cascade'
import { waitlist } from '../policies/overflow/waitlist'
import { presetOf } from './shared'
import { standard } from './standard'

/**
 * Rules as `standard`, except that each class may bump a lower one, not only emergencies. If no overflow seat is left, a token takes
 * the first seat at or after the slot it asked for that is free or belongs to a lower class. A bumped token does the same, or waits.
 * No token is bumped from a slot that begins within an hour or has begun, and no token more than twice. Paying patients mostly get the
 * hour they want, at the expense of online bookings and walk-ins.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: bumpByClass() })
 * ```
 */
export function bumpByClass(): Rules {
  return presetOf('bumpByClass', {
    ...standard(),
    overflow: [cascade({ freezeMinutes: 60 }), waitlist({ limit: 20, exempt: ['emergency'] })],
    displaced: [cascade({ freezeMinutes: 60 }), waitlist()],
  })
}
