import { isOneLine, shown } from './words'

/** Which slots a waiting token accepts: its slot only, that slot or a later one, or any slot. */
export type Accepts = 'slot' | 'onward' | 'any'

/** Kinds of verdicts. SEAT, BUMP and WAIT name a slot. */
export const SEAT = 0
export const BUMP = 1
export const WAIT = 2
export const DROP = 3
export const FAIL = 4

/**
 * What an overflow strategy returns: what to do with a token. The core checks it before it carries it out. A verdict that is not
 * possible, such as a seat in a full slot, ends the command with the code `invalid-rules`.
 *
 * @example
 * ```ts
 * const lastSlot: OverflowStrategy = {
 *   name: 'last-slot',
 *   attempt(asker, board) {
 *     const slot = board.firstFree(asker, board.slots - 1, board.slots)
 *     return slot < 0 ? undefined : Verdict.seat(slot)
 *   },
 * }
 * ```
 */
export class Verdict {
  private constructor(
    /** One of SEAT, BUMP, WAIT, DROP, FAIL. */
    readonly kind: number,
    /** Index of the slot to take or to wait for; -1 for none. */
    readonly slot: number,
    /** Which slots a waiting token accepts. */
    readonly accepts: Accepts,
    /** Code of the reason for which the token is dropped. */
    readonly code: string,
  ) {}

  /** Seats the token in this slot, which must have a free seat for it. */
  static seat(slot: number): Verdict {
    return new Verdict(SEAT, slot, 'slot', '')
  }

  /** Gives the token the seat of the lowest token in this slot, which must be one that it may bump. The strategy must declare `bumps`. */
  static bump(slot: number): Verdict {
    return new Verdict(BUMP, slot, 'slot', '')
  }

  /** Puts the token on the waiting list for this slot. `accepts` says which other slots it accepts as well. */
  static wait(slot: number, accepts: Accepts): Verdict {
    return new Verdict(WAIT, slot, accepts, '')
  }

  /**
   * Drops a bumped token with this code as the cause. A newcomer is refused as if no strategy had applied. Throws a RangeError unless the
   * code is a text of one line.
   */
  static drop(code: string): Verdict {
    if (typeof code !== 'string' || code === '' || !isOneLine(code))
      throw new RangeError(`Verdict.drop: the code is ${shown(code)}. Give a text of one line, such as no-later-slot.`)
    return new Verdict(DROP, -1, 'slot', code)
  }

  /** Refuses, and no later strategy is asked. A newcomer is rejected; for a bumped token, the whole bump does not happen. */
  static fail(): Verdict {
    return new Verdict(FAIL, -1, 'slot', '')
  }
}
