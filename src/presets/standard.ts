import type { Rules } from '../core/rules/rules'
import { elastic } from '../policies/capacity/capacity'
import { cascade } from '../policies/overflow/cascade'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { withAging } from '../policies/priority/with-aging'
import { waitlistFirst } from '../policies/promotion/promotion'
import { presetOf, USUAL_RANKS } from './shared'

/**
 * The recommended rules, and the default. They move as few patients as they can. If a slot is full, a token takes the next free seat,
 * or waits. Emergencies get up to 2 seats above base capacity in a slot, and 6 in a session. After that an emergency bumps a lower
 * class, but not from a slot that begins within an hour or has begun, and no token is bumped more than twice. No other class bumps. A
 * bumped token takes the next free seat at or after the slot it asked for, or waits. It is not moved back later. A newcomer may
 * wait if fewer than 20 tokens do, an emergency always. Waiting improves a rank by one every 30 minutes, never into
 * the emergency tier. Up to 10 waiting patients of a session who are in the building are seen without a seat, if nobody whose slot has
 * begun is there.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), promotion: noPromotion() }
 * ```
 */
export function standard(): Rules {
  const onward = cascade({ for: ['emergency'], freezeMinutes: 60 })
  return presetOf('standard', {
    priority: withAging(bySource(USUAL_RANKS), { everyMinutes: 30, best: 2 }),
    capacity: elastic({ for: ['emergency'], extra: 2, perSession: 6 }),
    overflow: [onward, waitlist({ limit: 20, exempt: ['emergency'] })],
    displaced: [onward, waitlist()],
    promotion: waitlistFirst(),
    admission: { bumpsPerToken: 2 },
    visit: { standby: { perSession: 10 } },
  })
}
