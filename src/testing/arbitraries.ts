import type { Rules, TokenAttributes } from '../core/rules/rules'
import { checkRequests } from './check-requests'
import type { ClinicDay } from './clinic-day'
import { composedRules } from './composed-rules'
import type { Arbitrary, FastCheck } from './fast-check'
import { clockOf, KINDS, type RawStep, writeSteps } from './write-steps'

/** What the random days of a property may contain. */
export interface DayShape {
  /**
   * Booking classes, each one word, the simplest first.
   *
   * @defaultValue `online`, `walk-in`, `follow-up`, `paid` and `emergency`
   */
  readonly sources?: readonly string[]
  /** Attributes that a booking may have, and the values of each, the simplest first: `{ ageBand: ['adult', 'child'] }`. */
  readonly attributes?: Readonly<Record<string, readonly (number | string | boolean)[]>>
  /**
   * The most steps of a day, at least 1.
   *
   * @defaultValue 40
   */
  readonly steps?: number
  /**
   * The most slots of a doctor, from 1 to 8. A slot has at most three seats.
   *
   * @defaultValue 4
   */
  readonly slots?: number
}

/** Arbitraries for properties of rules. */
export interface Arbitraries {
  /** Returns an arbitrary of days, for `runDay`. Throws a RangeError if a scenario could not write a source or an attribute. */
  day(shape?: DayShape): Arbitrary<ClinicDay>
  /** Returns an arbitrary of rules, to try a part of your own with many others: the presets, with parts replaced by other built-in ones. */
  rules(): Arbitrary<Rules>
}

/**
 * Returns arbitraries that are made with the given fast-check, version 4. This library does not depend on fast-check. A day has one or two
 * doctors, bookings of every kind, whole visits, and steps of the hospital, while the time passes. It shrinks to the fewest steps.
 *
 * @example
 * ```ts
 * const { day } = arbitraries(fc)
 * await fc.assert(fc.asyncProperty(day(), (each) => runDay(each, rules)))
 * ```
 */
export function arbitraries(fc: FastCheck): Arbitraries {
  return { day: (shape = {}) => dayArbitrary(fc, shape), rules: () => composedRules(fc) }
}

function dayArbitrary(
  fc: FastCheck,
  { sources, attributes = {}, steps = 40, slots = 4 }: DayShape,
): Arbitrary<ClinicDay> {
  checkCount('steps', steps, 1000)
  checkCount('slots', slots, 8)
  checkRequests(sources, attributes)
  const words = sources ?? ['O', 'W', 'F', 'P', 'E']
  const step: Arbitrary<RawStep> = fc.record<RawStep>({
    kind: fc.constantFrom<RawStep['kind']>(...KINDS),
    minutes: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 5, 20, 40),
    doctor: fc.constantFrom(0, 0, 0, 1),
    slot: fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5, 6, 7),
    source: fc.nat(words.length - 1),
    pick: fc.nat(59),
    attributes: attributesArbitrary(fc, attributes),
  })
  const capacities = fc.array(fc.constantFrom(1, 1, 1, 2, 2, 3, 0), { minLength: 1, maxLength: slots, size: 'max' })
  return fc
    .record({
      doctors: fc.array(capacities, { minLength: 1, maxLength: 2, size: 'max' }),
      begin: fc.constantFrom(6 * 60, 8 * 60 + 30),
      steps: fc.array(step, { minLength: 1, maxLength: steps, size: 'max' }),
    })
    .map(({ doctors, begin, steps: raw }) => {
      const rosters = doctors.map((list, index) => ({
        doctor: index === 0 ? 'rao' : 'shah',
        starts: list.map((_, n) => clockOf((9 + n) * 60)),
      }))
      const written = rosters.map(({ doctor, starts }, index): [string, string[]] => [
        doctor,
        starts.map((start, n) => `${start}-${clockOf((10 + n) * 60)} x${doctors[index]![n]}`),
      ])
      return {
        slots: Object.fromEntries(written),
        clock: clockOf(begin),
        steps: writeSteps(raw, rosters, words, begin),
      }
    })
}

/** Returns an arbitrary of attributes of a booking; half of the bookings lack each one. */
function attributesArbitrary(
  fc: FastCheck,
  attributes: NonNullable<DayShape['attributes']>,
): Arbitrary<TokenAttributes> {
  const shape: Record<string, Arbitrary<number | string | boolean | undefined>> = {}
  for (const [name, values] of Object.entries(attributes)) {
    shape[name] = fc.constantFrom(...values.map(() => undefined), ...values)
  }
  return fc.record(shape).map((each) => {
    const given = Object.entries(each).filter(
      (entry): entry is [string, number | string | boolean] => entry[1] !== undefined,
    )
    return Object.fromEntries(given)
  })
}

function checkCount(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw new RangeError(`arbitraries: ${name} is ${value}. Give a whole number from 1 to ${most}.`)
}
