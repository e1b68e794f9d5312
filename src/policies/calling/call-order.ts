import type { CallOrder, Present } from '../../core/rules/visit-rules'
import { checkChoice, checkOptions, checkSources } from '../options'

/** Which patients wait behind those who are on time. */
export interface CallOrderOptions {
  /**
   * A patient whose slot has not begun is called after all whose slot has (`after`), or in turn by rank (`in-turn`).
   *
   * @defaultValue 'after'
   */
  readonly early?: 'after' | 'in-turn'
  /**
   * A patient who first checked in when the slot was over is called after those on time (`after`), or in turn by rank (`in-turn`).
   *
   * @defaultValue 'in-turn'
   */
  readonly late?: 'after' | 'in-turn'
  /**
   * Sources that are called after all others whose slot has begun. Many hospitals treat walk-ins like this.
   *
   * @defaultValue none
   */
  readonly last?: readonly string[]
}

/**
 * Calls patients who are on time first, then by rank, then by the first check-in of the day. Emergencies come before all others. Reasons
 * to stay behind add up: `early` outweighs `last`, which outweighs `late`. Throws a RangeError for an unknown option or value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), visit: { calls: callOrder({ last: ['walk-in'] }) } }
 * ```
 */
export function callOrder(options: CallOrderOptions = {}): CallOrder {
  checkOptions('callOrder', options, ['early', 'late', 'last'])
  const { early = 'after', late = 'in-turn', last = [] } = options
  checkChoice('callOrder: early', early, ['after', 'in-turn'])
  checkChoice('callOrder: late', late, ['after', 'in-turn'])
  checkSources('callOrder: last', last)
  const behind = new Set(last)
  const turn = ({ source, slotStart, slotEnd, since }: Present, now: number): number => {
    const isEarly = early === 'after' && slotStart > now
    const isLate = late === 'after' && since >= slotEnd
    return (isEarly ? 4 : 0) + (behind.has(source) ? 2 : 0) + (isLate ? 1 : 0)
  }
  return {
    name: 'call-order',
    compare: (a, b, now) => turn(a, now) - turn(b, now) || a.rank - b.rank,
  }
}
