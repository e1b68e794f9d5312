import {
  bump,
  bySource,
  cascade,
  elastic,
  lowerInOrder,
  nextSlot,
  noPromotion,
  pullForward,
  quotas,
  type Rules,
  strictlyLower,
  waitlist,
  waitlistFirst,
  withAging,
} from 'opd-scheduler'
import { type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { bare, CoreClinic, RANKS } from '../proof/oracles/core-clinic'
import { addSlot, book, given, ofSession, reclassify, reinstate, resize, step } from '../support/given'

const ONE = { '09:00': 1 }
const TWO = { '09:00': 1, '10:00': 1 }
/** Waiters for any slot, each of which bumps in the slot that it asked for. */
const anywhere = bare([bump(), waitlist({ earlier: true })])

describe('a token that lost its seat', () => {
  const rules = bare([cascade({ for: ['emergency', 'paid', 'online'] }), waitlist()], { displaced: [waitlist()] })
  const day = { '12:00': 1, '13:00': 1 }

  it('may bump another token as soon as it waits', () => {
    given(rules, day)
      .after(book('paid', '12:00'), book('walk-in', '13:00'))
      .when(book('emergency', '12:00'))
      .leadsTo(
        'token.bumped t1 12:00→waits 12:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →12:00 as emergency of rank 1 (booked, cascade)',
        'token.bumped t2 13:00→waits 13:00+ by t1 (outranked, waitlist)',
        'token.promoted t1 waiting→13:00 by t3 (booked, cascade)',
      )
  })

  it('may do so with all the time for which it has had a token', () => {
    const priority = withAging(bySource(RANKS), { everyMinutes: 30, best: 2 })
    given({ ...rules, priority }, { '09:00': 0, ...day })
      .after(book('online', '12:00'))
      .at('10:00')
      .after(book('follow-up', '13:00'))
      .when(book('emergency', '12:00'))
      .leadsTo(
        'token.bumped t1 12:00→waits 12:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →12:00 as emergency of rank 1 (booked, cascade)',
        'token.bumped t2 13:00→waits 13:00+ by t1 (outranked, waitlist)',
        'token.promoted t1 waiting→13:00 by t3 (booked, cascade)',
      )
  })

  it('waits for the slot that it lost, and bumps there, not in the one that it asked for', () => {
    const slots = bare([bump(), waitlist({ per: 'slot' })], {
      displaced: [cascade({ hops: 1 }), waitlist({ per: 'slot' })],
    })
    given(slots, TWO)
      .after(book('online', '09:00'), book('emergency', '09:00'), book('paid', '10:00'))
      .when(reclassify('t3', 'walk-in', true))
      .leadsTo(
        'token.reclassified t3 10:00 as walk-in of rank 5 (corrected)',
        'token.bumped t3 10:00→waits 10:00 by t1 (outranked, waitlist)',
        'token.promoted t1 waiting→10:00 by t3 (reclassified, bump)',
      )
  })
})

describe('of several waiters that may bump tokens', () => {
  it('the best goes first, whenever it came', () => {
    given(bare([bump(), waitlist()]), ONE)
      .after(book('walk-in', '09:00', { holdMinutes: 30 }), book('online', '09:00'), book('paid', '09:00'))
      .when(step('confirm', 't1'))
      .leadsTo(
        'token.confirmed t1 09:00 (confirmed)',
        'token.bumped t1 09:00→waits 09:00+ by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→09:00 by t1 (confirmed, bump)',
      )
  })

  it.each([
    ['first', 'follow-up', 'online', 't1'],
    ['last', 'online', 'follow-up', 't4'],
  ])('for any slot the best bumps in one that it did not ask for, if it came %s', (_when, one, other, best) => {
    given(anywhere, TWO)
      .after(book(one, '09:00'), book('walk-in', '10:00', { holdMinutes: 60 }))
      .after(book('emergency', '09:00'), book(other, '09:00'))
      .when(step('confirm', 't2'))
      .leadsTo(
        'token.confirmed t2 10:00 (confirmed)',
        `token.bumped t2 10:00→waits by ${best} (outranked, waitlist)`,
        `token.promoted ${best} waiting→10:00 by t2 (confirmed, bump)`,
      )
  })
})

describe('a waiter for any slot', () => {
  it('bumps even if its token is the first of the day', () => {
    given(anywhere, ONE)
      .after(book('online', '09:00'), book('emergency', '09:00'))
      .when(reclassify('t2', 'walk-in', true))
      .leadsTo(
        'token.reclassified t2 09:00 as walk-in of rank 5 (corrected)',
        'token.bumped t2 09:00→waits by t1 (outranked, waitlist)',
        'token.promoted t1 waiting→09:00 by t2 (reclassified, bump)',
      )
  })

  const first: OverflowStrategy = {
    name: 'first',
    bumps: { who: strictlyLower() },
    attempt: (asker, board) => (board.firstBumpable(asker, strictlyLower(), 0, 1) === 0 ? Verdict.bump(0) : undefined),
  }

  it.each([
    ['all slots', cascade({ wrap: true })],
    ['slots of the host’s choice', first],
  ])('bumps in a slot before the one that it asked for, if the strategy looks at %s', (_which, strategy) => {
    const rules = bare([strategy, waitlist({ earlier: true })], { displaced: [waitlist({ earlier: true })] })
    given(rules, TWO)
      .after(book('online', '09:00', { holdMinutes: 60 }), book('emergency', '10:00'), book('paid', '10:00'))
      .when(step('confirm', 't1'))
      .leadsTo(
        'token.confirmed t1 09:00 (confirmed)',
        'token.bumped t1 09:00→waits by t3 (outranked, waitlist)',
        `token.promoted t3 waiting→09:00 by t1 (confirmed, ${strategy.name})`,
      )
  })

  it('bumps nobody after its cancellation was undone', () => {
    given(anywhere, ONE)
      .after(book('emergency', '09:00'), book('paid', '09:00'), step('cancel', 't2'), step('undo', 't2'))
      .when(reclassify('t1', 'walk-in', true))
      .leadsTo('token.reclassified t1 09:00 as walk-in of rank 5 (corrected)')
  })
})

describe('a waiter whose bump has failed', () => {
  it('does not go before a newcomer, whose bump fails too', () => {
    given(bare([bump(), waitlist({ earlier: true })], { displaced: [] }), TWO)
      .after(book('emergency', '09:00'), book('walk-in', '10:00'), book('paid', '09:00'))
      .when(book('online', '10:00'))
      .leadsTo('token.waitlisted t4 →waits as online of rank 4 (booked, waitlist)')
  })

  it('waits, and a sweep changes nothing', () => {
    given(bare([bump(), waitlist({ per: 'slot' })], { displaced: [] }), TWO)
      .after(book('online', '09:00'), book('emergency', '09:00'))
      .when(ofSession('sweepSession'))
      .leadsTo()
  })
})

describe('a waiter that takes a seat', () => {
  it('may do so by its source, also on a day with more classes than lanes', () => {
    const base = ({ source }: { readonly source: string }) => (source === 'vip' ? 0 : Number(source))
    const clinic = given(bare([bump({ for: ['vip'] }), waitlist({ per: 'slot' })], { priority: { base } }), {
      ...ONE,
      '10:00': 64,
    })
    for (let rank = 1; rank <= 64; rank++) clinic.after(book(String(rank), '10:00'))
    clinic
      .after(book('9', '09:00', { holdMinutes: 60 }), book('vip', '09:00'))
      .when(step('confirm', 't65'))
      .leadsTo(
        'token.confirmed t65 09:00 (confirmed)',
        'token.bumped t65 09:00→waits 09:00 by t66 (outranked, waitlist)',
        'token.promoted t66 waiting→09:00 by t65 (confirmed, bump)',
      )
  })

  it('of base capacity may do so if freed seats are given within base capacity only', () => {
    given(bare([bump(), waitlist()], { promotion: waitlistFirst({ into: 'base' }) }), ONE)
      .after(book('online', '09:00', { holdMinutes: 60 }), book('paid', '09:00'))
      .when(step('confirm', 't1'))
      .leadsTo(
        'token.confirmed t1 09:00 (confirmed)',
        'token.bumped t1 09:00→waits 09:00+ by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→09:00 by t1 (confirmed, bump)',
      )
  })

  it('gets no overflow seat if freed seats are given within base capacity only', () => {
    const capacity = elastic({ for: ['paid'], extra: 1 })
    given({ ...anywhere, capacity, promotion: waitlistFirst({ into: 'base' }) }, TWO)
      .after(book('walk-in', '09:00'), book('paid', '09:00'), book('emergency', '10:00'), book('paid', '10:00'))
      .after(book('paid', '10:00'), step('cancel', 't2'))
      .when(book('online', '09:00'))
      .leadsTo(
        'token.bumped t1 09:00→waits by t6 (outranked, waitlist)',
        'token.confirmed t6 →09:00 as online of rank 4 (booked, bump)',
      )
  })

  it('does so in the slot for which it asks, and in no other', () => {
    const who = strictlyLower()
    const own: OverflowStrategy = {
      name: 'own',
      bumps: { who },
      attempt(asker, board) {
        if (asker.wanted !== 1) return undefined
        const slot = asker.source === 'paid' ? 0 : 1
        return board.firstBumpable(asker, who, slot, slot + 1) < 0 ? undefined : Verdict.bump(slot)
      },
    }
    given(bare([own, waitlist({ earlier: true })], { displaced: [waitlist()] }), { ...TWO, '11:00': 1 })
      .after(book('online', '09:00'), book('walk-in', '10:00'), book('emergency', '11:00'), book('paid', '11:00'))
      .when(book('online', '10:00'))
      .leadsTo(
        'token.bumped t2 10:00→waits 10:00+ by t5 (outranked, waitlist)',
        'token.confirmed t5 →10:00 as online of rank 4 (booked, own)',
      )
  })

  it('of an overbooked slot may do so if freed seats go to all that are entitled', () => {
    const capacity = elastic({ for: ['emergency'], extra: 1 })
    given(bare([bump(), waitlist()], { capacity }), ONE)
      .after(book('online', '09:00', { holdMinutes: 60 }), book('emergency', '09:00'), book('paid', '09:00'))
      .when(step('confirm', 't1'))
      .leadsTo(
        'token.confirmed t1 09:00 (confirmed)',
        'token.bumped t1 09:00→waits 09:00+ by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→09:00 by t1 (confirmed, bump)',
      )
  })

  it('of one slot lets the token that it bumps bump in another one', () => {
    const rules = bare([bump(), waitlist({ per: 'slot' })], { displaced: [cascade(), waitlist()] })
    given(rules, TWO)
      .after(book('online', '09:00', { holdMinutes: 60 }), book('walk-in', '10:00'), book('paid', '09:00'))
      .when(step('confirm', 't1'))
      .leadsTo(
        'token.confirmed t1 09:00 (confirmed)',
        'token.bumped t2 10:00→waits 10:00+ by t1 (outranked, waitlist)',
        'token.bumped t1 09:00→10:00 by t3 (outranked, cascade)',
        'token.promoted t3 waiting→09:00 by t1 (confirmed, bump)',
      )
  })
})

describe('a waiter for a slot or a later one', () => {
  it('does not bump in an earlier slot, even if the strategy looks there', () => {
    const rules = bare([cascade({ wrap: true, who: lowerInOrder() }), waitlist()], { displaced: [waitlist()] })
    given(rules, TWO)
      .after(book('emergency', '09:00'), book('online', '10:00'), book('online', '10:00'), step('cancel', 't1'))
      .after(book('online', '09:00', { holdMinutes: 60 }))
      .when(step('confirm', 't4'))
      .leadsTo('token.confirmed t4 09:00 (confirmed)')
  })

  it('bumps, though a reinstated token of its class is ahead of it', () => {
    given(bare([bump(), waitlist()]), TWO)
      .after(book('paid', '09:00'), step('noShow', 't1'), book('emergency', '09:00'))
      .after(book('walk-in', '10:00', { holdMinutes: 60 }), reinstate('t1', 'paid'), book('paid', '09:00'))
      .when(step('confirm', 't3'))
      .leadsTo(
        'token.confirmed t3 10:00 (confirmed)',
        'token.bumped t3 10:00→waits 10:00+ by t4 (outranked, waitlist)',
        'token.promoted t4 waiting→10:00 by t3 (confirmed, bump)',
      )
  })
})

describe('a waiter for one slot', () => {
  it('does not get an overflow seat beyond the limit of the session when the slots change', () => {
    const capacity = elastic({ for: ['emergency'], extra: 1, perSession: 1 })
    given(bare([waitlist({ per: 'slot' })], { capacity }), TWO)
      .after(book('online', '09:00'), book('emergency', '09:00'), book('online', '10:00'), book('emergency', '10:00'))
      .when(addSlot('11:00', 0))
      .leadsTo('slot.added 11:00 x0 (added)')
  })
})

describe('rules that change from one command to the next', () => {
  /** Lets a waiter bump a token as soon as `strict` is false. */
  function changing() {
    const mood = { strict: true }
    const who = (...each: Parameters<ReturnType<typeof strictlyLower>>) => !mood.strict && strictlyLower()(...each)
    const overflow = [bump({ who }), waitlist({ per: 'slot' })]
    return { mood, overflow }
  }

  it('let a waiter in at the next command, because of the rules', () => {
    const { mood, overflow } = changing()
    const clinic = given(bare(overflow), ONE).after(book('online', '09:00'), book('paid', '09:00'))
    mood.strict = false
    clinic
      .when(ofSession('sweepSession'))
      .leadsTo(
        'token.bumped t1 09:00→waits 09:00 by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→09:00 (rules, bump)',
      )
  })

  it('name the hold that expired last, even if it made room for another waiter', () => {
    const { mood, overflow } = changing()
    const clinic = given(bare(overflow), { '09:00': 2 })
      .after(book('online', '09:00'), book('online', '09:00', { holdMinutes: 30 }))
      .after(book('paid', '09:00'), book('paid', '09:00'))
      .at('06:30')
    mood.strict = false
    clinic
      .when(ofSession('sweepSession'))
      .leadsTo(
        'token.expired t2 09:00→ (expired)',
        'token.promoted t3 waiting→09:00 by t2 (expired, waitlist-first)',
        'token.bumped t1 09:00→waits 09:00 by t4 (outranked, waitlist)',
        'token.promoted t4 waiting→09:00 by t2 (expired, bump)',
      )
  })

  it('name an opening of reserved seats, which may make room in another slot', () => {
    const { mood, overflow } = changing()
    const capacity = quotas({ shares: { 'walk-in': 1 }, releaseMinutes: 60 })
    const clinic = given(bare(overflow, { capacity }), { '09:00': 1, '12:00': 2 })
      .after(book('walk-in', '12:00'), book('online', '12:00'), book('paid', '12:00'))
      .at('08:00')
    mood.strict = false
    clinic
      .when(ofSession('sweepSession'))
      .leadsTo(
        'slot.released 09:00 (quota-released)',
        'token.bumped t2 12:00→waits 12:00 by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→12:00 (quota-released, bump)',
      )
  })
})

describe('a step that changes what the host’s own strategy sees', () => {
  /** Lets a waiter bump in the first slot if a board says so. */
  const own = (mayBump: (used: (slot: number) => number) => boolean): OverflowStrategy => ({
    name: 'own',
    bumps: { who: strictlyLower() },
    attempt: (asker, board) =>
      mayBump((slot) => board.usedIn(slot)) &&
      asker.wanted === 0 &&
      board.firstBumpable(asker, strictlyLower(), 0, 1) === 0
        ? Verdict.bump(0)
        : undefined,
  })
  const slots = waitlist({ per: 'slot' })

  it('names the step as the cause, also if that brings a token back above the rules', () => {
    const capacity = { ...bare([]).capacity, ceiling: (base: number) => base + 1 }
    given(bare([own((used) => used(0) > 1), slots], { capacity, visit: { completed: 'frees' } }), TWO)
      .after(book('online', '09:00'), book('online', '09:00', { override: true }), step('complete', 't2'))
      .after(step('checkIn', 't2'), step('undo', 't2'), book('paid', '09:00'))
      .when(step('undo', 't2'))
      .leadsTo(
        'token.undone t2 →09:00 (undone)',
        'token.bumped t1 09:00→waits 09:00 by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→09:00 by t2 (undone, own)',
      )
  })

  it('names the true cause, not only the kind of step', () => {
    const rules: Rules = bare([own((used) => used(1) === 0), slots], { visit: { maxSkips: 1 } })
    given(rules, TWO)
      .after(book('online', '09:00'), book('online', '10:00'), book('paid', '09:00'))
      .after(step('checkIn', 't2'), step('call', 't2'))
      .when(step('skip', 't2'))
      .leadsTo(
        'token.no-show t2 10:00→ (skipped)',
        'token.bumped t1 09:00→waits 09:00 by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→09:00 by t2 (skipped, own)',
      )
  })
})

describe('a token that sits later than it asked for', () => {
  const rules = bare([cascade(), waitlist()], { promotion: pullForward() })

  it('is pulled forward even if it is the first token of the day', () => {
    given(rules, { '09:00': 0, '10:00': 1 })
      .after(book('online', '09:00'))
      .when(resize('09:00', 1))
      .leadsTo('slot.resized 09:00 x1 (resized)', 'token.promoted t1 10:00→09:00 (slot-resized, pull-forward)')
  })

  it('is pulled forward, and not one that asked for that later slot', () => {
    given(rules, { '09:00': 1, '10:00': 2 })
      .after(book('online', '10:00'), book('paid', '09:00'), book('online', '09:00'))
      .when(step('cancel', 't2'))
      .leadsTo('token.cancelled t2 09:00→ (cancelled)', 'token.promoted t3 10:00→09:00 by t2 (cancelled, pull-forward)')
  })
})

it('a token is pulled forward over forty slots', () => {
  const day = new CoreClinic([1, ...Array<number>(39).fill(0)].with(35, 1), rules())
  const [first, late] = [day.book('online', 0), day.book('online', 0)]
  expect([day.seatOf(first), day.seatOf(late)]).toEqual([0, 35])
  day.cancel(first)
  expect(day.seatOf(late)).toBe(0)

  function rules(): Rules {
    return bare([cascade()], { promotion: pullForward() })
  }
})

it('a token of any class finds a free seat after forty slots', () => {
  const capacity = elastic({ for: ['emergency'], extra: 0 })
  const day = new CoreClinic(Array<number>(40).fill(0).with(35, 1), bare([cascade()], { capacity }))
  expect(day.seatOf(day.book('emergency', 0))).toBe(35)
})

it('a token is bumped from a slot after forty others', () => {
  const day = new CoreClinic(Array<number>(40).fill(0).with(35, 1), bare([cascade(), waitlist()]))
  const last = day.book('walk-in', 35)
  expect([day.seatOf(day.book('paid', 0)), day.seatOf(last)]).toEqual([35, -1])
})

describe('a token that would come before a newcomer if it waited', () => {
  const ageing = (more: Partial<Rules> = {}): Rules =>
    bare([cascade(), waitlist()], { priority: withAging(bySource(RANKS), { everyMinutes: 30, best: 2 }), ...more })

  it('loses its seat to the newcomer all the same, if no waiter is ever promoted', () => {
    given(ageing({ promotion: noPromotion() }), { '09:00': 1, '12:00': 1 })
      .after(book('online', '12:00'))
      .at('10:00')
      .when(book('follow-up', '12:00'))
      .leadsTo(
        'token.bumped t1 12:00→waits 12:00+ by t2 (outranked, waitlist)',
        'token.confirmed t2 →12:00 as follow-up of rank 3 (booked, cascade)',
      )
  })

  it('keeps it, but a later one of its class does not', () => {
    given(ageing(), { '09:00': 0, '10:00': 0, '11:00': 1 })
      .after(book('online', '11:00'))
      .at('10:30')
      .after(book('follow-up', '10:00'), resize('11:00', 3), book('online', '11:00'))
      .when(book('follow-up', '10:00'))
      .leadsTo(
        'token.bumped t3 11:00→waits 11:00+ by t4 (outranked, waitlist)',
        'token.confirmed t4 →11:00 as follow-up of rank 3 (booked, cascade)',
      )
  })
})

describe('a newcomer', () => {
  it('looks at the slots in turn: at one for itself, then at all for whoever came last', () => {
    const priority = withAging(bySource(RANKS), { everyMinutes: 30, best: 2 })
    given(bare([bump(), cascade(), waitlist()], { priority }), { '09:00': 0, '10:00': 1, '11:00': 1 })
      .after(book('online', '10:00'))
      .at('10:30')
      .after(book('online', '11:00'))
      .when(book('follow-up', '10:00'))
      .leadsTo(
        'token.bumped t2 11:00→waits 11:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →11:00 as follow-up of rank 3 (booked, cascade)',
      )
  })

  it('bumps the last of all that have the worst rank, whatever their class', () => {
    given(bare([bump(), waitlist()], { priority: bySource({ paid: 1, online: 2, phone: 2 }) }), { '09:00': 2 })
      .after(book('online', '09:00'), book('phone', '09:00'), step('cancel', 't1'), book('online', '09:00'))
      .when(book('paid', '09:00'))
      .leadsTo(
        'token.bumped t3 09:00→waits 09:00+ by t4 (outranked, waitlist)',
        'token.confirmed t4 →09:00 as paid of rank 1 (booked, bump)',
      )
  })

  it('that would wait for any slot gets a seat that is free in an earlier one', () => {
    given(bare([waitlist({ earlier: true })]), TWO)
      .after(book('online', '10:00'))
      .when(book('online', '10:00'))
      .leadsTo('token.confirmed t2 →09:00 as online of rank 4 (booked, waitlist)')
  })

  it('without a slot waits for later slots too, when it has lost its seat', () => {
    given(bare([bump(), waitlist({ per: 'slot' })]), TWO)
      .after(book('emergency', '10:00'), book('online', undefined, { onDay: true }))
      .when(book('emergency', '09:00'))
      .leadsTo(
        'token.bumped t2 09:00→waits 09:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →09:00 as emergency of rank 1 (booked, bump)',
      )
  })
})

describe('a newcomer under a strategy with limits', () => {
  it('bumps within the hops from the slot that it asks for', () => {
    given(bare([cascade({ hops: 0 })], { displaced: [waitlist()] }), { ...TWO, '11:00': 1 })
      .after(book('online', '11:00'))
      .when(book('paid', '11:00'))
      .leadsTo(
        'token.bumped t1 11:00→waits 11:00+ by t2 (outranked, waitlist)',
        'token.confirmed t2 →11:00 as paid of rank 2 (booked, cascade)',
      )
  })

  it('is turned away if the list of the session is full, whichever slots the others wait for', () => {
    given(bare([waitlist({ limit: 1 })]), TWO)
      .after(book('online', '09:00'), book('online', '10:00'), book('online', '10:00'))
      .when(book('online', '09:00'))
      .isRefused('slot-full')
  })

  it('bumps until the slot begins, if it is frozen for no minutes', () => {
    given(bare([bump({ freezeMinutes: 0 }), waitlist()]), ONE)
      .after(book('online', '09:00'))
      .at('08:59')
      .when(book('paid', '09:00'))
      .leadsTo(
        'token.bumped t1 09:00→waits 09:00+ by t2 (outranked, waitlist)',
        'token.confirmed t2 →09:00 as paid of rank 2 (booked, bump)',
      )
  })
})

describe('a session whose overflow seats are used up', () => {
  const capacity = elastic({ for: ['emergency'], extra: 1, perSession: 1 })

  it('still gives seats within base capacity to a strategy that looks for them', () => {
    given(bare([nextSlot()], { capacity }), TWO)
      .after(book('online', '09:00'), book('emergency', '09:00'))
      .when(book('online', '09:00'))
      .leadsTo('token.confirmed t3 →10:00 as online of rank 4 (booked, next-slot)')
  })
})

it.each([Number.NaN, -1])('a promotion rule that asks for %d minutes is refused', (minutesLeft) => {
  const rules = bare([waitlist()], { promotion: { ...bare([]).promotion, minutesLeft } })
  const clinic = given(rules, ONE).after(book('online', '09:00'))
  expect(() => clinic.after(book('online', '09:00'), step('cancel', 't1'))).toThrow(
    `promotion.minutesLeft is ${minutesLeft}`,
  )
})

it('a promotion rule may ask for no minutes, but a slot that has just ended is not given away', () => {
  const rules = bare([waitlist()], { promotion: { ...bare([]).promotion, minutesLeft: 0 } })
  const full = () => given(rules, ONE).after(book('online', '09:00'), book('online', '09:00'))
  full()
    .at('09:59')
    .when(step('cancel', 't1'))
    .leadsTo(
      'token.cancelled t1 09:00→ (cancelled)',
      'token.promoted t2 waiting→09:00 by t1 (cancelled, waitlist-first)',
    )
  full().at('10:00').when(step('cancel', 't1')).leadsTo('token.cancelled t1 09:00→ (cancelled)')
})
