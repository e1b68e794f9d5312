import type { Asker, Board, BumpScope, OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'
import { shown } from '../../core/rules/words'
import { checkFlag, checkMinutes, checkOptions } from '../options'
import { BUMP_OPTIONS, type BumpOptions, checkBump, strictlyLower } from './bump'

/** How far a cascade looks. */
export interface CascadeOptions extends BumpOptions {
  /**
   * How many slots to try after the one asked for or just lost. If left out, all are tried, and a bumped token starts again at the
   * slot it asked for.
   *
   * @defaultValue no limit
   */
  readonly hops?: number
  /**
   * Whether to go on, after the last slot, with the slots before the one asked for; not together with `hops`.
   *
   * @defaultValue false
   */
  readonly wrap?: boolean
}

/**
 * Goes slot by slot in order of time, and takes a free seat or bumps a lower token, whichever comes first. Throws a RangeError for
 * an unknown option or value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), overflow: [cascade({ freezeMinutes: 60 })], displaced: [cascade({ hops: 1 }), drop()] }
 * ```
 */
export function cascade(options: CascadeOptions = {}): OverflowStrategy {
  checkOptions('cascade', options, [...BUMP_OPTIONS, 'hops', 'wrap'])
  const { who = strictlyLower(), for: sources, freezeMinutes, hops, wrap = false } = options
  checkBump('cascade', who, sources)
  checkMinutes('cascade: freezeMinutes', freezeMinutes)
  if (hops !== undefined && (!Number.isInteger(hops) || hops < 0))
    throw new RangeError(`cascade: hops is ${shown(hops)}. Give a whole number, 0 or more.`)
  checkFlag('cascade: wrap', wrap)
  if (hops !== undefined && wrap)
    throw new RangeError(`cascade: hops is ${hops} and wrap is true. Leave out one of them.`)
  const bumps: BumpScope = { who, for: sources, freezeMinutes }
  const search = (asker: Asker, board: Board, from: number, to: number): Verdict | undefined => {
    const free = board.firstFree(asker, from, to)
    const mayBump = sources === undefined || sources.includes(asker.source)
    const taken = mayBump ? board.firstBumpable(asker, who, from, free < 0 ? to : free, freezeMinutes) : -1
    return taken >= 0 ? Verdict.bump(taken) : free >= 0 ? Verdict.seat(free) : undefined
  }
  return {
    name: 'cascade',
    bumps,
    attempt(asker, board) {
      if (hops !== undefined) {
        const from = asker.lost < 0 ? asker.wanted : asker.lost + 1
        return search(
          asker,
          board,
          from,
          Math.min(board.slots, (asker.lost < 0 ? asker.wanted : asker.lost) + hops + 1),
        )
      }
      return (
        search(asker, board, asker.wanted, board.slots) ?? (wrap ? search(asker, board, 0, asker.wanted) : undefined)
      )
    },
  }
}

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
