import type { OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'
import { checkMinutes } from '../minutes'
import { checkOptions } from '../options'

/**
 * Seats the token in the first later slot with a free seat, if that slot starts at most `withinMinutes` minutes after the one asked
 * for or lost (no limit by default). Throws a RangeError for an unknown option, or for minutes below 0.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), overflow: [nextSlot({ withinMinutes: 90 })] }
 * ```
 */
export function nextSlot(options: { readonly withinMinutes?: number } = {}): OverflowStrategy {
  checkOptions('nextSlot', options, ['withinMinutes'])
  const { withinMinutes = Number.POSITIVE_INFINITY } = options
  checkMinutes('nextSlot: withinMinutes', withinMinutes)
  return {
    name: 'next-slot',
    attempt(asker, board) {
      const here = asker.lost < 0 ? asker.wanted : asker.lost
      const slot = board.firstFree(asker, here + 1, board.slots)
      if (slot < 0 || board.startOf(slot) - board.startOf(here) > withinMinutes * 60_000) return undefined
      return Verdict.seat(slot)
    },
  }
}
