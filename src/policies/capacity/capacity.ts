import type { CapacityPolicy } from '../../core/rules/rules'
import { shown } from '../../core/rules/words'
import { checkCapacity, checkOptions, checkSources } from '../options'

/** A number of seats, or a share of the base capacity such as `'20%'`, rounded down. */
export type SeatAllowance = number | `${number}%`

/** Returns a function that gives the seats for a base capacity. Throws a RangeError that begins with `name` for a bad one. */
export function allowance(seats: SeatAllowance, name: string): (base: number) => number {
  const text = String(seats)
  const isShare = text.endsWith('%')
  const amount = isShare && text !== '%' ? Number(text.slice(0, -1)) : seats
  if (typeof amount !== 'number' || !(isShare ? Number.isFinite(amount) : Number.isInteger(amount)) || amount < 0) {
    throw new RangeError(`${name} is ${shown(seats)}. Give a whole number of seats, or a share such as '20%'.`)
  }
  return isShare ? (base) => Math.floor((base * amount) / 100) : () => amount
}

/**
 * Gives every token the base capacity, with no overflow seats.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: fixed() }
 * ```
 */
export function fixed(): CapacityPolicy {
  return { groups: 1, groupOf: () => 0, seats: (_group, base) => base }
}

/** Which sources may use overflow seats, and how many there are. */
export interface Elasticity {
  /** Sources that may use overflow seats. */
  readonly for: readonly string[]
  /** Overflow seats of each slot. */
  readonly extra: SeatAllowance
  /**
   * Overflow seats of a whole session that may be in use at once.
   *
   * @defaultValue no limit
   */
  readonly perSession?: SeatAllowance
}

/**
 * Gives some sources overflow seats, which are above base capacity. Name the classes with the best ranks: in a slot above base
 * capacity, no other source can bump them. Throws a RangeError for an unknown option or value.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: elastic({ for: ['emergency'], extra: '20%', perSession: 6 }) }
 * ```
 */
export function elastic(options: Elasticity): CapacityPolicy {
  checkOptions('elastic', options, ['for', 'extra', 'perSession'])
  checkSources('elastic: for', options.for)
  const sources = new Set(options.for)
  const { extra, perSession } = options
  const slotSeats = allowance(extra, 'elastic: extra')
  const policy: CapacityPolicy = {
    groups: 2,
    groupOf: (request) => (sources.has(request.source) ? 1 : 0),
    seats: (group, base) => (group === 1 ? base + slotSeats(base) : base),
  }
  return perSession === undefined ? policy : { ...policy, perSession: allowance(perSession, 'elastic: perSession') }
}

/**
 * Always seats some sources; all others get the base capacity. Throws a RangeError unless `sources` is a list of texts.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: unlimitedFor(['emergency']) }
 * ```
 */
export function unlimitedFor(sources: readonly string[]): CapacityPolicy {
  checkSources('unlimitedFor: sources', sources)
  const exempt = new Set(sources)
  return {
    groups: 2,
    groupOf: (request) => (exempt.has(request.source) ? 1 : 0),
    seats: (group, base) => (group === 1 ? Number.POSITIVE_INFINITY : base),
  }
}

/**
 * Limits overrides to `extra` seats above base capacity in a slot. Without it an override may use as many seats as the class that
 * sees most. Throws a RangeError for a bad policy or allowance.
 *
 * @example
 * ```ts
 * const rules = { ...standard(), capacity: withCeiling(fixed(), 1) }
 * ```
 */
export function withCeiling(capacity: CapacityPolicy, extra: SeatAllowance): CapacityPolicy {
  checkCapacity('withCeiling: capacity', capacity)
  const seats = allowance(extra, 'withCeiling: extra')
  return { ...capacity, ceiling: (base) => base + seats(base) }
}
