/** Which slots a waiting token accepts: its slot only, that slot or a later one, or any. */
export type Accepts = 'slot' | 'onward' | 'any'

/** Kinds of verdicts. Those up to WAIT name a slot. */
export const SEAT = 0
export const BUMP = 1
export const WAIT = 2
export const DROP = 3
export const FAIL = 4

/** A strategy's decision on a token. The core checks it and carries it out, with everything that follows. */
export class Verdict {
  private constructor(
    /** One of SEAT, BUMP, WAIT, DROP, FAIL. */
    readonly kind: number,
    /** Slot to sit in or to wait for, or -1. */
    readonly slot: number,
    /** Which slots it waits for. */
    readonly accepts: Accepts,
    /** Why it is dropped, as a code. */
    readonly code: string,
  ) {}

  /** Seats the token in this slot, which must have a free seat for it. */
  static seat(slot: number): Verdict {
    return new Verdict(SEAT, slot, 'slot', '')
  }

  /** Gives the token the seat of the lowest token in this slot. */
  static bump(slot: number): Verdict {
    return new Verdict(BUMP, slot, 'slot', '')
  }

  /** Lets the token wait for this slot only, for this slot or a later one, or for any. */
  static wait(slot: number, accepts: Accepts): Verdict {
    return new Verdict(WAIT, slot, accepts, '')
  }

  /** Gives up: a bumped token is dropped with this code as the cause, a newcomer is refused as if no strategy had applied. */
  static drop(code: string): Verdict {
    return new Verdict(DROP, -1, 'slot', code)
  }

  /** Refuses: no later strategy is asked. A newcomer is rejected; a bump that leads here does not happen. */
  static fail(): Verdict {
    return new Verdict(FAIL, -1, 'slot', '')
  }
}
