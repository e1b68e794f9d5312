import type { Rules } from '../core/rules/rules'
import { unlimitedFor } from '../policies/capacity/unlimited-for'
import { bySource } from '../policies/priority/by-source'
import { noPromotion } from '../policies/promotion/promotion'
import { USUAL_RANKS } from './ranks'

/**
 * Emergencies are always seated, first in line, without limit and without displacing anybody. Everybody else is refused when
 * the slot is full. A completed visit frees its seat.
 */
export function emergencyBypass(): Rules {
  return {
    priority: bySource(USUAL_RANKS),
    capacity: unlimitedFor(['emergency']),
    overflow: [],
    displaced: [],
    promotion: noPromotion(),
    visit: { completed: 'frees' },
  }
}
