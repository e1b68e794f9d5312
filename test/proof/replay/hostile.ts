import type { Rules } from 'opd-scheduler'
import type { PriorityPolicy } from 'opd-scheduler/rules'

/** Rules that throw at every question except the ageing of a rank, because a view shows the present rank of waiting tokens. */
export function hostileRules(at?: PriorityPolicy['at']): Rules {
  const refuse = (): never => {
    throw new Error('a replay asked a rule')
  }
  const strategy = { name: 'hostile', attempt: refuse }
  return {
    priority: { base: refuse, ...(at === undefined ? undefined : { at }) },
    capacity: { groups: 7, groupOf: refuse, seats: refuse, perSession: refuse },
    overflow: [strategy],
    displaced: [strategy],
    promotion: { name: 'hostile', from: 'waitlist-and-later', into: 'entitled', fills: refuse },
  }
}
