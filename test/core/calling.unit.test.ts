import { standard, type TokenEvent, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { candidate, firstToCall } from '../../src/core/decide/call'
import { View } from '../../src/core/decide/view'
import { COMPLETED } from '../../src/core/state/status'
import { STATUS } from '../../src/core/state/tokens'
import { bare, CoreClinic } from '../proof/oracles/core-clinic'
import { clinic, SESSION } from '../scheduler/clinic'
import { book, given, ofSession, step } from '../support/given'

const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })

describe('the consulting room records why', () => {
  it('a patient is called, called again, passed over and marked as a no-show, and which rule chose', async () => {
    const rules = { ...standard(), visit: { maxSkips: 2 } }
    const { opd, store, book } = await clinic([3], { rules })
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    for (const n of [1, 2]) await opd.checkIn(token(n))
    await opd.callNext({ sessionId: SESSION })
    await opd.call(token(1))
    await opd.skip(token(1))
    await opd.call(token(1))
    await opd.skip(token(1))
    const events = (await store.load(SESSION, 5)) as TokenEvent[]
    expect(events.map(({ type, cause, by, strategy }) => [type, cause, by, strategy])).toEqual([
      ['token.called', 'called', null, 'call-order'],
      ['token.called', 'recalled', null, 'call-order'],
      ['token.skipped', 'skipped', null, null],
      ['token.called', 'by-name', null, 'call-order'],
      ['token.no-show', 'skipped', null, null],
    ])
  })
})

describe('a patient who is not there yet', () => {
  it('counts as checking in now, after all patients who have', () => {
    const rules = bare([])
    const day = new CoreClinic([2], rules)
    const expected = day.book('online', 0)
    const present = day.book('online', 0)
    day.session.room.checkIn(present, day.session.snapshot(present), 0, 0)
    expect(candidate(new View(day.session, rules, 5), expected)).toMatchObject({
      checkedInAt: 5,
      arrived: 2,
      skips: 0,
      again: false,
      sitsOutUntil: 0,
    })
  })
})

describe('a call order of the host', () => {
  it('sees how often a patient did not come, and whether the patient came back', () => {
    const rules = bare([])
    const day = new CoreClinic([1], rules)
    const { room } = day.session
    const token = day.book('online', 0)
    room.complete(token, day.session.snapshot(token), 2)
    day.session.tokens.set(token, STATUS, COMPLETED)
    room.checkIn(token, day.session.snapshot(token), 3, 0)
    room.call(token, day.session.snapshot(token))
    room.skip(token, day.session.snapshot(token), 2)
    expect(candidate(new View(day.session, rules, 5), token)).toMatchObject({
      checkedInAt: 3,
      arrived: 1,
      skips: 1,
      again: true,
      sitsOutUntil: 3,
    })
  })

  it('is named if it does not return a number', () => {
    const rules = bare([])
    const day = new CoreClinic([1], rules)
    const one = candidate(new View(day.session, rules, 5), day.book('online', 0))
    for (const [answer, text] of [
      [Number.NaN, 'NaN'],
      ['first', "'first'"],
      [Symbol('s'), 'Symbol(s)'],
    ]) {
      const calls = { name: 'own', compare: () => answer as number }
      expect(() => firstToCall({ ...rules, visit: { calls } }, [one, one], 5, 0, () => false)).toThrow(
        `the call order 'own' returns ${String(text)}`,
      )
    }
  })
})

describe('a patient who was called and did not come', () => {
  it('is called before equals who checked in later, as soon as no call passes over the patient', () => {
    given(bare([], { visit: { skipCalls: 0 } }), { '10:00': 2 })
      .after(book('online', '10:00'), book('online', '10:00'), step('checkIn', 't1'), step('checkIn', 't2'))
      .after(ofSession('callNext'), step('skip', 't1'))
      .when(ofSession('callNext'))
      .leadsTo('token.called t1 10:00 (called, call-order)')
  })

  it('waits until those who sit out are all that are left, and then the best of them is called', () => {
    given(bare([], { visit: { skipCalls: 9 } }), { '10:00': 3 })
      .after(book('online', '10:00'), book('paid', '10:00'), book('walk-in', '10:00'))
      .after(step('checkIn', 't1'), ofSession('callNext'), step('skip', 't1'))
      .after(step('checkIn', 't2'), step('checkIn', 't3'))
      .when(ofSession('callNext'))
      .leadsTo('token.called t2 10:00 (called, call-order)')
      .after(step('skip', 't2'))
      .when(ofSession('callNext'))
      .leadsTo('token.called t3 10:00 (called, call-order)')
      .when(ofSession('callNext'))
      .leadsTo('token.called t2 10:00 (called, call-order)')
  })

  it('is called again if the rules have standby, but no patient is on standby', () => {
    given(bare([waitlist()], { visit: { standby: { perSession: 1 } } }), { '10:00': 1 })
      .after(book('online', '10:00'), step('checkIn', 't1'), ofSession('callNext'), step('skip', 't1'))
      .when(ofSession('callNext'))
      .leadsTo('token.called t1 10:00 (called, call-order)')
  })
})
