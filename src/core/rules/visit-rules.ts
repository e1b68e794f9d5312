/** Rules of visits: seats, grace, call order and skips. */
export interface Visit {
  /**
   * Whether the seat of a completed visit stays in use (`spends`) or is given away again (`frees`).
   *
   * @defaultValue 'spends'
   */
  readonly completed?: 'spends' | 'frees'
  /**
   * Minutes after which `sweep` marks a patient who has not checked in as a no-show, and after the last slot's end closes the
   * session.
   *
   * @defaultValue 15
   */
  readonly graceMinutes?: number
  /**
   * Whether the grace counts from the slot's start or from its end. In a slot of many seats most patients are called well after
   * its start.
   *
   * @defaultValue 'end'
   */
  readonly graceFrom?: 'start' | 'end'
  /**
   * The order in which present patients are called.
   *
   * @defaultValue `callOrder()`
   */
  readonly calls?: CallOrder
  /**
   * For how many calls a patient who was called and did not come is passed over; fewer if nobody else is present.
   *
   * @defaultValue 2
   */
  readonly skipCalls?: number
  /**
   * At which skip a patient is marked as a no-show.
   *
   * @defaultValue 3
   */
  readonly maxSkips?: number
}

/** A patient who is present and waits to be called. */
export interface Present {
  /** Its number in order of arrival in this session, from 0. */
  readonly token: number
  /** Rank with which it holds its seat. */
  readonly rank: number
  /** Its booking class. */
  readonly source: string
  /** Start of its slot in epoch milliseconds. */
  readonly slotStart: number
  /** End of its slot in epoch milliseconds. */
  readonly slotEnd: number
  /** Time of its check-in in epoch milliseconds. */
  readonly checkedInAt: number
  /** Its number in order of check-in, from 1. */
  readonly arrived: number
  /** Number of unanswered calls. */
  readonly skips: number
  /** Whether it was seen today and came back, for example with a laboratory result. */
  readonly again: boolean
}

/** The order in which present patients are called. */
export interface CallOrder {
  /** Recorded with every call. */
  readonly name: string
  /** Below 0 if `a` is called before `b` at this time; 0 lets the order of check-in decide. */
  compare(a: Present, b: Present, now: number): number
}
