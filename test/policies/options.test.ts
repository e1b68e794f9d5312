import {
  bestOf,
  bump,
  byAttribute,
  bySource,
  byTriage,
  callOrder,
  cascade,
  elastic,
  emergencyOverflow,
  fixed,
  nextSlot,
  offerFirst,
  quotas,
  swapToOverflow,
  thenBy,
  unlimitedFor,
  waitlist,
  waitlistFirst,
  withAging,
  withCeiling,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'

const classes = bySource({ a: 5 })
const aging = withAging(classes, { everyMinutes: 10, best: 2 })

/** Each way to build a rule wrongly, as a host without types may, and the whole message. */
const MISTAKES: readonly (readonly [make: () => unknown, message: string])[] = [
  [
    () => waitlist({ per: ['slot', 'session'] as never }),
    "waitlist: per is ['slot', 'session']. Give 'slot' or 'session'.",
  ],
  [
    () => bestOf(undefined as never, classes),
    'bestOf: first is undefined. Give a priority policy, such as bySource({ online: 1 }).',
  ],
  [
    () => thenBy(classes, undefined as never),
    'thenBy: second is undefined. Give a priority policy, such as bySource({ online: 1 }).',
  ],
  [
    () => withCeiling(undefined as never, 1),
    'withCeiling: capacity is undefined. Give a capacity policy, such as fixed().',
  ],
  [() => byAttribute('', {}), "byAttribute: name is ''. Give the name of an attribute, such as 'ageBand'."],
  [() => byAttribute(5 as never), "byAttribute: name is 5. Give the name of an attribute, such as 'ageBand'."],
  [
    () => withAging(classes, { everyMinutes: '30' as never, best: 2 }),
    "withAging: everyMinutes is '30'. Give minutes above 0.",
  ],
  [
    () => withAging(classes, { everyMinutes: 30, best: '2' as never }),
    "withAging: best is '2'. Give a rank, such as 2.",
  ],
  [
    () => quotas({ shares: ['50%'] as never, releaseMinutes: 0 }),
    "quotas: shares is ['50%']. Give an object, such as { online: '50%' }.",
  ],
  [() => bump({ freeze: 5 } as never), "bump: there is no option 'freeze'. It has who, for, freezeMinutes."],
  [
    () => bump({ for: 'emergency' as never }),
    "bump: for is 'emergency'. Give a list of sources, such as ['emergency'].",
  ],
  [() => bump({ who: 'lower' as never }), "bump: who is 'lower'. Give a function, such as strictlyLower()."],
  [
    () => cascade({ hop: 1 } as never),
    "cascade: there is no option 'hop'. It has who, for, freezeMinutes, hops, wrap.",
  ],
  [() => cascade({ for: [1] as never }), "cascade: for is [1]. Give a list of sources, such as ['emergency']."],
  [() => cascade({ who: null as never }), 'cascade: who is null. Give a function, such as strictlyLower().'],
  [() => waitlist(null as never), 'waitlist: the options are null. Give an object with per, limit, exempt, earlier.'],
  [
    () => quotas({ shares: null as never, releaseMinutes: 0 }),
    "quotas: shares is null. Give an object, such as { online: '50%' }.",
  ],
  [() => bySource(null as never), 'bySource: ranks are null. Give an object, such as { emergency: 1, online: 2 }.'],
  [
    () => bySource('online' as never),
    "bySource: ranks are 'online'. Give an object, such as { emergency: 1, online: 2 }.",
  ],
  [() => cascade({ hops: -1 }), 'cascade: hops is -1. Give a whole number, 0 or more.'],
  [() => cascade({ hops: 0.5 }), 'cascade: hops is 0.5. Give a whole number, 0 or more.'],
  [() => cascade({ wrap: 'yes' as never }), "cascade: wrap is 'yes'. Give true or false."],
  [() => cascade({ hops: 1, wrap: true }), 'cascade: hops is 1 and wrap is true. Leave out one of them.'],
  [() => nextSlot({ within: 5 } as never), "nextSlot: there is no option 'within'. It has withinMinutes."],
  [() => nextSlot(90 as never), 'nextSlot: the options are 90. Give an object with withinMinutes.'],
  [
    () => waitlist({ limits: 5 } as never),
    "waitlist: there is no option 'limits'. It has per, limit, exempt, earlier.",
  ],
  [() => waitlist({ per: 'doctor' as never }), "waitlist: per is 'doctor'. Give 'slot' or 'session'."],
  [() => waitlist({ limit: -1 }), 'waitlist: limit is -1. Give a number of tokens, 0 or more.'],
  [() => waitlist({ limit: '20' as never }), "waitlist: limit is '20'. Give a number of tokens, 0 or more."],
  [
    () => waitlist({ exempt: 'emergency' as never }),
    "waitlist: exempt is 'emergency'. Give a list of sources, such as ['emergency'].",
  ],
  [() => waitlist({ earlier: 1 as never }), 'waitlist: earlier is 1. Give true or false.'],

  [
    () => callOrder({ earlier: 'after' } as never),
    "callOrder: there is no option 'earlier'. It has early, late, last.",
  ],
  [() => callOrder({ early: 'x' as never }), "callOrder: early is 'x'. Give 'after' or 'in-turn'."],
  [() => callOrder({ late: true as never }), "callOrder: late is true. Give 'after' or 'in-turn'."],
  [
    () => callOrder({ last: 'walk-in' as never }),
    "callOrder: last is 'walk-in'. Give a list of sources, such as ['walk-in'].",
  ],

  [
    () => elastic(undefined as never),
    'elastic: the options are undefined. Give an object with for, extra, perSession.',
  ],
  [
    () => elastic({ for: 'emergency' as never, extra: 2 }),
    "elastic: for is 'emergency'. Give a list of sources, such as ['emergency'].",
  ],
  [
    () => elastic({ for: [], extra: 1, perSlot: 2 } as never),
    "elastic: there is no option 'perSlot'. It has for, extra, perSession.",
  ],
  [
    () => elastic({ for: [], extra: -1 }),
    "elastic: extra is -1. Give a whole number of seats, or a share such as '20%'.",
  ],
  [
    () => elastic({ for: [], extra: '20' as never }),
    "elastic: extra is '20'. Give a whole number of seats, or a share such as '20%'.",
  ],
  [
    () => elastic({ for: [], extra: undefined as never }),
    "elastic: extra is undefined. Give a whole number of seats, or a share such as '20%'.",
  ],
  [
    () => elastic({ for: [], extra: 1, perSession: '-1%' }),
    "elastic: perSession is '-1%'. Give a whole number of seats, or a share such as '20%'.",
  ],
  [
    () => unlimitedFor('emergency' as never),
    "unlimitedFor: sources is 'emergency'. Give a list of sources, such as ['emergency'].",
  ],
  [() => withCeiling(fixed(), -1), "withCeiling: extra is -1. Give a whole number of seats, or a share such as '20%'."],
  [() => withCeiling(3 as never, 1), 'withCeiling: capacity is 3. Give a capacity policy, such as fixed().'],
  [
    () => quotas({ shares: { a: -1 }, releaseMinutes: 0 }),
    "quotas: the share of 'a' is -1. Give a whole number of seats, or a share such as '20%'.",
  ],
  [
    () => quotas({ releaseMinutes: 0 } as never),
    "quotas: shares is undefined. Give an object, such as { online: '50%' }.",
  ],
  [() => quotas({ shares: {}, releaseMinutes: -1 }), 'quotas: releaseMinutes is -1. Give minutes, 0 or more.'],
  [
    () => quotas({ shares: {}, releaseMinutes: Number.POSITIVE_INFINITY }),
    'quotas: releaseMinutes is Infinity. Give minutes, 0 or more.',
  ],
  [
    () => quotas({ shares: {}, releaseMinutes: 0, per: 'day' as never }),
    "quotas: per is 'day'. Give 'slot' or 'session'.",
  ],
  [
    () => quotas({ shares: {}, releaseMinutes: 0, exempt: 'a' as never }),
    "quotas: exempt is 'a'. Give a list of sources, such as ['a'].",
  ],
  [
    () => quotas({ shares: {}, releaseMinutes: 0, channelOf: 'desk' as never }),
    "quotas: channelOf is 'desk'. Give a function, such as (request) => request.source.",
  ],
  [
    () => quotas({ shares: {}, releaseMinutes: 0, of: { groups: 1 } as never }),
    'quotas: of is an object. Give a capacity policy, such as fixed().',
  ],
  [
    () => quotas({ shares: { a: 1 }, releaseMinutes: 0, exempt: ['a'] }),
    "quotas: 'a' has a share and is exempt. Leave out one of them.",
  ],
  [
    () => quotas({ shares: {}, releaseMinutes: 0, release: 5 } as never),
    "quotas: there is no option 'release'. It has shares, per, releaseMinutes, exempt, channelOf, of.",
  ],

  [() => bySource(['a'] as never), "bySource: ranks are ['a']. Give an object, such as { emergency: 1, online: 2 }."],
  [() => bySource({ a: '1' as never }), "bySource: ranks: 'a' is '1'. Give a finite number."],
  [() => bySource({ a: Number.NaN }), "bySource: ranks: 'a' is NaN. Give a finite number."],
  [() => bySource({ a: 1 }, { other: 'a' } as never), "bySource: there is no option 'other'. It has unknown, urgent."],
  [() => bySource({ a: 1, b: 2 }, { unknown: 'c' }), "bySource: unknown is 'c'. Give one of a, b."],
  [
    () => byAttribute(undefined as never),
    "byAttribute: name is undefined. Give the name of an attribute, such as 'ageBand'.",
  ],
  [
    () => byAttribute('age', { rank: {} } as never),
    "byAttribute: there is no option 'rank'. It has ranks, missing, urgent.",
  ],
  [
    () => byAttribute('age', { ranks: { child: '1' as never } }),
    "byAttribute: ranks: 'child' is '1'. Give a finite number.",
  ],
  [() => byAttribute('age', { missing: Number.NaN }), 'byAttribute: missing is NaN. Give a finite number.'],
  [() => byTriage({ ranks: {} } as never), "byTriage: there is no option 'ranks'. It has attribute, missing, urgent."],
  [() => byTriage({ missing: '5' as never }), "byAttribute: missing is '5'. Give a finite number."],
  [() => bestOf(aging, classes), 'bestOf: the first policy ages. Wrap the whole, as in withAging(bestOf(…), …).'],
  [() => bestOf(classes, aging), 'bestOf: the second policy ages. Wrap the whole, as in withAging(bestOf(…), …).'],
  [
    () => bestOf(classes, undefined as never),
    'bestOf: second is undefined. Give a priority policy, such as bySource({ online: 1 }).',
  ],
  [
    () => thenBy(byTriage as never, classes),
    'thenBy: first is a function. Give a priority policy, such as bySource({ online: 1 }).',
  ],
  [
    () => withAging({ online: 1 } as never, { everyMinutes: 1, best: 1 }),
    'withAging: policy is an object. Give a priority policy, such as bySource({ online: 1 }).',
  ],
  [() => withAging(classes, { everyMinutes: 0, best: 1 }), 'withAging: everyMinutes is 0. Give minutes above 0.'],
  [
    () => withAging(classes, { everyMinutes: Number.NaN, best: 1 }),
    'withAging: everyMinutes is NaN. Give minutes above 0.',
  ],
  [() => withAging(classes, { everyMinutes: 5, best: Number.NaN }), 'withAging: best is NaN. Give a rank, such as 2.'],
  [
    () => withAging(classes, { everyMinutes: 5, best: 1, worst: 2 } as never),
    "withAging: there is no option 'worst'. It has everyMinutes, best.",
  ],

  [() => waitlistFirst({ into: 'x' as never }), "waitlistFirst: into is 'x'. Give 'entitled' or 'base'."],
  [() => waitlistFirst({ from: 'x' } as never), "waitlistFirst: there is no option 'from'. It has into."],
  [() => offerFirst({ minutes: 0 }), 'offerFirst: minutes is 0. Give minutes above 0.'],
  [() => offerFirst({ minutes: Number.POSITIVE_INFINITY }), 'offerFirst: minutes is Infinity. Give minutes above 0.'],
  [() => offerFirst({ minutes: 5, into: 'all' as never }), "offerFirst: into is 'all'. Give 'entitled' or 'base'."],
  [
    () => offerFirst({ minutes: 5, exempt: 'emergency' as never }),
    "offerFirst: exempt is 'emergency'. Give a list of sources, such as ['emergency'].",
  ],
  [() => offerFirst({ minute: 5 } as never), "offerFirst: there is no option 'minute'. It has minutes, into, exempt."],

  [
    () => swapToOverflow({ bumpers: 'emergency' as never }),
    "swapToOverflow: bumpers is 'emergency'. Give 'any' or a list of sources, such as ['emergency'].",
  ],
  [() => swapToOverflow({ bumper: [] } as never), "swapToOverflow: there is no option 'bumper'. It has bumpers."],
  [() => emergencyOverflow({ extras: 1 } as never), "emergencyOverflow: there is no option 'extras'. It has extra."],
  [
    () => emergencyOverflow({ extra: -1 }),
    "emergencyOverflow: extra is -1. Give a whole number of seats, or a share such as '20%'.",
  ],
]

describe('a rule that is built wrongly', () => {
  it.each(MISTAKES.map(([make, message]) => ({ make, message })))('says $message', ({ make, message }) => {
    expect(make).toThrow(new RangeError(message))
  })

  it.each([
    [() => bump({ freezeMinutes: Number.NaN }), 'bump: freezeMinutes is NaN'],
    [() => bump({ freezeMinutes: -1 }), 'bump: freezeMinutes is -1'],
    [() => cascade({ freezeMinutes: -1 }), 'cascade: freezeMinutes is -1'],
    [() => nextSlot({ withinMinutes: Number.NaN }), 'nextSlot: withinMinutes is NaN'],
    [() => nextSlot({ withinMinutes: -1 }), 'nextSlot: withinMinutes is -1'],
  ])('names minutes that are none: %s', (make, message) => {
    expect(make).toThrow(message)
    expect(make).toThrow(RangeError)
  })
})

describe('an option that is undefined', () => {
  it('has its default', () => {
    const unset = { per: undefined, limit: undefined, exempt: undefined, earlier: undefined } as never
    expect(() => waitlist(unset)).not.toThrow()
    expect(() => bump({ who: undefined, for: undefined, freezeMinutes: undefined } as never)).not.toThrow()
    expect(waitlistFirst({ into: undefined } as never).into).toBe('entitled')
  })
})
