import type { Rules } from '../core/rules/rules'
import {
  bump,
  cascade,
  drop,
  elastic,
  fixed,
  lowerInOrder,
  nextSlot,
  noPromotion,
  offerFirst,
  presets,
  pullForward,
  quotas,
  waitlist,
  waitlistFirst,
} from '../index'
import type { Arbitrary, FastCheck } from './fast-check'

/** Some fields of rules, and the code that makes them. */
type Part = readonly [code: string, fields: Partial<Rules>]

const UNCHANGED: Part = ['', {}]

/** What may replace parts of a preset. Of each list at most one part is taken; parts of different lists fit together. */
const PARTS: readonly (readonly Part[])[] = [
  [
    ['capacity: fixed()', { capacity: fixed() }],
    ["capacity: elastic({ for: ['emergency'], extra: 1 })", { capacity: elastic({ for: ['emergency'], extra: 1 }) }],
    [
      "capacity: quotas({ shares: { 'walk-in': '50%' }, releaseMinutes: 60 })",
      { capacity: quotas({ shares: { 'walk-in': '50%' }, releaseMinutes: 60 }) },
    ],
  ],
  [
    ['overflow: []', { overflow: [] }],
    ['overflow: [waitlist()]', { overflow: [waitlist()] }],
    ['overflow: [nextSlot(), waitlist()]', { overflow: [nextSlot(), waitlist()] }],
    ["overflow: [bump({ for: ['emergency'] }), waitlist()]", { overflow: [bump({ for: ['emergency'] }), waitlist()] }],
    [
      'overflow: [cascade({ who: lowerInOrder() }), waitlist()]',
      { overflow: [cascade({ who: lowerInOrder() }), waitlist()] },
    ],
  ],
  [
    ['displaced: [waitlist()]', { displaced: [waitlist()] }],
    ['displaced: [nextSlot(), drop()]', { displaced: [nextSlot(), drop()] }],
    ['displaced: [cascade({ hops: 1 }), waitlist()]', { displaced: [cascade({ hops: 1 }), waitlist()] }],
  ],
  [
    ['promotion: waitlistFirst()', { promotion: waitlistFirst() }],
    ['promotion: pullForward()', { promotion: pullForward() }],
    ['promotion: offerFirst({ minutes: 15 })', { promotion: offerFirst({ minutes: 15 }) }],
    ['promotion: noPromotion()', { promotion: noPromotion() }],
  ],
  [
    ['admission: { bumpsPerToken: 1 }', { admission: { bumpsPerToken: 1 } }],
    ["visit: { completed: 'frees' }", { visit: { completed: 'frees' } }],
  ],
]

/** By this name fast-check finds the function that prints a value in a counterexample. */
const TO_STRING = Symbol.for('fast-check/toStringMethod')

/** Returns an arbitrary of the presets, with some parts replaced by other built-in ones. It shrinks to `standard()`. */
export function composedRules(fc: FastCheck): Arbitrary<Rules> {
  return fc
    .record({
      preset: fc.constantFrom(...Object.entries(presets)),
      parts: fc.record(PARTS.map((parts) => fc.constantFrom(...parts.map(() => UNCHANGED), ...parts))),
    })
    .map(({ preset: [name, preset], parts }) => {
      const taken = Object.values(parts).filter((part) => part !== UNCHANGED)
      const code = [`...${name}()`, ...taken.map(([text]) => text)].join(', ')
      const rules: Rules = Object.assign(preset(), ...taken.map(([, fields]) => fields))
      return Object.defineProperty(rules, TO_STRING, {
        value: () => (taken.length === 0 ? `${name}()` : `{ ${code} }`),
      })
    })
}
