import type { Asker, Board, BumpScope, OverflowStrategy } from '../../core/rules/rules'
import { Verdict } from '../../core/rules/verdict'
import { checkMinutes } from '../minutes'
import type { BumpOptions } from './bump'
import { strictlyLower } from './who'

/** How far a cascade looks. */
export interface CascadeOptions extends BumpOptions {
  /**
   * Slots after the one asked for, or after the one just lost; where absent all of them, and a bumped token starts again from
   * the slot it asked for.
   */
  readonly hops?: number
  /** After the last slot goes on with those before the one asked for; not together with `hops`. */
  readonly wrap?: boolean
}

/** Slot by slot in order of time: a free seat, else the seat of somebody lower. */
export function cascade(options: CascadeOptions = {}): OverflowStrategy {
  const { who = strictlyLower(), for: sources, freezeMinutes, hops, wrap = false } = options
  checkMinutes('cascade: freezeMinutes', freezeMinutes)
  if (hops !== undefined && (!Number.isInteger(hops) || hops < 0 || wrap))
    throw new RangeError(`cascade: hops is ${hops}. Maybe give a whole number from 0 on, and no wrap with it.`)
  const bumps: BumpScope = {
    who,
    for: sources,
    freezeMinutes,
    slots: hops !== undefined ? 'some' : wrap ? 'all' : 'onward',
  }
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
