import { elastic, waitlist } from 'opd-scheduler'
import { describe, it } from 'vitest'
import { bare } from '../proof/oracles/core-clinic'
import { book, given, ofSession, step } from '../support/given'

const TWO = { '10:00': 1, '11:00': 1 }

describe('a patient who came back to a new seat', () => {
  it('loses it if the coming back is undone, and a waiter gets it', () => {
    given(bare([waitlist()], { visit: { completed: 'frees' } }), TWO)
      .after(book('online', '10:00'), step('complete', 't1'), book('paid', '10:00'), step('checkIn', 't1'))
      .after(book('walk-in', '11:00'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 11:00→ (undone)', 'token.promoted t3 waiting→11:00 by t1 (undone, waitlist-first)')
      .when(step('undo', 't1'))
      .isRefused('slot-full')
      .after(step('cancel', 't2'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →10:00 (undone)')
  })
})

describe('an undone no-show', () => {
  it('sits within base capacity again, even if the overflow seats of the session are used up', () => {
    const capacity = elastic({ for: ['emergency'], extra: 1, perSession: 1 })
    given(bare([], { capacity }), TWO)
      .after(book('online', '10:00'), book('online', '11:00'), book('emergency', '11:00'), step('noShow', 't1'))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →10:00 (undone)')
  })

  it('is refused beside the patient’s other token, even if that is the first of the day', () => {
    given(bare([], { admission: {} }), { '10:00': 2 })
      .after(book('online', '10:00'), step('noShow', 't1'), book('online', '10:00', { again: 't1' }))
      .after(step('noShow', 't2'), step('undo', 't1'))
      .when(step('undo', 't2'))
      .isRefused('duplicate-token')
  })
})

describe('a patient who cancels after checking in', () => {
  it.each([
    ['before being called', []],
    ['after being called', [step('call', 't1')]],
  ])('%s, is not called', (_when, steps) => {
    given(bare([]), TWO)
      .after(book('online', '10:00'), step('checkIn', 't1'), ...steps)
      .when(step('cancel', 't1'))
      .leadsTo('token.cancelled t1 10:00→ (cancelled)')
      .when(ofSession('callNext'))
      .isRefused('queue-empty')
  })
})
