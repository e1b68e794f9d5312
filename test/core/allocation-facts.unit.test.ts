import {
  bump,
  cascade,
  drop,
  fixed,
  nextSlot,
  noPromotion,
  offerFirst,
  pullForward,
  quotas,
  waitlist,
  withCeiling,
} from 'opd-scheduler'
import { beforeAll, describe, expect, it } from 'vitest'
import { SESSION_FACTS, TOKEN_FACTS } from '../../src/core/fact'
import { bare } from '../proof/oracles/core-clinic'
import { addSlot, book, given, met, ofSession, reclassify, reschedule, resize, step } from '../support/given'

const bumping = bare([cascade(), waitlist()])
const waiting = bare([waitlist()])
const TWO = { '10:00': 1, '11:00': 1 }

// Other test files of the same process add to it too.
beforeAll(() => met.clear())

describe('opening', () => {
  it('lays out the slots', () => {
    expect(given(waiting, TWO).opening).toEqual(['session.opened 10:00 x1, 11:00 x1 (opened)'])
  })
})

describe('booking', () => {
  it('takes a free seat', () => {
    given(waiting, TWO)
      .when(book('online', '10:00'))
      .leadsTo('token.confirmed t1 →10:00 as online of rank 4 (booked, free-seat)')
      .when(book('paid'))
      .leadsTo('token.confirmed t2 →11:00 as paid of rank 2 (booked, free-seat)')
  })

  it('bumps along a chain, the last link first', () => {
    given(bumping, { '10:00': 1, '11:00': 1, '12:00': 1 })
      .after(book('follow-up', '10:00'), book('online', '11:00'), book('walk-in', '12:00'))
      .when(book('emergency', '10:00'))
      .leadsTo(
        'token.bumped t3 12:00→waits 12:00+ by t2 (outranked, waitlist)',
        'token.bumped t2 11:00→12:00 by t1 (outranked, cascade)',
        'token.bumped t1 10:00→11:00 by t4 (outranked, cascade)',
        'token.confirmed t4 →10:00 as emergency of rank 1 (booked, cascade)',
      )
  })

  it('drops a bumped token at the end of the strategies, or bumps nobody', () => {
    given(bare([bump()], { displaced: [drop()] }), TWO)
      .after(book('online', '10:00'))
      .when(book('paid', '10:00'))
      .leadsTo(
        'token.bumped t1 10:00→ by t2 (no-later-slot, drop)',
        'token.confirmed t2 →10:00 as paid of rank 2 (booked, bump)',
      )
    given(bare([bump()], { displaced: [] }), TWO)
      .after(book('online', '10:00'))
      .when(book('paid', '10:00'))
      .isRefused('bump-failed')
  })

  it('waits for a slot, for it or a later one, or for any', () => {
    given(bare([waitlist({ per: 'slot' })]), TWO)
      .after(book('paid', '10:00'))
      .when(book('online', '10:00'))
      .leadsTo('token.waitlisted t2 →waits 10:00 as online of rank 4 (booked, waitlist)')
    given(waiting, TWO)
      .after(book('paid', '10:00'), book('paid', '11:00'))
      .when(book('online', '10:00'))
      .leadsTo('token.waitlisted t3 →waits 10:00+ as online of rank 4 (booked, waitlist)')
    given(bare([waitlist({ earlier: true })]), TWO)
      .after(book('paid', '10:00'), book('paid', '11:00'))
      .when(book('online', '11:00'))
      .leadsTo('token.waitlisted t3 →waits as online of rank 4 (booked, waitlist)')
  })

  it('is refused without a place, a known class or a slot to come', () => {
    given(bare([]), TWO)
      .after(book('paid', '10:00'))
      .when(book('online', '10:00'))
      .isRefused('slot-full')
      .when(book('stranger', '11:00'))
      .isRefused('unknown-source')
      .at('11:00')
      .when(book('online', '10:00'))
      .isRefused('slot-past')
  })

  it('is refused twice for one patient', () => {
    given(bare([], { admission: {} }), { '10:00': 2 })
      .after(book('online', '10:00'))
      .when(book('paid', '10:00', { again: 't1' }))
      .isRefused('duplicate-token')
  })
})

describe('a hold', () => {
  it('is confirmed', () => {
    given(waiting, TWO)
      .when(book('online', '10:00', { holdMinutes: 15 }))
      .leadsTo('token.held t1 →10:00 as online of rank 4 until 06:15 (booked, free-seat)')
      .at('06:14')
      .when(step('confirm', 't1'))
      .leadsTo('token.confirmed t1 10:00 (confirmed)')
  })

  it('expires before the next command, and its seat goes to a waiter', () => {
    given(waiting, TWO)
      .after(book('online', '10:00', { holdMinutes: 15 }), book('paid', '11:00'), book('walk-in', '10:00'))
      .at('06:15')
      .when(book('online', '10:00'))
      .leadsTo(
        'token.expired t1 10:00→ (expired)',
        'token.promoted t3 waiting→10:00 by t1 (expired, waitlist-first)',
        'token.waitlisted t4 →waits 10:00+ as online of rank 4 (booked, waitlist)',
      )
      .when(step('confirm', 't1'))
      .isRefused('hold-expired')
  })
})

describe('cancelling', () => {
  it('promotes the best waiter', () => {
    given(waiting, { '10:00': 1 })
      .after(book('online', '10:00'), book('walk-in', '10:00'), book('paid', '10:00'))
      .when(step('cancel', 't1'))
      .leadsTo(
        'token.cancelled t1 10:00→ (cancelled)',
        'token.promoted t3 waiting→10:00 by t1 (cancelled, waitlist-first)',
      )
      .when(step('cancel', 't2'))
      .leadsTo('token.cancelled t2 waiting→ (cancelled)')
      .when(step('cancel', 't2'))
      .isRefused('invalid-transition')
  })

  it('promotes nobody if the rules say so', () => {
    given(bare([waitlist()], { promotion: noPromotion() }), { '10:00': 1 })
      .after(book('online', '10:00'), book('paid', '10:00'))
      .when(step('cancel', 't1'))
      .leadsTo('token.cancelled t1 10:00→ (cancelled)')
  })

  it('pulls tokens forward, each into the seat of the one before', () => {
    given(bare([nextSlot(), waitlist()], { promotion: pullForward() }), TWO)
      .after(book('online', '10:00'), book('online', '10:00'), book('online', '10:00'))
      .when(step('cancel', 't1'))
      .leadsTo(
        'token.cancelled t1 10:00→ (cancelled)',
        'token.promoted t2 11:00→10:00 by t1 (cancelled, pull-forward)',
        'token.promoted t3 waiting→11:00 by t1 (cancelled, pull-forward)',
      )
  })

  it('offers the seat, and to the next when the offer expires', () => {
    given(bare([waitlist()], { promotion: offerFirst({ minutes: 20 }) }), { '10:00': 1 })
      .after(book('online', '10:00'), book('online', '10:00'), book('online', '10:00'))
      .when(step('cancel', 't1'))
      .leadsTo(
        'token.cancelled t1 10:00→ (cancelled)',
        'token.offered t2 waiting→10:00 until 06:20 by t1 (cancelled, offer-first)',
      )
      .at('06:20')
      .when(ofSession('sweepSession'))
      .leadsTo(
        'token.expired t2 10:00→ (expired)',
        'token.offered t3 waiting→10:00 until 06:40 by t2 (expired, offer-first)',
      )
      .when(step('confirm', 't3'))
      .leadsTo('token.confirmed t3 10:00 (confirmed)')
  })
})

describe('rescheduling', () => {
  it('within the day seats the new token before the old one leaves', () => {
    given(bare([waitlist({ per: 'slot' })]), TWO)
      .after(book('online', '10:00'), book('walk-in', '10:00'))
      .when(reschedule('t1', 'online', '11:00'))
      .leadsTo(
        'token.confirmed t3 →11:00 as online of rank 4 (rescheduled, free-seat)',
        'token.rescheduled t1 10:00→ (rescheduled)',
        'token.promoted t2 waiting→10:00 by t1 (rescheduled, waitlist-first)',
      )
  })

  it('to another day seats it there before it leaves its own', () => {
    given(waiting, { '10:00': 1 }, { '10:00': 1 })
      .after(book('online', '10:00'))
      .when(reschedule('t1', 'online', '10:00'))
      .leadsTo(
        'day 2 token.confirmed t1 →10:00 as online of rank 4 (rescheduled, free-seat)',
        'token.rescheduled t1 10:00→ (rescheduled)',
      )
  })

  it('never gives up a seat for a waiting list', () => {
    given(waiting, TWO)
      .after(book('online', '10:00'), book('paid', '11:00'))
      .when(reschedule('t1', 'online', '11:00'))
      .isRefused('slot-full')
      .when(reschedule('t1', 'online', '10:00'))
      .isRefused('duplicate-token')
  })
})

describe('reclassifying', () => {
  it('leaves a seated token where it is', () => {
    given(waiting, TWO)
      .after(book('online', '10:00'))
      .when(reclassify('t1', 'emergency'))
      .leadsTo('token.reclassified t1 10:00 as emergency of rank 1 (reclassified)')
  })

  it('lets a waiter ask again, and bump', () => {
    given(bumping, { '10:00': 1 })
      .after(book('paid', '10:00'), book('online', '10:00'))
      .when(reclassify('t2', 'emergency'))
      .leadsTo(
        'token.reclassified t2 waits 10:00+ as emergency of rank 1 (reclassified)',
        'token.bumped t1 10:00→waits 10:00+ by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→10:00 (reclassified, cascade)',
      )
      .when(reclassify('t1', 'walk-in'))
      .leadsTo('token.reclassified t1 waits 10:00+ as walk-in of rank 5 (reclassified)')
  })
})

describe('an override', () => {
  const above = bare([waitlist()], { capacity: withCeiling(fixed(), 1) })

  it('seats above the rules up to the ceiling', () => {
    given(above, { '10:00': 1 })
      .after(book('paid', '10:00'))
      .when(book('online', '10:00', { override: true }))
      .leadsTo('token.confirmed t2 →10:00 as online of rank 4 (override, override)')
      .when(book('online', '10:00', { override: true }))
      .isRefused('slot-full')
  })

  it('bumps by hand', () => {
    given(above, TWO)
      .after(book('paid', '10:00'))
      .when(book('online', '10:00', { override: true, bump: 't1' }))
      .leadsTo(
        'token.bumped t1 10:00→11:00 by t2 (by-hand, waitlist)',
        'token.confirmed t2 →10:00 as online of rank 4 (override, override)',
      )
  })
})

describe('the roster', () => {
  it('resizes a slot, and displaces the last in order', () => {
    given(waiting, { '10:00': 2, '11:00': 1 })
      .after(book('online', '10:00'), book('paid', '10:00'))
      .when(resize('10:00', 1))
      .isRefused('capacity-in-use')
      .when(resize('10:00', 1, true))
      .leadsTo('slot.resized 10:00 x1 (resized)', 'token.moved t1 10:00→11:00 (slot-resized, waitlist)')
      .when(resize('10:00', 3))
      .leadsTo('slot.resized 10:00 x3 (resized)')
  })

  it('adds a slot and seats the tokens that wait for it', () => {
    given(waiting, { '10:00': 1 })
      .after(book('online', '10:00'), book('online', '10:00'))
      .when(addSlot('12:00', 1))
      .leadsTo('slot.added 12:00 x1 (added)', 'token.promoted t2 waiting→12:00 (slot-added, waitlist-first)')
      .when(addSlot('12:00', 1))
      .isRefused('slot-overlap')
  })

  it('closes the session for tokens that wait or are not confirmed', () => {
    given(waiting, { '10:00': 2 })
      .after(book('online', '10:00'), book('paid', '10:00', { holdMinutes: 60 }), book('online', '10:00'))
      .when(ofSession('closeSession'))
      .leadsTo(
        'token.expired t2 10:00→ (end-of-day)',
        'token.dropped t3 waiting→ (end-of-day)',
        'session.closed (closed)',
      )
      .when(book('online', '10:00'))
      .isRefused('session-closed')
  })

  it('opens reserved seats to all when their time has come', () => {
    given(bare([waitlist()], { capacity: quotas({ shares: { online: 1 }, releaseMinutes: 30 }) }), { '10:00': 1 })
      .after(book('walk-in', '10:00'))
      .at('09:30')
      .when(ofSession('sweepSession'))
      .leadsTo(
        'slot.released 10:00 (quota-released)',
        'token.promoted t1 waiting→10:00 (quota-released, waitlist-first)',
      )
  })
})

/** Facts of the visit have a file of their own. */
const OF_VISITS = [
  'checked-in',
  'stood-by',
  'called',
  'skipped',
  'started',
  'completed',
  'left',
  'no-show',
  'undone',
  'reinstated',
]

const OF_A_DOCTOR_AWAY = ['slot.blocked', 'slot.unblocked', 'session.delayed']

it('every kind of fact is met here, among the visits, or while the doctor is away', () => {
  const others = [...OF_VISITS.map((name) => `token.${name}`), ...OF_A_DOCTOR_AWAY]
  expect([...SESSION_FACTS, ...TOKEN_FACTS].filter((type) => !met.has(type) && !others.includes(type))).toEqual([])
})
