import type { Rules } from '../core/rules/rules'
import { elastic } from '../policies/capacity/elastic'
import { cascade } from '../policies/overflow/cascade'
import { waitlist } from '../policies/overflow/waitlist'
import { bySource } from '../policies/priority/by-source'
import { withAging } from '../policies/priority/with-aging'
import { waitlistFirst } from '../policies/promotion/promotion'
import { USUAL_RANKS } from './ranks'

/**
 * Recommended. Emergencies get up to two seats above capacity in a slot and six in a session; after that they, and every other
 * class above a lower one, bump it, but never within the hour before a slot and nobody more than twice. Who is bumped looks for
 * a place from the slot it asked for on, or waits, and keeps what it found. At most 20 newcomers wait, emergencies beyond that.
 * Waiting improves a rank every half hour, never into the emergency tier.
 */
export function standard(): Rules {
  return {
    priority: withAging(bySource(USUAL_RANKS), { everyMinutes: 30, best: 2 }),
    capacity: elastic({ for: ['emergency'], extra: 2, perSession: 6 }),
    overflow: [cascade({ freezeMinutes: 60 }), waitlist({ limit: 20, exempt: ['emergency'] })],
    displaced: [cascade({ freezeMinutes: 60 }), waitlist()],
    promotion: waitlistFirst(),
    admission: { bumpsPerToken: 2 },
  }
}
