import {
  bump,
  bumpByClass,
  type OpdEvent,
  type Rules,
  type SessionView,
  type TokenEvent,
  waitlist,
  waitlistFirst,
} from 'opd-scheduler'
import { checkBumps, type Violation } from 'opd-scheduler/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Day, openDay, type Spoilable, spoil } from './day'

const rules: Rules = {
  ...bumpByClass(),
  capacity: { groups: 2, groupOf: ({ source }) => Number(source === 'emergency'), seats: (_, base) => base },
}
const ID = 'rao.2026-01-30'
let day: Day
let before: SessionView
let events: readonly OpdEvent[]

/** 09:00: t1 F, t2 O; 10:00: t3 O, t4 W; 11:00: t5 W. Then t6 E bumps t2, t2 bumps t4, and t4 takes a free seat. */
beforeAll(async () => {
  day = await openDay(rules, [2, 2, 2])
  for (const [start, source] of [
    ['09:00', 'follow-up'],
    ['09:00', 'online'],
    ['10:00', 'online'],
    ['10:00', 'walk-in'],
    ['11:00', 'walk-in'],
  ] as const) {
    await day.book(start, source)
  }
  before = await day.view()
  await day.book('09:00', 'emergency')
  events = await day.events(before.version)
})

type Spoil = (
  tokens: Spoilable<SessionView>['tokens'],
  events: Spoilable<TokenEvent>[],
  state: Spoilable<SessionView>,
) => unknown

function violations(change: Spoil, under: Rules = rules): Violation[] {
  const spoilt = spoil({ before, events }, (copy) => {
    change(copy.before.tokens, copy.events as Spoilable<TokenEvent>[], copy.before)
  })
  return checkBumps(spoilt.before, spoilt.events, under)
}

describe('checkBumps', () => {
  it('finds nothing in a cascade that follows the rules', () => {
    expect(events.map((event) => 'tokenId' in event && [event.type, event.tokenId, event.from, event.to])).toEqual([
      ['token.bumped', `${ID}.t4`, `${ID}.1000`, `${ID}.1100`],
      ['token.bumped', `${ID}.t2`, `${ID}.0900`, `${ID}.1000`],
      ['token.confirmed', `${ID}.t6`, null, `${ID}.0900`],
    ])
    expect(checkBumps(before, events, rules)).toEqual([])
    expect(checkBumps(before, [], rules)).toEqual([])
  })

  // Events: 0 bumps t4, 1 bumps t2, 2 seats t6.
  it.each<[string, Spoil]>([
    [
      't2 was bumped from rao.2026-01-30.0900 by rao.2026-01-30.t6: it is checked-in, not confirmed',
      ([, t2]) => Object.assign(t2!, { status: 'checked-in' }),
    ],
    ['its seat is in rao.2026-01-30.1100', ([, t2]) => Object.assign(t2!, { slotId: `${ID}.1100` })],
    [
      'it was bumped 2 times before, and its limit is 2 (rules.admission.bumpsPerToken)',
      ([, t2]) => Object.assign(t2!, { bumps: 2 }),
    ],
    ['its rank is 3, but the event says 4', ([, t2]) => Object.assign(t2!, { rank: 3 })],
    [
      'rao.2026-01-30.t6 (rank 5, sequence 6) does not come before it (rank 4, sequence 2)',
      (_, [, bumped]) => Object.assign(bumped!.by!, { rank: 5 }),
    ],
    [
      'the rank of rao.2026-01-30.t2 is 4, but the event says 5',
      (_, [bumped]) => Object.assign(bumped!.by!, { rank: 5 }),
    ],
    [
      'the lowest token in slot rao.2026-01-30.0900 whose seat rao.2026-01-30.t6 may take is rao.2026-01-30.t1',
      ([t1]) => Object.assign(t1!, { rank: 9, baseRank: 9 }),
    ],
    [
      'the lowest token in slot rao.2026-01-30.0900 whose seat rao.2026-01-30.t6 may take is rao.2026-01-30.t1',
      // More seats are in use than an emergency sees, so t6 may only take the seat of a token that sees no more: t1, not t2.
      ([t1], _, { slots }) => {
        Object.assign(slots[0]!, { seats: [2, 1] })
        Object.assign(t1!, { source: 'emergency' })
      },
    ],
    [
      "strategy 'cascade' of the rules does not let rao.2026-01-30.t2 (source 'online', rank 4) bump it at 2026-01-30T03:31:00.000Z",
      (_, [bumped]) => Object.assign(bumped!, { at: Date.parse('2026-01-30T09:01:00+05:30') }),
    ],
    [
      "strategy 'waitlist' of the rules does not let rao.2026-01-30.t6",
      (_, [, , seated]) => Object.assign(seated!, { strategy: 'waitlist' }),
    ],
    [
      't2 was bumped from rao.2026-01-30.0900 by rao.2026-01-30.t1, but rao.2026-01-30.t6 takes its seat',
      (_, [, bumped]) => Object.assign(bumped!.by!, { tokenId: `${ID}.t1` }),
    ],
    [
      'but rao.2026-01-30.t6 goes to rao.2026-01-30.1100',
      (_, [, , seated]) => Object.assign(seated!, { to: `${ID}.1100` }),
    ],
    ['it stays in slot rao.2026-01-30.1000', (_, [bumped]) => Object.assign(bumped!, { to: `${ID}.1000` })],
    ['was bumped from rao.2026-01-30.0900 by rao.2026-01-30.t6, but no token takes its seat', (_, all) => all.pop()],
    ['but the session has no such token or slot', (tokens) => tokens.splice(1, 1)],
  ])('finds that %s', (text, change) => {
    expect(violations(change)).toContainEqual({ invariant: 6, message: expect.stringContaining(text) })
  })

  it('finds a bump by a source that may not bump', () => {
    const narrow = { ...rules, overflow: [{ ...bump({ for: ['paid'] }), name: 'cascade' }, waitlist()] }
    expect(violations(() => {}, narrow)).toHaveLength(1)
    expect(violations(() => {}, { ...rules, displaced: [waitlist()] })).toHaveLength(1)
  })

  it('replays a command with several chains, each on the state after the one before', async () => {
    const crowded = await openDay(rules, [3, 1, 1])
    for (const source of ['online', 'paid', 'follow-up']) await crowded.book('09:00', source)
    await crowded.book('10:00', 'walk-in')
    const at = await crowded.view()
    const result = await crowded.opd.resizeSlot({ slotId: `${ID}.0900`, capacity: 1, displace: true })
    expect(result.moves.map(({ number, to }) => [number, to?.slice(-4)])).toEqual([
      ['004', '1100'],
      ['001', '1000'],
      ['004', undefined],
      ['001', '1100'],
      ['003', '1000'],
    ])
    const several = await crowded.events(at.version)
    expect(checkBumps(at, several, rules)).toEqual([])
    const wrong = spoil(several, (copy) => Object.assign(copy.at(-2)!, { rank: 3 }))
    expect(checkBumps(at, wrong, rules)).toHaveLength(1)
  })

  it('accepts a bump by a waiting token with its new class', async () => {
    const few = await openDay(rules, [1])
    await few.book('09:00', 'online')
    const tokenId = await few.book('09:00', 'walk-in')
    const at = await few.view()
    expect(await few.opd.reclassify({ tokenId, source: 'emergency' })).toMatchObject({ status: 'confirmed' })
    expect(checkBumps(at, await few.events(at.version), rules)).toEqual([])
  })

  it('accepts it above base capacity, because the token asks as a newcomer, even if promotion is into base seats', async () => {
    const intoBase = { ...bumpByClass(), promotion: waitlistFirst({ into: 'base' }) }
    const few = await openDay(intoBase, [1])
    for (const source of ['online', 'emergency', 'emergency']) await few.book('09:00', source)
    const tokenId = await few.book('09:00', 'walk-in')
    const at = await few.view()
    expect(at.slots[0]).toMatchObject({ capacity: 1, used: 3 })
    expect(await few.opd.reclassify({ tokenId, source: 'emergency' })).toMatchObject({ status: 'confirmed' })
    const bumpOf = await few.events(at.version)
    expect(checkBumps(at, bumpOf, intoBase)).toEqual([])
    const other = spoil(bumpOf, (copy) => Object.assign(copy.at(-1)!, { cause: 'aged' }))
    expect(checkBumps(at, other, intoBase)).toHaveLength(1)
  })
})
