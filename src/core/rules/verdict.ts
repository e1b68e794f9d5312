/** Which slots a waiting token takes: its slot only, that slot or a later one, or any. */
export type Accepts = 'slot' | 'onward' | 'any'

/** Kinds of verdicts; up to HOLD they name a slot. */
export const SEAT = 0
export const BUMP = 1
export const WAIT = 2
export const DROP = 3
export const FAIL = 4

/** What a strategy wants done with a token. The core checks it and carries it out, with everything that follows. */
export class Verdict {
  private constructor(
    /** One of SEAT, BUMP, HOLD, DROP, FAIL. */
    readonly kind: number,
    /** Slot to take or to wait for, or -1. */
    readonly slot: number,
    /** Which slots it waits for. */
    readonly accepts: Accepts,
    /** Why it is dropped, as a code. */
    readonly code: string,
  ) {}

  /** Seat it in this slot, where a seat is free. */
  static seat(slot: number): Verdict {
    return new Verdict(SEAT, slot, 'slot', '')
  }

  /** Let it take the seat of the lowest token in this slot. */
  static bump(slot: number): Verdict {
    return new Verdict(BUMP, slot, 'slot', '')
  }

  /** Let it wait for this slot, on the list of those that accept it alone, it or a later one, or any. */
  static wait(slot: number, accepts: Accepts): Verdict {
    return new Verdict(WAIT, slot, accepts, '')
  }

  /** Give up: a bumped token is dropped with this code as the cause, a newcomer refused as if no strategy had applied. */
  static drop(code: string): Verdict {
    return new Verdict(DROP, -1, 'slot', code)
  }

  /** Refuse: no later strategy is asked; a newcomer is rejected, and a bump whose victim ends here does not happen. */
  static fail(): Verdict {
    return new Verdict(FAIL, -1, 'slot', '')
  }
}
