import type { Rules } from '../core/rules/rules'
import { cascade } from '../policies/overflow/cascade'
import { waitlist } from '../policies/overflow/waitlist'
import { bestOf } from '../policies/priority/best-of'
import { byAttribute } from '../policies/priority/by-attribute'
import { bySource } from '../policies/priority/by-source'
import { withAging } from '../policies/priority/with-aging'
import { pullForward } from '../policies/promotion/promotion'
import { bumpByClass } from './bump-by-class'
import { presetOf } from './shared'

/**
 * Rules as `bumpByClass`, without a paid tier. After emergencies come patients whose attribute `priorityGroup` is `elderly`, `disabled`,
 * `child` or `pregnant`, then all others by arrival. Each session has one waiting list. A token that was seated later than it asked for
 * is pulled forward when a seat becomes free.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: publicHospital() })
 * ```
 */
export function publicHospital(): Rules {
  const vulnerable = { elderly: 2, disabled: 2, child: 2, pregnant: 2 }
  const classes = bySource({ emergency: 1, paid: 3, 'follow-up': 3, online: 3, 'walk-in': 3 })
  return presetOf('publicHospital', {
    ...bumpByClass(),
    priority: withAging(bestOf(classes, byAttribute('priorityGroup', { ranks: vulnerable })), {
      everyMinutes: 60,
      best: 2,
    }),
    overflow: [cascade({ freezeMinutes: 60 }), waitlist()],
    promotion: pullForward(),
  })
}
