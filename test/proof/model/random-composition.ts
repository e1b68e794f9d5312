import fc from 'fast-check'
import type { Composition, Forbidden, Tactic } from './composition'
import { urgentRank } from './model-call'

const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in'] as const

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const sources = fc.subarray([...SOURCES])
const share = fc.constantFrom(0, 1, 1, 2, '50%' as const)
const bumping = {
  who: fc.constantFrom('class' as const, 'order' as const),
  for: maybe(sources),
  freezeMinutes: maybe(fc.constantFrom(0, 30, 60)),
}

const bump = fc.record({ kind: fc.constant('bump' as const), ...bumping })
const cascade = fc.record({ kind: fc.constant('cascade' as const), ...bumping, wrap: fc.boolean() })
const hopping = fc.record({ kind: fc.constant('cascade' as const), ...bumping, hops: fc.nat(2) })
const next = fc.record({ kind: fc.constant('next' as const), withinMinutes: maybe(fc.constant(60)) })
const wait = fc.record({
  kind: fc.constant('wait' as const),
  per: fc.constantFrom('slot' as const, 'session' as const),
  limit: maybe(fc.nat(3)),
  exempt: maybe(sources),
  earlier: fc.boolean(),
})
const tactic: fc.Arbitrary<Tactic> = fc.oneof(
  bump,
  cascade,
  hopping,
  next,
  wait,
  fc.constantFrom<Tactic>({ kind: 'drop' }, { kind: 'drop-at-end-of-day' }),
)

/** A list of tactics. Most often one that bumps comes first and a waiting list last. */
const tactics: fc.Arbitrary<Tactic[]> = fc
  .tuple(
    fc.option(fc.oneof(bump, cascade, hopping), { freq: 2 }),
    fc.array(tactic, { maxLength: 2 }),
    fc.option(wait, { freq: 2 }),
  )
  .map((parts) => parts.flat().filter((part) => part !== null))

const quotas = fc
  .record({
    exempt: fc.constantFrom([], [], ['emergency']),
    shares: fc
      .subarray([...SOURCES], { minLength: 1, maxLength: 2 })
      .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, share])))),
    per: fc.constantFrom('slot' as const, 'session' as const),
    releaseMinutes: fc.constantFrom(0, 60, 120, 240),
  })
  .map((each) => ({ ...each, exempt: each.exempt.filter((source) => !(source in each.shares)) }))

type Promotion = Composition['promotion']

/** Only promotion from the waiting list can be limited to base seats, and only there are offers made. */
function promotionFrom(from: Promotion['from'], { into, offers, minutesLeft }: Promotion): Promotion {
  return from === 'waitlist' ? { from, into, offers, minutesLeft } : { from, into: 'entitled', minutesLeft }
}

/** Rules, most of them implausible. */
const anyRules: fc.Arbitrary<Composition> = fc
  .record({
    // Few ranks, so that classes of equal rank have different rights.
    ranks: fc.tuple(...SOURCES.map(() => fc.constantFrom(1, 2, 3, 3, 4))),
    urgent: seldom(fc.constantFrom(0, 1, 2)),
    besides: fc.constantFrom(undefined, undefined, 'triage' as const, 'vulnerable' as const),
    aging: maybe(fc.record({ everyMinutes: fc.integer({ min: 10, max: 60 }), best: fc.integer({ min: 1, max: 3 }) })),
    extra: maybe(
      fc.record({
        for: sources,
        seats: fc.oneof({ weight: 4, arbitrary: share }, fc.constant('unlimited' as const)),
        perSession: maybe(share),
      }),
    ),
    overflow: tactics,
    displaced: tactics,
    promotion: fc.record({
      from: fc.constantFrom('nobody' as const, 'waitlist' as const, 'waitlist' as const, 'waitlist-and-later' as const),
      into: fc.constantFrom('entitled' as const, 'base' as const),
      minutesLeft: maybe(fc.constantFrom(0, 20, 45)),
      offers: maybe(fc.record({ minutes: fc.constantFrom(5, 30, 120), exempt: sources })),
    }),
    oneLive: fc.record({
      in: fc.constantFrom('nowhere' as const, 'nowhere' as const, 'slot' as const, 'session' as const, 'day' as const),
      exempt: maybe(sources),
    }),
    bumpsPerToken: maybe(fc.nat(2)),
    completed: fc.constantFrom('spends' as const, 'frees' as const),
    ceiling: maybe(share),
    quotas: seldom(quotas),
    forbids: seldom(fc.subarray<Forbidden>(['book', 'reschedule', 'reinstate', 'override', 'bump'], { maxLength: 2 })),
    visit: fc.record({
      graceMinutes: maybe(fc.constantFrom(0, 5, 30, Number.POSITIVE_INFINITY)),
      graceFrom: maybe(fc.constantFrom('start' as const, 'end' as const)),
      skipCalls: maybe(fc.nat(3)),
      maxSkips: maybe(fc.integer({ min: 1, max: 3 })),
      standby: maybe(fc.constantFrom(1, 2, 10)),
      calls: maybe(
        fc.record({
          early: fc.constantFrom('after' as const, 'in-turn' as const),
          late: fc.constantFrom('after' as const, 'in-turn' as const),
          last: sources,
        }),
      ),
    }),
  })
  .map(({ ranks, besides, aging, extra, promotion, ...rest }) => ({
    ...rest,
    ranks: Object.fromEntries(SOURCES.map((source, index) => [source, ranks[index]!])),
    ...(besides === undefined ? undefined : { besides }),
    ...(aging === undefined ? undefined : { aging }),
    // Without a limit per slot there is none per session.
    ...(extra === undefined
      ? undefined
      : { extra: extra.seats === 'unlimited' ? { for: extra.for, seats: extra.seats } : extra }),
    promotion: promotionFrom(promotion.from, promotion),
  }))

const often = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary })
/** Often by the whole order: a waiter that has aged then bumps tokens of the same rank that arrived after it. */
const plainBump = fc
  .tuple(fc.oneof(bump, bump, cascade, hopping), fc.constantFrom('class' as const, 'order' as const, 'order' as const))
  .map(([each, who]) => ({ ...each, who, freezeMinutes: undefined }))
const plainWait = fc.record({
  kind: fc.constant('wait' as const),
  per: fc.constantFrom('slot' as const, 'session' as const, 'session' as const),
  earlier: fc.boolean(),
})

/** Rules of a busy clinic: better tokens bump others, which wait, and so do those that may bump no token yet. */
const busyRules: fc.Arbitrary<Composition> = fc
  .record({
    rules: anyRules,
    aging: often(fc.record({ everyMinutes: fc.constantFrom(10, 20, 20, 60), best: fc.constant(1) })),
    bumps: plainBump,
    splits: seldom(sources),
    displaced: fc.tuple(maybe(fc.oneof(plainBump, next)), plainWait),
    wait: plainWait,
    from: fc.constantFrom('waitlist' as const, 'waitlist' as const, 'waitlist-and-later' as const),
    bumpsPerToken: seldom(fc.integer({ min: 1, max: 2 })),
  })
  .map(({ rules, aging, bumps, splits, displaced, wait, from, bumpsPerToken }) => ({
    ...rules,
    ...(aging === undefined ? undefined : { aging }),
    overflow: [{ ...bumps, for: splits }, wait],
    displaced: displaced.filter((tactic) => tactic !== undefined),
    promotion: promotionFrom(from, rules.promotion),
    bumpsPerToken,
    forbids: rules.forbids?.filter((act) => act !== 'book'),
  }))

/** Waiting alone makes no emergency: the library refuses such rules. */
function withSafeAging(rules: Composition): Composition {
  const urgent = urgentRank(rules) ?? Number.NEGATIVE_INFINITY
  return rules.aging === undefined
    ? rules
    : { ...rules, aging: { ...rules.aging, best: Math.max(rules.aging.best, urgent + 1) } }
}

/** Rules composed at random. */
export const composition: fc.Arbitrary<Composition> = fc.oneof(anyRules, busyRules).map(withSafeAging)
