import type { Rules } from 'opd-scheduler'
import { bump, offerFirst, waitlist, withAging } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { whyNotYet } from '../../src/core/decide/call'
import { View } from '../../src/core/decide/view'
import type { Refusal } from '../../src/core/decision'
import { bare } from '../proof/oracles/core-clinic'
import { addSlot, book, given, ofSession, reclassify, reinstate, resize, step, stepOnDay } from '../support/given'

const withStandby = (perSession: number, more: Partial<Rules> = {}): Rules => {
  const { visit, ...others } = more
  return bare([waitlist()], { visit: { ...visit, standby: { perSession } }, ...others })
}
const rules = withStandby(5)
const ONE = { '10:00': 1 }
const callNext = ofSession('callNext')

/** t1 has the only seat; t2 and t3 wait. */
const crowded = (by = rules) =>
  given(by, ONE).after(book('online', '10:00'), book('online', '10:00'), book('paid', '10:00')).at('10:00')

describe('the check-in of a waiting token', () => {
  it('puts it on standby, on its list', () => {
    crowded().when(step('checkIn', 't2')).leadsTo('token.stood-by t2 waits 10:00+ (arrived)')
  })

  it('is refused if the rules have no standby, and the second time', () => {
    crowded(bare([waitlist()]))
      .when(step('checkIn', 't2'))
      .isRefused('invalid-transition')
    crowded().after(step('checkIn', 't2')).when(step('checkIn', 't2')).isRefused('invalid-transition')
  })

  it('is refused outside of the service date', () => {
    crowded()
      .at('09:00')
      .when(stepOnDay('checkIn', 't2', ['10:00', '20:00']))
      .isRefused('outside-service-date')
  })

  it('can be undone: the token just waits', () => {
    crowded()
      .after(step('checkIn', 't2'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 waits 10:00+ (undone)')
      .when(callNext)
      .isRefused('queue-empty')
      .when(step('checkIn', 't2'))
      .leadsTo('token.stood-by t2 waits 10:00+ (arrived)')
  })

  it('leaves the token where it is for newcomers and for others that wait', () => {
    crowded()
      .after(step('checkIn', 't2'))
      .when(step('cancel', 't1'))
      .leadsTo(
        'token.cancelled t1 10:00→ (cancelled)',
        'token.promoted t3 waiting→10:00 by t1 (cancelled, waitlist-first)',
      )
  })
})

describe('a token on standby that gets a seat', () => {
  it('is present at once: it is called, and is no no-show', () => {
    crowded(withStandby(5, { visit: { graceMinutes: 0 } }))
      .after(step('checkIn', 't3'), step('cancel', 't1'))
      .when(callNext)
      .leadsTo('token.called t3 10:00 (called, call-order)')
      .after(step('undo', 't3'))
      .at('11:00')
      .when(ofSession('sweepSession'))
      .leadsTo('token.dropped t2 waiting→ (end-of-day)', 'session.closed (closed)')
  })

  it('cannot be bumped', () => {
    const strict = bare([bump(), waitlist()], { visit: { standby: { perSession: 5 } } })
    given(strict, ONE)
      .after(book('paid', '10:00'), book('online', '10:00'), step('checkIn', 't2'), step('cancel', 't1'))
      .when(book('emergency', '10:00'))
      .leadsTo('token.waitlisted t3 →waits 10:00+ as emergency of rank 1 (booked, waitlist)')
  })

  it('is expected there after its check-in was undone', () => {
    crowded()
      .after(step('checkIn', 't3'), step('cancel', 't1'))
      .when(step('undo', 't3'))
      .leadsTo('token.undone t3 10:00 (undone)')
      .when(callNext)
      .isRefused('queue-empty')
      .when(step('checkIn', 't3'))
      .leadsTo('token.checked-in t3 10:00 (arrived)')
  })

  it('keeps its unanswered calls, and sits out', () => {
    const day = given(rules, { '10:00': 1, '11:00': 1 })
      .after(book('online', '10:00'), book('online', '11:00'), book('online', '11:00'))
      .at('11:00')
      .after(step('checkIn', 't3'), callNext, step('skip', 't3'), step('cancel', 't2'))
    expect(day.days[0]!.room.of(2)).toMatchObject({ skips: 1, sitsOutUntil: 3, standby: false })
  })

  it('is not asked whether it wants the seat', () => {
    crowded(withStandby(5, { promotion: offerFirst({ minutes: 10 }) }))
      .after(step('checkIn', 't3'))
      .when(step('cancel', 't1'))
      .leadsTo(
        'token.cancelled t1 10:00→ (cancelled)',
        'token.promoted t3 waiting→10:00 by t1 (cancelled, offer-first)',
      )
      .when(step('cancel', 't3'))
      .leadsTo(
        'token.cancelled t3 10:00→ (cancelled)',
        'token.offered t2 waiting→10:00 until 10:10 by t3 (cancelled, offer-first)',
      )
  })
})

describe('the next call', () => {
  it('takes the best on standby in the whole order, to no seat', () => {
    crowded()
      .after(step('checkIn', 't2'), step('checkIn', 't3'))
      .when(callNext)
      .leadsTo('token.called t3 waiting→ (standby)')
      .when(step('start', 't3'))
      .leadsTo('token.started t3 no seat (started)')
      .when(callNext)
      .leadsTo('token.called t2 waiting→ (standby)')
      .when(step('call', 't2'))
      .leadsTo('token.called t2 no seat (recalled, call-order)')
  })

  it('goes by class, then by the first check-in: nobody ages without a seat, and an earlier booking does not count', () => {
    const ages = withAging(rules.priority, { everyMinutes: 10, best: 2 })
    given({ ...rules, priority: ages }, ONE)
      .after(book('online', '10:00'), book('online', '10:00'), book('online', '10:00'))
      .after(step('checkIn', 't3'), step('checkIn', 't2'))
      .at('10:50')
      .after(book('paid', '10:00'), step('checkIn', 't4'))
      .when(callNext)
      .leadsTo('token.called t4 waiting→ (standby)')
      .after(step('start', 't4'))
      .when(callNext)
      .leadsTo('token.called t3 waiting→ (standby)')
  })

  it('takes every patient with a seat first', () => {
    crowded()
      .after(step('checkIn', 't3'), step('checkIn', 't1'))
      .when(step('call', 't3'))
      .isRefused('standby-waits')
      .when(callNext)
      .leadsTo('token.called t1 10:00 (called, call-order)')
      .when(callNext)
      .isRefused('standby-waits')
      .after(step('start', 't1'))
      .when(callNext)
      .leadsTo('token.called t3 waiting→ (standby)')
  })

  it('takes a patient on standby before one with a seat who sits out', () => {
    crowded()
      .after(step('checkIn', 't1'), step('checkIn', 't2'), step('checkIn', 't3'), callNext, step('skip', 't1'))
      .when(callNext)
      .leadsTo('token.called t3 waiting→ (standby)')
      .after(step('skip', 't3'))
      .when(callNext)
      .leadsTo('token.called t2 waiting→ (standby)')
      .after(step('cancel', 't2'))
      .when(callNext)
      .leadsTo('token.called t1 10:00 (called, call-order)')
  })

  it('takes a patient who came to standby later before one who sits out', () => {
    crowded()
      .after(step('checkIn', 't3'), callNext, step('skip', 't3'), step('checkIn', 't2'))
      .when(callNext)
      .leadsTo('token.called t2 waiting→ (standby)')
  })

  it('takes patients on standby up to the limit of the session, and none after its last slot', () => {
    crowded(withStandby(1))
      .after(step('checkIn', 't2'), step('checkIn', 't3'), callNext, step('start', 't3'))
      .when(callNext)
      .isRefused('standby-waits')
      .after(step('undo', 't3'), step('undo', 't3'))
      .when(step('call', 't2'))
      .leadsTo('token.called t2 waiting→ (standby)')
    crowded().after(step('checkIn', 't2')).at('11:00').when(callNext).isRefused('standby-waits')
    crowded().after(step('checkIn', 't2')).at('10:59').when(callNext).leadsTo('token.called t2 waiting→ (standby)')
  })

  it.each([
    ['patient-present', [step('checkIn', 't1')]],
    ['patient-called', [step('checkIn', 't1'), callNext]],
    ['limit-reached', [step('checkIn', 't3'), callNext, step('start', 't3')]],
  ] as const)('says why it does not: %s', (why, steps) => {
    const day = crowded(withStandby(1)).after(step('checkIn', 't2'), ...steps)
    expect((whyNotYet(new View(day.days[0]!, withStandby(1), day.now), 1, '') as Refusal).why).toBe(why)
  })

  it('counts a patient who came back after a visit without a seat', () => {
    crowded(withStandby(1))
      .after(step('checkIn', 't2'), step('checkIn', 't3'), callNext, step('complete', 't3'), step('cancel', 't1'))
      // The seat goes to t2, which waits, so t3 cannot have it.
      .when(step('checkIn', 't3'))
      .isRefused('no-capacity')
      .after(resize('10:00', 3), step('checkIn', 't3'), book('online', '10:00'), book('online', '10:00'))
      .after(step('complete', 't2'), step('complete', 't3'), step('checkIn', 't5'))
      .when(step('call', 't5'))
      .isRefused('standby-waits')
  })
})

describe('a patient who was called from standby', () => {
  const called = (by = rules) => crowded(by).after(step('checkIn', 't2'), callNext)

  it('is seen without a seat, step by step, and back', () => {
    const day = called()
    const { session } = { session: day.days[0]! }
    day
      .after(step('start', 't2'))
      .when(step('complete', 't2'))
      .leadsTo('token.completed t2 no seat (completed)')
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 no seat (undone)')
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 no seat (undone)')
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 10:00+ (undone)')
      .when(callNext)
      .leadsTo('token.called t2 waiting→ (standby)')
    expect(session.used).toEqual(new Int32Array([1]))
    expect(session.waiting).toBe(1)
  })

  it('is on standby again if it does not answer, behind the others for two calls', () => {
    called()
      .after(step('checkIn', 't3'))
      .when(step('skip', 't2'))
      .leadsTo('token.skipped t2 →waits 10:00+ sits out 2 (skipped)')
      .when(callNext)
      .leadsTo('token.called t3 waiting→ (standby)')
      .after(step('cancel', 't3'))
      .when(callNext)
      .leadsTo('token.called t2 waiting→ (standby)')
  })

  it('gets a seat that became free meanwhile if it does not answer', () => {
    called()
      .after(step('cancel', 't3'), step('cancel', 't1'))
      .when(step('skip', 't2'))
      .leadsTo(
        'token.skipped t2 →waits 10:00+ sits out 2 (skipped)',
        'token.promoted t2 waiting→10:00 (skipped, waitlist-first)',
      )
  })

  it('becomes a no-show after too many calls, and that can be undone', () => {
    called(withStandby(5, { visit: { maxSkips: 1 } }))
      .when(step('skip', 't2'))
      .leadsTo('token.no-show t2 no seat (skipped)')
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 no seat (undone)')
      .when(step('noShow', 't2'))
      .leadsTo('token.no-show t2 no seat (no-show)')
      .when(reinstate('t2', 'online'))
      .leadsTo('token.reinstated t2 →waits 10:00+ (reinstated, waitlist)')
      .when(callNext)
      .isRefused('queue-empty')
  })

  it('is reinstated above the rules in the slot that it asked for', () => {
    called()
      .after(step('noShow', 't2'), step('cancel', 't3'), resize('10:00', 2), book('paid', '10:00'))
      .when(reinstate('t2', 'online', true))
      .isRefused('slot-full')
      .after(resize('10:00', 3))
      .when(reinstate('t2', 'online', true))
      .leadsTo('token.reinstated t2 →10:00 (reinstated, free-seat)')
  })

  it('becomes a no-show in a closed session, where nobody waits', () => {
    called()
      .after(ofSession('closeSession'))
      .when(step('undo', 't2'))
      .isRefused('session-closed')
      .when(step('skip', 't2'))
      .leadsTo('token.no-show t2 no seat (skipped)')
  })

  it.each(['cancel', 'leaveUnseen'] as const)('may go: %s, and that can be undone', (op) => {
    called()
      .after(step(op, 't2'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 no seat (undone)')
      .when(step('start', 't2'))
      .leadsTo('token.started t2 no seat (started)')
  })

  it('gets another rank where it is', () => {
    called()
      .when(reclassify('t2', 'emergency'))
      .leadsTo('token.reclassified t2 no seat as emergency of rank 1 (reclassified)')
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 10:00+ (undone)')
  })

  it('finds its list again after a slot was added before it', () => {
    crowded()
      .at('09:30')
      .after(step('checkIn', 't2'), callNext, addSlot('09:00', 0))
      .when(step('skip', 't2'))
      .leadsTo('token.skipped t2 →waits 10:00+ sits out 2 (skipped)')
  })
})

describe('a token on standby', () => {
  const onStandby = () => crowded().after(step('checkIn', 't2'))

  it.each(['cancel', 'leaveUnseen'] as const)('may go: %s, and that can be undone, to standby', (op) => {
    onStandby()
      .after(step(op, 't2'))
      .when(callNext)
      .isRefused('queue-empty')
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 10:00+ (undone)')
      .when(callNext)
      .leadsTo('token.called t2 waiting→ (standby)')
  })

  it.each(['complete', 'noShow', 'skip'] as const)('has to be called first: %s', (op) => {
    onStandby().when(step(op, 't2')).isRefused('invalid-transition')
  })

  it('is dropped when the session closes, and that cannot be undone', () => {
    onStandby()
      .when(ofSession('closeSession'))
      .leadsTo(
        'token.dropped t2 waiting→ (end-of-day)',
        'token.dropped t3 waiting→ (end-of-day)',
        'session.closed (closed)',
      )
      .when(step('undo', 't2'))
      .isRefused('invalid-transition')
  })

  it('must not be called as one that just waits', () => {
    onStandby().when(step('call', 't3')).isRefused('invalid-transition')
  })
})
