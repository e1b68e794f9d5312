import { bump, elastic, fixed, quotas, type Rules, standard, waitlist, waitlistFirst } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import { bare, CoreClinic } from '../proof/oracles/core-clinic'
import { at, clinic, SESSION } from '../scheduler/clinic'
import { clinicOf } from '../support/clinic-of'
import { book, given, ofSession, step } from '../support/given'

const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })

describe('seats that open to all', () => {
  it('go to waiting tokens, because of the quota and not of a token', async () => {
    const rules: Rules = {
      ...standard(),
      capacity: quotas({ shares: { online: 1 }, releaseMinutes: 30 }),
      overflow: [waitlist()],
    }
    const { opd, store, clock, book } = await clinic([1], { rules })
    await book('a', 'walk-in', '09:00')
    clock.now = at('08:29')
    expect(await opd.sweep()).toMatchObject({ moves: [] })
    clock.now = at('08:30')
    await opd.sweep()
    expect((await store.load(SESSION, 2)).map(({ type, cause }) => [type, cause])).toEqual([
      ['slot.released', 'quota-released'],
      ['token.promoted', 'quota-released'],
    ])
    expect((await opd.history(token(1).tokenId)).at(-1)).toMatchObject({ by: null, strategy: 'waitlist-first' })
  })

  it('also from a share that a bump has filled', async () => {
    const of = elastic({ for: ['paid'], extra: 1 })
    const rules: Rules = {
      ...standard(),
      capacity: quotas({ shares: { online: 1 }, releaseMinutes: 0, exempt: ['walk-in'], of }),
      overflow: [bump({ for: ['online'] }), waitlist()],
      displaced: [waitlist()],
    }
    const { opd, book } = await clinic([2], { rules })
    for (const patient of ['v', 'w']) await book(patient, 'walk-in', '09:00')
    expect(await book('p', 'paid', '09:00')).toMatchObject({ status: 'waitlisted' })
    expect(await book('o', 'online', '09:00')).toMatchObject({
      status: 'confirmed',
      moves: [
        { patientId: 'w', status: 'waitlisted' },
        { patientId: 'p', status: 'confirmed', cause: 'booked' },
      ],
    })
    expect((await opd.history(token(3).tokenId)).at(-1)).toMatchObject({ by: { tokenId: token(4).tokenId } })
  })
})

describe('an offer', () => {
  it('of impossible minutes is named', () => {
    for (const minutes of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const rules = bare([waitlist()], { promotion: { ...waitlistFirst(), offers: { minutes, exempt: [] } } })
      const day = new CoreClinic([1], rules)
      const first = day.book('online', 0)
      day.book('online', 0)
      expect(() => day.cancel(first)).toThrow(`the promotion rule offers seats for ${minutes} minutes`)
    }
  })
})

describe('a sweep', () => {
  it('leaves a session open during the grace for a token that got its seat back after its slot was over', async () => {
    const { opd, clock, book } = await clinic([1, 1], { rules: { ...standard(), capacity: fixed() } })
    await book('a', 'online', '09:00')
    clock.now = at('10:15')
    await opd.sweep()
    expect(await opd.token(token(1).tokenId)).toMatchObject({ status: 'no-show' })
    clock.now = at('11:10')
    await opd.undo(token(1))
    clock.now = at('11:24')
    await opd.sweep()
    expect(await opd.session(SESSION)).toMatchObject({ status: 'open', tokens: [{ status: 'confirmed' }] })
    clock.now = at('11:25')
    await opd.sweep()
    expect(await opd.session(SESSION)).toMatchObject({ status: 'closed', tokens: [{ status: 'no-show' }] })
  })

  it('closes a session without tokens, but not while one of several is expected', () => {
    given(bare([]), { '10:00': 2 }).at('11:15').when(ofSession('sweepSession')).leadsTo('session.closed (closed)')
    given(bare([]), { '10:00': 2 })
      .after(book('online', '10:00'), book('online', '10:00'), step('noShow', 't1'), step('cancel', 't2'))
      .at('11:10')
      .after(step('undo', 't1'))
      .at('11:15')
      .when(ofSession('sweepSession'))
      .leadsTo()
      .at('11:25')
      .when(ofSession('sweepSession'))
      .leadsTo('token.no-show t1 10:00→ (grace-over)', 'session.closed (closed)')
  })

  it('names an impossible grace', () => {
    for (const graceMinutes of [-1, Number.NaN]) {
      const rules = bare([], { visit: { graceMinutes } })
      const sweep = () => decide([clinicOf(new CoreClinic([1], rules).session, rules)], { op: 'sweepSession', at: 0 })
      expect(sweep).toThrow(`visit.graceMinutes is ${graceMinutes}`)
    }
  })
})
