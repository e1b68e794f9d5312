import type { Rules } from '../core/rules/rules'
import { unlimitedFor } from '../policies/capacity/capacity'
import { bySource } from '../policies/priority/by-source'
import { noPromotion } from '../policies/promotion/promotion'
import { presetOf, USUAL_RANKS } from './shared'

/**
 * Rules that always seat emergencies, first in line, without limit and without bumping a token. All others are refused if the slot is
 * full. A completed visit frees its seat.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: emergencyBypass() })
 * ```
 */
export function emergencyBypass(): Rules {
  return presetOf('emergencyBypass', {
    priority: bySource(USUAL_RANKS),
    capacity: unlimitedFor(['emergency']),
    overflow: [],
    displaced: [],
    promotion: noPromotion(),
    visit: { completed: 'frees' },
  })
}
