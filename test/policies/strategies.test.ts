import {
  bump,
  bySource,
  cascade,
  drop,
  dropAtEndOfDay,
  lowerInOrder,
  nextSlot,
  noPromotion,
  offerFirst,
  pullForward,
  strictlyLower,
  thenBy,
  waitlist,
  waitlistFirst,
  withAging,
} from 'opd-scheduler'
import { type Asker, type Board, type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'

const HOUR = 3_600_000
const someone: Asker = {
  token: 7,
  rank: 2,
  group: 0,
  source: 'paid',
  wanted: 1,
  named: true,
  lost: -1,
  mayBump: true,
}

/** A day of five hours. The first slots given have a free seat; in the second ones a token may be bumped. */
function board(free: readonly number[], bumpable: readonly number[] = [], waiting = 0): Board {
  const first = (slots: readonly number[], from: number, to: number): number =>
    slots.find((slot) => slot >= from && slot < to) ?? -1
  return {
    now: 0,
    slots: 5,
    waiting,
    waitingFor: (slot) => (slot === 1 ? waiting : 0),
    startOf: (slot) => slot * HOUR,
    endOf: (slot) => (slot + 1) * HOUR,
    capacityOf: () => 1,
    usedIn: () => 1,
    firstFree: (_asker, from, to) => first(free, from, to),
    firstBumpable: (_asker, _who, from, to) => first(bumpable, from, to),
  }
}

const ask = (strategy: OverflowStrategy, at: Board, more: Partial<Asker> = {}) =>
  strategy.attempt({ ...someone, ...more }, at)

describe('bump', () => {
  it('takes a seat of the slot asked for, and no other', () => {
    expect(ask(bump(), board([], [1, 2]))).toEqual(Verdict.bump(1))
    expect(ask(bump(), board([], [0, 2]))).toBeUndefined()
    expect(ask(bump(), board([], [0]), { wanted: 0 })).toEqual(Verdict.bump(0))
  })

  it('is for the sources that it names', () => {
    expect(ask(bump({ for: ['paid'] }), board([], [1]))).toEqual(Verdict.bump(1))
    expect(ask(bump({ for: ['emergency'] }), board([], [1]))).toBeUndefined()
  })
})

describe('cascade', () => {
  it('takes the first slot with a free seat or a lower token, and prefers the free seat', () => {
    expect(ask(cascade(), board([3], [2]))).toEqual(Verdict.bump(2))
    expect(ask(cascade(), board([2], [3]))).toEqual(Verdict.seat(2))
    expect(ask(cascade(), board([2], [2]))).toEqual(Verdict.seat(2))
    expect(ask(cascade(), board([0], [0]))).toBeUndefined()
    expect(ask(cascade(), board([0], [2]), { wanted: 0 })).toEqual(Verdict.seat(0))
  })

  it('starts a bumped token again from the slot it asked for', () => {
    expect(ask(cascade(), board([], [2]), { lost: 3 })).toEqual(Verdict.bump(2))
  })

  it('bumps for the sources that it names, and seats the others', () => {
    expect(ask(cascade({ for: ['emergency'] }), board([3], [2]))).toEqual(Verdict.seat(3))
    expect(ask(cascade({ for: ['paid'] }), board([3], [2]))).toEqual(Verdict.bump(2))
  })

  it('wraps around to the slots before', () => {
    expect(ask(cascade({ wrap: true }), board([0], []))).toEqual(Verdict.seat(0))
    expect(ask(cascade({ wrap: true }), board([0, 4], []))).toEqual(Verdict.seat(4))
  })

  it('tries as many slots after the one asked for or lost as `hops` says', () => {
    const one = cascade({ hops: 1 })
    expect(ask(one, board([1]))).toEqual(Verdict.seat(1))
    expect(ask(one, board([2]))).toEqual(Verdict.seat(2))
    expect(ask(one, board([3]))).toBeUndefined()
    expect(ask(one, board([2, 3]), { lost: 2 })).toEqual(Verdict.seat(3))
    expect(ask(one, board([1, 4]), { lost: 2 })).toBeUndefined()
    expect(ask(one, board([0, 1]), { lost: 0, wanted: 0 })).toEqual(Verdict.seat(1))
    expect(ask(one, board([2]), { lost: 0, wanted: 0 })).toBeUndefined()
    expect(ask(one, board([1]), { lost: 0, wanted: 3 })).toEqual(Verdict.seat(1))
    expect(ask(one, board([2]), { lost: 0, wanted: 3 })).toBeUndefined()
    expect(ask(cascade({ hops: 0 }), board([2]))).toBeUndefined()
  })
})

describe('the next slot', () => {
  it('is the first later slot with a free seat', () => {
    expect(ask(nextSlot(), board([0, 1, 3]))).toEqual(Verdict.seat(3))
    expect(ask(nextSlot(), board([2, 4]), { lost: 3 })).toEqual(Verdict.seat(4))
    expect(ask(nextSlot(), board([0, 1]), { lost: 0, wanted: 0 })).toEqual(Verdict.seat(1))
    expect(ask(nextSlot(), board([1]), { lost: 0, wanted: 3 })).toEqual(Verdict.seat(1))
    expect(ask(nextSlot(), board([0]))).toBeUndefined()
  })

  it('starts within the minutes given', () => {
    const soon = nextSlot({ withinMinutes: 60 })
    expect(ask(soon, board([2]))).toEqual(Verdict.seat(2))
    expect(ask(soon, board([3]))).toBeUndefined()
    expect(ask(soon, board([3]), { lost: 2 })).toEqual(Verdict.seat(3))
  })
})

describe('the waiting list', () => {
  it('is one for the session, and accepts the slot asked for or a later one, or any slot', () => {
    expect(ask(waitlist(), board([]))).toEqual(Verdict.wait(1, 'onward'))
    expect(ask(waitlist(), board([]), { lost: 3 })).toEqual(Verdict.wait(1, 'onward'))
    expect(ask(waitlist({ earlier: true }), board([]))).toEqual(Verdict.wait(1, 'any'))
  })

  it('is one per slot, for a bumped token that of the slot lost', () => {
    const perSlot = waitlist({ per: 'slot' })
    expect(ask(perSlot, board([]))).toEqual(Verdict.wait(1, 'slot'))
    expect(ask(perSlot, board([]), { lost: 3 })).toEqual(Verdict.wait(3, 'slot'))
    expect(ask(perSlot, board([]), { lost: 0, wanted: 1 })).toEqual(Verdict.wait(0, 'slot'))
    expect(ask(perSlot, board([]), { named: false, lost: 3 })).toEqual(Verdict.wait(1, 'onward'))
  })

  it('takes tokens up to its limit, in one slot or in the session, and exempt sources beyond it', () => {
    expect(ask(waitlist({ limit: 3 }), board([], [], 2))).toEqual(Verdict.wait(1, 'onward'))
    expect(ask(waitlist({ limit: 3 }), board([], [], 3))).toBeUndefined()
    expect(ask(waitlist({ limit: 3, exempt: ['emergency'] }), board([], [], 3))).toBeUndefined()
    expect(ask(waitlist({ limit: 3, exempt: ['paid'] }), board([], [], 3))).toEqual(Verdict.wait(1, 'onward'))
    expect(ask(waitlist({ per: 'slot', limit: 1 }), board([], [], 1))).toBeUndefined()
    expect(ask(waitlist({ per: 'slot', limit: 1 }), board([], [], 1), { wanted: 2 })).toEqual(Verdict.wait(2, 'slot'))
  })

  it('always takes a token that lost its seat: the limit is for newcomers', () => {
    for (const lost of [0, 3]) {
      expect(ask(waitlist({ limit: 3 }), board([], [], 5), { lost })).toEqual(Verdict.wait(1, 'onward'))
      expect(ask(waitlist({ limit: 0 }), board([], [], 0), { lost })).toEqual(Verdict.wait(1, 'onward'))
      expect(ask(waitlist({ per: 'slot', limit: 1 }), board([], [], 1), { lost })).toEqual(Verdict.wait(lost, 'slot'))
    }
  })
})

describe('dropping a token', () => {
  it('gives a code', () => {
    expect(ask(drop(), board([]))).toEqual(Verdict.drop('no-later-slot'))
    expect(ask(dropAtEndOfDay(), board([]), { lost: 4 })).toEqual(Verdict.drop('end-of-day'))
    expect(ask(dropAtEndOfDay(), board([]), { lost: 3 })).toBeUndefined()
  })
})

describe('the order for bumps', () => {
  it('is by strictly lower rank, or by the whole order', () => {
    const orders: [number, number, number, number][] = [
      [1, 9, 2, 0],
      [2, 0, 2, 9],
      [2, 9, 2, 0],
      [2, 5, 2, 5],
      [3, 0, 2, 9],
    ]
    expect(orders.map((each) => strictlyLower()(...each))).toEqual([true, false, false, false, false])
    expect(orders.map((each) => lowerInOrder()(...each))).toEqual([true, true, false, false, false])
  })
})

describe('a rule', () => {
  it('has a name, which is recorded', () => {
    const strategies = [bump(), cascade(), nextSlot(), waitlist(), drop(), dropAtEndOfDay()]
    expect(strategies.map(({ name }) => name)).toEqual([
      'bump',
      'cascade',
      'next-slot',
      'waitlist',
      'drop',
      'drop-at-end-of-day',
    ])
    expect([waitlistFirst(), pullForward(), offerFirst({ minutes: 5 }), noPromotion()].map(({ name }) => name)).toEqual(
      ['waitlist-first', 'pull-forward', 'offer-first', 'no-promotion'],
    )
  })

  it('says which tokens may bump', () => {
    expect(bump({ for: ['a'], freezeMinutes: 5 }).bumps).toMatchObject({ for: ['a'], freezeMinutes: 5 })
  })
})

describe('thenBy', () => {
  it('refuses requests that either part refuses, and ages each part that ages', () => {
    const known = bySource({ a: 1 })
    const aging = withAging(bySource({ a: 5 }), { everyMinutes: 1, best: 2 })
    expect(
      thenBy(known, bySource({})).base({ source: 'a' }, { doctorId: 'dr-rao', date: '2026-01-30' }, 0),
    ).toBeUndefined()
    expect(
      thenBy(bySource({}), known).base({ source: 'a' }, { doctorId: 'dr-rao', date: '2026-01-30' }, 0),
    ).toBeUndefined()
    expect(thenBy(known, aging).at!(1005, 2 * 60_000)).toBe(1003)
    expect(thenBy(aging, known).at!(5001, 2 * 60_000)).toBe(3001)
  })
})
