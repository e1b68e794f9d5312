import { bump, cascade, elastic, fixed, standard, waitlist, waitlistFirst } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { bare } from '../proof/oracles/core-clinic'
import { clinic } from '../scheduler/clinic'
import { book, given, step } from '../support/given'

const TWO = { '09:00': 1, '10:00': 1 }

describe('a waiter is asked', () => {
  it('for every slot that it accepts, the best of its list first', () => {
    given(bare([bump(), waitlist({ earlier: true })]), TWO)
      .after(book('emergency', '09:00'), book('online', '10:00', { holdMinutes: 30 }))
      .after(book('paid', '09:00'), book('paid', '10:00'))
      .when(step('confirm', 't2'))
      .leadsTo(
        'token.confirmed t2 10:00 (confirmed)',
        'token.bumped t2 10:00→waits by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→10:00 by t2 (confirmed, bump)',
      )
  })

  it('by the next strategy, if the first one would lead it to a slot that it does not accept', () => {
    given(bare([cascade({ freezeMinutes: 60 }), bump(), waitlist({ per: 'slot' })]), TWO)
      .after(book('online', '09:00', { holdMinutes: 200 }), book('online', '10:00', { holdMinutes: 200 }))
      .after(book('paid', '09:00'))
      .at('08:30')
      .after(step('confirm', 't2'))
      .when(step('confirm', 't1'))
      .leadsTo(
        'token.confirmed t1 09:00 (confirmed)',
        'token.bumped t1 09:00→waits 09:00 by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→09:00 by t1 (confirmed, bump)',
      )
  })

  it('but gets no overflow seat if freed seats are given within base capacity only', () => {
    const capacity = elastic({ for: ['emergency'], extra: 1, perSession: 1 })
    const displaced = [cascade({ hops: 1 })]
    const promotion = waitlistFirst({ into: 'base' })
    given(bare([bump(), waitlist({ per: 'slot' })], { displaced, capacity, promotion }), TWO)
      .after(book('online', '09:00'), book('emergency', '10:00'), book('emergency', '10:00'))
      .after(book('emergency', '09:00'))
      .when(step('cancel', 't3'))
      .leadsTo('token.cancelled t3 10:00→ (cancelled)')
  })
})

describe('a patient who waits and books again', () => {
  it('does not get a second seat in the slot that the first token has got', () => {
    given(bare([bump(), waitlist()], { admission: { oneLive: { in: 'slot' } } }), { '09:00': 1, '10:00': 2 })
      .after(book('emergency', '09:00'), book('online', '10:00'), book('online', '10:00'), book('paid', '09:00'))
      .when(book('paid', '10:00', { again: 't4' }))
      .isRefused('duplicate-token')
  })
})

describe('a strategy of the host', () => {
  it('that lets a token wait for something unknown is named', async () => {
    const odd = { name: 'odd', attempt: () => ({ kind: 2, slot: 0, accepts: 'constructor', code: '' }) as never }
    const { book: ask } = await clinic([1], { rules: { ...standard(), capacity: fixed(), overflow: [odd] } })
    await ask('a', 'online', '09:00')
    await expect(ask('b', 'online', '09:00')).rejects.toMatchObject({
      code: 'invalid-rules',
      message: expect.stringContaining("strategy 'odd'"),
    })
  })

  it('whose `bumps.who` throws is named', async () => {
    let broken = false
    const who = (rank: number, _seq: number, victim: number): boolean => {
      if (broken) throw new Error('boom')
      return rank < victim
    }
    const rules = { ...standard(), capacity: fixed(), overflow: [cascade({ who }), waitlist()] }
    const { opd, book: ask } = await clinic([1], { rules })
    const slotId = 'dr-rao.2026-01-30.0900'
    await opd.book({ slotId, source: 'online', patientId: 'a', holdMinutes: 30 })
    await ask('b', 'paid', '09:00')
    broken = true
    await expect(opd.confirm({ tokenId: 'dr-rao.2026-01-30.t1' })).rejects.toMatchObject({
      code: 'invalid-rules',
      message: expect.stringContaining("strategy 'cascade' threw: boom"),
    })
  })
})
