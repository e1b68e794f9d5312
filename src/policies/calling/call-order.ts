import type { CallOrder, Present } from '../../core/rules/visit-rules'

/** Who waits behind those who are on time. */
export interface CallOrderOptions {
  /**
   * Those whose slot has not begun: after everybody whose slot has (`after`), or in turn by rank (`in-turn`).
   *
   * @defaultValue 'after'
   */
  readonly early?: 'after' | 'in-turn'
  /**
   * Those who checked in when their slot was over.
   *
   * @defaultValue 'in-turn'
   */
  readonly late?: 'after' | 'in-turn'
  /**
   * Sources that are called when nobody else is there whose slot has begun, as hospitals do with those who walk in.
   *
   * @defaultValue none
   */
  readonly last?: readonly string[]
}

/** On time first, then by rank, then by check-in. Those who have to stay behind several times over stay behind the others. */
export function callOrder(options: CallOrderOptions = {}): CallOrder {
  const { early = 'after', late = 'in-turn', last = [] } = options
  const behind = new Set(last)
  const turn = ({ source, slotStart, slotEnd, checkedInAt }: Present, now: number): number => {
    const isEarly = early === 'after' && slotStart > now
    const isLate = late === 'after' && checkedInAt >= slotEnd
    return (isEarly ? 4 : 0) + (behind.has(source) ? 2 : 0) + (isLate ? 1 : 0)
  }
  return {
    name: 'call-order',
    compare: (a, b, now) => turn(a, now) - turn(b, now) || a.rank - b.rank,
  }
}
