import type { OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'
import { checkMinutes } from '../minutes'

/** A free seat in a later slot, one that starts at most `withinMinutes` after the slot asked for or lost. */
export function nextSlot(options: { readonly withinMinutes?: number } = {}): OverflowStrategy {
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
