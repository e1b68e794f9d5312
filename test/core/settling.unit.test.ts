import { elastic, nextSlot, pullForward, waitlist } from 'opd-scheduler'
import { describe, it } from 'vitest'
import { bare } from '../proof/oracles/core-clinic'
import { addSlot, away, book, given, resize, step } from '../support/given'

const slots = waitlist({ per: 'slot' })
const hold = { holdMinutes: 30 }

/** A slot has one overflow seat more for two classes, but the session only one. A displaced token looks in the next slot. */
const oneMore = bare([slots], {
  displaced: [nextSlot(), slots],
  capacity: elastic({ for: ['emergency', 'paid'], extra: 1, perSession: 1 }),
})

describe('a leave', () => {
  it('gives the overflow seat that a patient has to leave to a better waiter first', () => {
    given(oneMore, { '10:00': 1, '11:00': 1 })
      .after(book('online', '10:00'), book('paid', '10:00'), book('online', '11:00'), book('emergency', '11:00'))
      .when(away(['10:00']))
      .leadsTo(
        'slot.blocked 10:00 (blocked)',
        'token.promoted t4 waiting→11:00 (slot-blocked, waitlist-first)',
        'token.moved t2 10:00→ (blocked)',
        'token.moved t1 10:00→ (blocked)',
      )
  })

  it('pulls a better token forward first, which makes room for another', () => {
    given(
      { ...oneMore, overflow: [nextSlot(), slots], promotion: pullForward() },
      { '09:00': 1, '10:00': 1, '11:00': 1 },
    )
      .after(book('online', '09:00'), book('paid', '09:00'), book('online', '10:00'), book('emergency', '10:00'))
      .after(book('emergency', '11:00'))
      .when(away(['09:00']))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'token.promoted t4 11:00→10:00 (slot-blocked, pull-forward)',
        'token.promoted t5 waiting→11:00 (slot-blocked, pull-forward)',
        'token.moved t2 09:00→ (blocked)',
        'token.moved t1 09:00→ (blocked)',
      )
  })

  it('but not to a worse one', () => {
    given(oneMore, { '10:00': 1, '11:00': 1 })
      .after(book('online', '10:00'), book('emergency', '10:00'), book('online', '11:00'), book('paid', '11:00'))
      .when(away(['10:00']))
      .leadsTo(
        'slot.blocked 10:00 (blocked)',
        'token.moved t2 10:00→11:00 (blocked, next-slot)',
        'token.moved t1 10:00→ (blocked)',
      )
  })

  it('gives what a hold has left to a waiter before a patient who came later asks', () => {
    const capacity = elastic({ for: ['emergency'], extra: 1, perSession: 1 })
    given(bare([waitlist({ earlier: true })], { capacity }), { '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(book('online', '09:00'), book('online', '10:00'), book('emergency', '10:00', hold))
      .after(book('online', '11:00'), book('emergency', '09:00'))
      .when(away(['10:00', '11:00']))
      .leadsTo(
        'slot.blocked 10:00 (blocked)',
        'slot.blocked 11:00 (blocked)',
        'token.expired t3 10:00→ (blocked)',
        'token.promoted t5 waiting→09:00 (slot-blocked, waitlist-first)',
        'token.moved t2 10:00→waits (blocked, waitlist)',
        'token.moved t4 11:00→waits (blocked, waitlist)',
      )
  })
})

describe('the cause of a seat', () => {
  it('is never a hold whose seat was given away before', () => {
    given(bare([waitlist({ earlier: true })]), { '10:00': 1 })
      .after(book('online', '10:00', hold), book('online', '10:00'), book('online', '10:00'))
      .at('06:30')
      .when(addSlot('08:00', 1))
      .leadsTo(
        'token.expired t1 10:00→ (expired)',
        'token.promoted t2 waiting→10:00 by t1 (expired, waitlist-first)',
        'slot.added 08:00 x1 (added)',
        'token.promoted t3 waiting→08:00 (slot-added, waitlist-first)',
      )
  })

  it('is the command’s own if a token that is pulled forward leaves the seat', () => {
    const rules = bare([nextSlot()], { promotion: pullForward() })
    const clinic = () =>
      given(rules, { '09:00': 1, '10:00': 1, '11:00': 1 }).after(
        book('online', '09:00'),
        book('online', '09:00'),
        book('online', '10:00'),
      )
    clinic()
      .when(step('cancel', 't1'))
      .leadsTo(
        'token.cancelled t1 09:00→ (cancelled)',
        'token.promoted t2 10:00→09:00 by t1 (cancelled, pull-forward)',
        'token.promoted t3 11:00→10:00 by t1 (cancelled, pull-forward)',
      )
    clinic()
      .when(resize('09:00', 2))
      .leadsTo(
        'slot.resized 09:00 x2 (resized)',
        'token.promoted t2 10:00→09:00 (slot-resized, pull-forward)',
        'token.promoted t3 11:00→10:00 (slot-resized, pull-forward)',
      )
  })
})
