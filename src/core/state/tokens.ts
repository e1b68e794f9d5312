// One token is sixteen integers side by side, which is one cache line; the last one is free. These are their indexes.
/** Slot of the token, or WAITING or NOWHERE. */
export const SLOT = 0
export const STATUS = 1
/** Lane of the rank and group that the rules gave it. */
export const HOME = 2
/** Lane of the rank with which it holds its seat; HOME while it waits. */
export const LANE = 3
/** List of that lane in which it is linked, or -1. */
export const LIST = 4
export const NEXT = 5
export const PREV = 6
export const WANTED = 7
/** 1 if the request named its slot. */
export const NAMED = 8
export const BUMPS = 9
/** How often it may be bumped, -1 without limit. */
export const BUDGET = 10
export const PATIENT = 11
/** The same patient's token before this one, or -1. */
export const OLDER = 12
/** Two bits of marks; above them the seconds after its slot's planned start at which it got its seat. */
const MARKS = 13
/** 1 while it sits in a seat that an override gave it. */
export const OVERRIDE = 14

/** Mark: it was reinstated. */
export const REINSTATED = 1
/** Mark: its seat was held for it, offered or given back, so that no other token could have it then. */
export const PROMISED = 2

const MARK_BITS = 2
const MARK_MASK = (1 << MARK_BITS) - 1
const UNLIMITED_BUMPS = 0x3fffffff
/** Most seconds of lateness that fit. */
const LATEST_SECONDS = (1 << 22) - 1

const WIDTH = 4

/** The session's tokens by handle, which is their order of arrival. */
export class Tokens {
  count = 0
  cells: Int32Array<ArrayBuffer>
  arrivedAt: Float64Array<ArrayBuffer>
  sources: string[] = []
  /** Latest token by patient handle. */
  latestOf: number[] = []

  constructor(room: number) {
    this.cells = new Int32Array(room << WIDTH)
    this.arrivedAt = new Float64Array(room)
  }

  /** All handles, in order of arrival. */
  handles(): IterableIterator<number> {
    return this.sources.keys()
  }

  get(token: number, field: number): number {
    return this.cells[(token << WIDTH) + field]!
  }

  set(token: number, field: number, value: number): void {
    this.cells[(token << WIDTH) + field] = value
  }

  /** How often it may still be bumped. */
  bumpsLeft(token: number): number {
    const budget = this.get(token, BUDGET)
    return budget < 0 ? UNLIMITED_BUMPS : Math.max(0, budget - this.get(token, BUMPS))
  }

  mark(token: number, mark: number): void {
    this.set(token, MARKS, this.get(token, MARKS) | mark)
  }

  /** How long after its slot's planned start it got its seat, in milliseconds; 0 if before. */
  lateBy(token: number): number {
    return (this.get(token, MARKS) >> MARK_BITS) * 1000
  }

  setLateBy(token: number, ms: number): void {
    const seconds = ms <= 0 ? 0 : Math.min(LATEST_SECONDS, Math.ceil(ms / 1000))
    this.set(token, MARKS, (this.get(token, MARKS) & MARK_MASK) | (seconds << MARK_BITS))
  }

  isMarked(token: number, mark: number): boolean {
    return (this.get(token, MARKS) & mark) !== 0
  }

  /** Appends a token of this patient and returns its handle. */
  add(at: number, source: string, patient: number): number {
    const token = this.count++
    if (token << WIDTH === this.cells.length) {
      this.cells = grown(this.cells, this.cells.length * 2)
      const arrivedAt = new Float64Array(token * 2)
      arrivedAt.set(this.arrivedAt)
      this.arrivedAt = arrivedAt
    }
    this.arrivedAt[token] = at
    this.sources.push(source)
    this.set(token, PATIENT, patient)
    this.set(token, OLDER, patient < this.latestOf.length ? this.latestOf[patient]! : -1)
    this.latestOf[patient] = token
    return token
  }

  copy(): Tokens {
    const copy = new Tokens(0)
    copy.count = this.count
    // Unlike `slice`, this does not fill the memory with zeros first.
    copy.cells = new Int32Array(this.cells)
    copy.arrivedAt = new Float64Array(this.arrivedAt)
    copy.sources = this.sources.slice()
    copy.latestOf = this.latestOf.slice()
    return copy
  }
}

/** Returns a longer copy whose new cells are 0. */
export function grown(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length)
  to.set(from)
  return to
}
