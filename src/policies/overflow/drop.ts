import type { OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'

/**
 * Drops a bumped token with the code `no-later-slot`. A newcomer is refused.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), displaced: [nextSlot(), drop()] }
 * ```
 */
export function drop(): OverflowStrategy {
  return { name: 'drop', attempt: () => Verdict.drop('no-later-slot') }
}

/**
 * Drops a token bumped from the last slot of the session, with the code `end-of-day`. Does not apply to other tokens.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), displaced: [nextSlot(), dropAtEndOfDay()] }
 * ```
 */
export function dropAtEndOfDay(): OverflowStrategy {
  return {
    name: 'drop-at-end-of-day',
    attempt: (asker, board) => (asker.lost === board.slots - 1 ? Verdict.drop('end-of-day') : undefined),
  }
}
