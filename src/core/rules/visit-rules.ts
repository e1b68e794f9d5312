/** What a visit does to its seat, and in which order patients are called. */
export interface Visit {
  /**
   * Whether the seat of a completed visit stays in use (`spends`) or becomes free (`frees`).
   *
   * @defaultValue 'spends'
   */
  readonly completed?: 'spends' | 'frees'
  /**
   * Minutes after which `sweep` marks a token that has not checked in as a no-show. `sweep` closes a session this long after the
   * end of its last slot. With `Infinity` no clock makes no-shows, and the session is closed once its last slot is over and no patient is
   * expected.
   *
   * @defaultValue 15
   */
  readonly graceMinutes?: number
  /**
   * Whether the grace counts from the slot's start or from its end. In a slot with many seats most patients are called well after its
   * start.
   *
   * @defaultValue 'end'
   */
  readonly graceFrom?: 'start' | 'end'
  /**
   * The order in which patients who are present are called.
   *
   * @defaultValue `callOrder()`
   */
  readonly calls?: CallOrder
  /**
   * How many calls pass over a patient who was called and did not come. The patient is called sooner if no other is present.
   *
   * @defaultValue 2
   */
  readonly skipCalls?: number
  /**
   * The number of skips at which a token becomes a no-show.
   *
   * @defaultValue 3
   */
  readonly maxSkips?: number
  /**
   * Lets waiting patients who are in the building be seen without a seat when the doctor would be idle. `checkIn` puts a waiting token on
   * standby, and it stays on its list. It is called only if nobody whose slot has begun is present, nobody of a better class is early, no
   * called patient is still to go in, and the last slot has not ended. If left out, a waiting token cannot check in. None of this limits
   * emergencies.
   */
  readonly standby?: {
    /** How many such patients a session may see: a whole number from 1, or `Infinity`. */
    readonly perSession: number
  }
}

/** A patient who is present and waits to be called. */
export interface Present {
  /** The token's number in order of booking in this session, from 0. */
  readonly token: number
  /** The rank for the call: the one that the priority policy gave, aged by the time for which the patient has been present. */
  readonly rank: number
  /** Its booking class. */
  readonly source: string
  /** Start of its slot, in epoch milliseconds. */
  readonly slotStart: number
  /** End of its slot, in epoch milliseconds. */
  readonly slotEnd: number
  /** Time of its check-in, in epoch milliseconds. */
  readonly checkedInAt: number
  /** Time of its first check-in of the day, in epoch milliseconds. */
  readonly since: number
  /** Its number in order of check-in, from 1. */
  readonly arrived: number
  /** How often the patient was called and did not come. */
  readonly skips: number
  /** Whether the patient was seen today and came back, for instance with a laboratory result. */
  readonly again: boolean
}

/** The order in which patients who are present are called. */
export interface CallOrder {
  /** Recorded with every call. */
  readonly name: string
  /**
   * Returns a number below 0 if `a` is called before `b` at `now` (epoch milliseconds). If it returns 0, the order is that of the first
   * check-in.
   */
  compare(a: Present, b: Present, now: number): number
}
