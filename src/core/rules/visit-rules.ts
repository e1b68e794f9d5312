/** What a visit does to its seat, and who is called when. */
export interface Visit {
  /**
   * Whether a completed visit keeps its seat in use (`spends`) or gives it away again (`frees`).
   *
   * @defaultValue 'spends'
   */
  readonly completed?: 'spends' | 'frees'
  /**
   * Minutes after which `sweep` takes somebody who has not checked in for a no-show, and after the last slot's end closes the
   * session.
   *
   * @defaultValue 15
   */
  readonly graceMinutes?: number
  /**
   * Whether the grace counts from the slot's start or from its end. A slot of many seats calls most of its patients well after
   * its start.
   *
   * @defaultValue 'end'
   */
  readonly graceFrom?: 'start' | 'end'
  /**
   * Who of those present is called first.
   *
   * @defaultValue `callOrder()`
   */
  readonly calls?: CallOrder
  /**
   * How many calls somebody is passed over for who was called and did not come; sooner only where nobody else is present.
   *
   * @defaultValue 2
   */
  readonly skipCalls?: number
  /**
   * At which skip somebody is taken for a no-show.
   *
   * @defaultValue 3
   */
  readonly maxSkips?: number
}

/** Somebody who is present and waits to be called. */
export interface Present {
  /** Its number in order of arrival in this session, from 0. */
  readonly token: number
  /** Rank with which it holds its seat. */
  readonly rank: number
  /** Its booking class. */
  readonly source: string
  /** Epoch milliseconds of its slot. */
  readonly slotStart: number
  /** Epoch milliseconds of its slot. */
  readonly slotEnd: number
  /** Epoch milliseconds of its check-in. */
  readonly checkedInAt: number
  /** Its number in order of check-in, from 1. */
  readonly arrived: number
  /** How often it was called and did not come. */
  readonly skips: number
  /** Whether it has been seen today and came back, as with a laboratory result. */
  readonly again: boolean
}

/** Who of those present is called first. */
export interface CallOrder {
  /** Recorded with every call. */
  readonly name: string
  /** Below 0 where `a` is called before `b` at this time; ends that are equal go by check-in. */
  compare(a: Present, b: Present, now: number): number
}
