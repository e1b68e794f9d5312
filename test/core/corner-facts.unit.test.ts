import { cascade, nextSlot, waitlist } from 'opd-scheduler'
import { type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { describe, it } from 'vitest'
import { bare } from '../proof/oracles/core-clinic'
import { book, given, reschedule, step, type When } from '../support/given'
import { clockAt } from '../support/told-fact'

const TWO = { '10:00': 1, '11:00': 1 }

const addSlots =
  (...starts: readonly string[]): When =>
  ({ now }) => ({
    op: 'addSlots',
    at: now,
    slots: starts.map((start) => ({ start: clockAt(start), end: clockAt(start) + 3_600_000, base: 1 })),
  })

describe('the first slot and the first token are like any other', () => {
  it('a patient who has a seat in the first slot is not led to a second one there', () => {
    given(bare([cascade({ wrap: true })], { admission: {} }), { '10:00': 2, '11:00': 1 })
      .after(book('online', '10:00'), book('emergency', '11:00'))
      .when(book('online', '11:00', { again: 't1' }))
      .isRefused('duplicate-token')
  })

  it('a token that would wait for the first slot is seated there if a seat is free', () => {
    const waitsForAny: OverflowStrategy = { name: 'waits-for-any', attempt: () => Verdict.wait(0, 'any') }
    given(bare([waitsForAny]), TWO)
      .after(book('paid', '11:00'))
      .when(book('online', '11:00'))
      .leadsTo('token.confirmed t2 →10:00 as online of rank 4 (booked, waits-for-any)')
  })
})

describe('two holds', () => {
  it('expire each at its own time', () => {
    given(bare([]), { '10:00': 2 })
      .after(book('online', '10:00', { holdMinutes: 30 }), book('paid', '10:00', { holdMinutes: 10 }))
      .at('06:15')
      .when(book('walk-in', '10:00'))
      .leadsTo(
        'token.expired t2 10:00→ (expired)',
        'token.confirmed t3 →10:00 as walk-in of rank 5 (booked, free-seat)',
      )
  })
})

describe('several free seats', () => {
  it('go to the best waiter first, who gets the earliest', () => {
    given(bare([waitlist()]), { '10:00': 1 })
      .after(book('paid', '10:00'), book('walk-in', '10:00'), book('online', '10:00'))
      .when(addSlots('11:00', '12:00'))
      .leadsTo(
        'slot.added 11:00 x1 (added)',
        'slot.added 12:00 x1 (added)',
        'token.promoted t3 waiting→11:00 (slot-added, waitlist-first)',
        'token.promoted t2 waiting→12:00 (slot-added, waitlist-first)',
      )
  })

  it('are offered to waiters, but a token that is pulled forward just moves', () => {
    const offersAndPulls = {
      name: 'offers-and-pulls',
      from: 'waitlist-and-later',
      into: 'entitled',
      offers: { minutes: 10, exempt: [] },
    } as const
    given(bare([nextSlot()], { promotion: offersAndPulls }), TWO)
      .after(book('paid', '10:00'), book('online', '10:00'))
      .when(step('cancel', 't1'))
      .leadsTo(
        'token.cancelled t1 10:00→ (cancelled)',
        'token.promoted t2 11:00→10:00 by t1 (cancelled, offers-and-pulls)',
      )
  })
})

describe('a new slot that overlaps', () => {
  it('one of the session, or another new one', () => {
    given(bare([]), TWO)
      .when(addSlots('08:00', '10:30'))
      .isRefused('slot-overlap')
      .when(addSlots('08:00', '08:30'))
      .isRefused('slot-overlap')
      .when(addSlots('09:00', '12:00'))
      .leadsTo('slot.added 09:00 x1 (added)', 'slot.added 12:00 x1 (added)')
  })

  it('is told from one that only touches another, in whichever order they are given', () => {
    given(bare([]), TWO)
      .when(addSlots('14:00', '13:00', '08:00'))
      .leadsTo('slot.added 14:00 x1 (added)', 'slot.added 13:00 x1 (added)', 'slot.added 08:00 x1 (added)')
  })
})

describe('the rule `permit`', () => {
  it('is told that a move neither overrides nor bumps', () => {
    const permit = ({ override, bump }: { override: boolean; bump: boolean }) => !override && !bump
    given(bare([], { admission: { oneLive: { in: 'nowhere' }, permit } }), TWO)
      .after(book('online', '10:00'))
      .when(reschedule('t1', 'online', '11:00'))
      .leadsTo(
        'token.confirmed t2 →11:00 as online of rank 4 (rescheduled, free-seat)',
        'token.rescheduled t1 10:00→ (rescheduled)',
      )
  })
})
