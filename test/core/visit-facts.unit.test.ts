import { waitlist } from 'opd-scheduler'
import { beforeAll, describe, expect, it } from 'vitest'
import { TOKEN_FACTS } from '../../src/core/fact'
import { bare } from '../proof/oracles/core-clinic'
import { book, given, met, ofSession, reinstate, step } from '../support/given'

const rules = bare([waitlist()])
const ONE = { '10:00': 1 }
const TWO = { '10:00': 2 }

// Other test files of the same process add to it too.
beforeAll(() => met.clear())

describe('a visit', () => {
  it('goes from check-in to completion', () => {
    given(rules, ONE)
      .after(book('online', '10:00'))
      .at('10:00')
      .when(step('checkIn', 't1'))
      .leadsTo('token.checked-in t1 10:00 (arrived)')
      .when(step('call', 't1'))
      .leadsTo('token.called t1 10:00 (by-name, call-order)')
      .when(step('call', 't1'))
      .leadsTo('token.called t1 10:00 (recalled, call-order)')
      .when(step('start', 't1'))
      .leadsTo('token.started t1 10:00 (started)')
      .when(step('complete', 't1'))
      .leadsTo('token.completed t1 10:00 (completed)')
      .when(step('checkIn', 't1'))
      .leadsTo('token.checked-in t1 10:00 (returned)')
  })

  it('gives its seat away if completed visits free theirs, and needs a new one to come back', () => {
    given(bare([waitlist()], { visit: { completed: 'frees' } }), { '10:00': 1, '11:00': 1 })
      .after(book('online', '10:00'), book('online', '11:00'), book('online', '10:00'))
      .when(step('complete', 't1'))
      .leadsTo(
        'token.completed t1 10:00→ (completed)',
        'token.promoted t3 waiting→10:00 by t1 (completed, waitlist-first)',
      )
      .when(step('checkIn', 't1'))
      .isRefused('no-capacity')
      .after(step('cancel', 't2'))
      .when(step('checkIn', 't1'))
      .leadsTo('token.checked-in t1 →11:00 (returned)')
  })

  it('may be one without a seat, if the rules have standby', () => {
    given(bare([waitlist()], { visit: { standby: { perSession: 1 } } }), ONE)
      .after(book('online', '10:00'), book('online', '10:00'))
      .when(step('checkIn', 't2'))
      .leadsTo('token.stood-by t2 waits 10:00+ (arrived)')
      .when(ofSession('callNext'))
      .leadsTo('token.called t2 waiting→ (standby)')
  })

  it('ends unseen', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), step('checkIn', 't1'))
      .when(step('leaveUnseen', 't1'))
      .leadsTo('token.left t1 10:00→ (left)')
  })
})

describe('calling', () => {
  it('takes the best present token, and one that was skipped later', () => {
    given(rules, { '10:00': 3 })
      .after(book('online', '10:00'), book('paid', '10:00'), book('walk-in', '10:00'))
      .at('10:00')
      .when(ofSession('callNext'))
      .isRefused('queue-empty')
      .after(step('checkIn', 't1'), step('checkIn', 't2'), step('checkIn', 't3'))
      .when(ofSession('callNext'))
      .leadsTo('token.called t2 10:00 (called, call-order)')
      .when(step('skip', 't2'))
      .leadsTo('token.skipped t2 10:00 sits out 2 (skipped)')
      .when(ofSession('callNext'))
      .leadsTo('token.called t1 10:00 (called, call-order)')
      .when(ofSession('callNext'))
      .leadsTo('token.called t3 10:00 (called, call-order)')
      .when(ofSession('callNext'))
      .leadsTo('token.called t2 10:00 (called, call-order)')
  })

  it('ends at the third skip', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), step('checkIn', 't1'), step('call', 't1'), step('skip', 't1'))
      .after(step('call', 't1'), step('skip', 't1'), step('call', 't1'))
      .when(step('skip', 't1'))
      .leadsTo('token.no-show t1 10:00→ (skipped)')
  })
})

describe('undoing', () => {
  it('goes back one step at a time', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), step('checkIn', 't1'), step('start', 't1'), step('complete', 't1'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 10:00 (undone)')
      .when(step('checkIn', 't1'))
      .isRefused('invalid-transition')
      .after(step('undo', 't1'), step('undo', 't1'))
      .when(step('undo', 't1'))
      .isRefused('invalid-transition')
  })

  it('takes back a seat that is free still', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), step('noShow', 't1'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →10:00 (undone)')
      .after(step('noShow', 't1'), book('paid', '10:00'))
      .when(step('undo', 't1'))
      .isRefused('slot-full')
  })
})

describe('a no-show', () => {
  it('gives its seat to a waiter and comes back to a free seat or the waiting list', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), book('walk-in', '10:00'))
      .when(step('noShow', 't1'))
      .leadsTo('token.no-show t1 10:00→ (no-show)', 'token.promoted t2 waiting→10:00 by t1 (no-show, waitlist-first)')
      .when(reinstate('t1', 'online'))
      .leadsTo('token.reinstated t1 →waits 10:00+ (reinstated, waitlist)')
    given(rules, TWO)
      .after(book('online', '10:00'), step('noShow', 't1'))
      .when(reinstate('t1', 'online'))
      .leadsTo('token.reinstated t1 →10:00 (reinstated, free-seat)')
  })

  it('comes back above the rules', () => {
    const above = bare([waitlist()], { capacity: { ...rules.capacity, ceiling: (base) => base + 1 } })
    given(above, ONE)
      .after(book('online', '10:00'), step('noShow', 't1'), book('paid', '10:00'))
      .when(reinstate('t1', 'online', true))
      .leadsTo('token.reinstated t1 →10:00 (override, override)')
  })
})

describe('a sweep', () => {
  it('finds no-shows after the grace, and closes a session whose last slot is over', () => {
    given(rules, TWO)
      .after(book('online', '10:00'), book('paid', '10:00'), step('checkIn', 't2'))
      .at('11:14')
      .when(ofSession('sweepSession'))
      .leadsTo()
      .at('11:15')
      .when(ofSession('sweepSession'))
      .leadsTo('token.no-show t1 10:00→ (grace-over)', 'session.closed (closed)')
  })
})

it('every fact of a visit is met', () => {
  const first = TOKEN_FACTS.indexOf('token.checked-in')
  const missing = TOKEN_FACTS.slice(first).filter((type) => !met.has(type))
  expect(missing).toEqual(['token.reclassified'])
})
