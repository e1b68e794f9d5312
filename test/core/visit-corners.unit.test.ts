import { elastic, waitlist } from 'opd-scheduler'
import { describe, it } from 'vitest'
import { bare } from '../proof/oracles/core-clinic'
import { away, book, given, ofSession, step, stepOnDay } from '../support/given'

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

describe('a completed patient who comes back', () => {
  const frees = { visit: { completed: 'frees', standby: { perSession: 2 } } } as const

  it('has the seat still that the visit keeps, even after the session was closed', () => {
    given(bare([]), TWO)
      .after(book('online', '10:00'), step('complete', 't1'), ofSession('closeSession'))
      .when(step('checkIn', 't1'))
      .leadsTo('token.checked-in t1 10:00 (returned)')
  })

  it('gets the old seat in a slot that is over, if no other seat is free', () => {
    given(bare([waitlist()], frees), { '09:00': 1, '10:00': 1 })
      .after(book('online', '09:00'), book('online', '10:00'), step('complete', 't1'))
      .at('10:30')
      .when(step('checkIn', 't1'))
      .leadsTo('token.checked-in t1 →09:00 (returned)')
  })

  it('gets a seat in the slot asked for, after a visit without a seat', () => {
    given(bare([waitlist({ earlier: true })], frees), { '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(book('online', '09:00'), book('online', '10:00'), book('online', '11:00'), book('online', '10:00'))
      .at('10:00')
      .after(step('checkIn', 't4'), step('call', 't4'), step('complete', 't4'), step('complete', 't2'))
      .at('11:30')
      .when(step('checkIn', 't4'))
      .leadsTo('token.checked-in t4 →10:00 (returned)')
  })

  it('leaves the new seat to a waiter if the coming back is undone, after a visit without a seat', () => {
    given(bare([waitlist()], frees), { '10:00': 1 })
      .after(book('online', '10:00'), book('online', '10:00'))
      .at('10:00')
      .after(step('checkIn', 't2'), step('call', 't2'), step('complete', 't2'), step('cancel', 't1'))
      .after(step('checkIn', 't2'), book('paid', '10:00'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 10:00→ (undone)', 'token.promoted t3 waiting→10:00 by t2 (undone, waitlist-first)')
  })
})

describe('a step', () => {
  it('cannot send home a patient who has not come', () => {
    given(bare([waitlist()]), { '10:00': 1 })
      .after(book('online', '10:00'), book('online', '10:00'))
      .when(step('leaveUnseen', 't1'))
      .isRefused('invalid-transition')
      .when(step('leaveUnseen', 't2'))
      .isRefused('invalid-transition')
  })

  it('that overrides the rules is permitted as one that bumps nobody', () => {
    const admission = { permit: ({ bump }: { readonly bump: boolean }) => !bump }
    given(bare([], { admission }), TWO)
      .after(book('online', '10:00'))
      .when(stepOnDay('checkIn', 't1', ['09:00', '20:00'], 'desk'))
      .leadsTo('token.checked-in t1 10:00 (arrived)')
  })
})

describe('undoing a step of a visit without a seat', () => {
  const once = bare([waitlist({ per: 'slot' })], { admission: {}, visit: { standby: { perSession: 2 } } })
  /** t1 has the only seat, and t2 was called from standby. */
  const called = () =>
    given(once, { '10:00': 1 })
      .after(book('online', '10:00'), book('online', '10:00'))
      .at('10:00')
      .after(step('checkIn', 't2'), step('call', 't2'))

  it('is possible in a closed session, but not back to the waiting list', () => {
    called()
      .after(step('start', 't2'), ofSession('closeSession'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 no seat (undone)')
      .when(step('undo', 't2'))
      .isRefused('session-closed')
  })

  it('is refused if the patient has another token by now', () => {
    called()
      .after(step('leaveUnseen', 't2'), book('online', '10:00', { again: 't2' }))
      .when(step('undo', 't2'))
      .isRefused('duplicate-token')
  })

  it('leads back to standby although the doctor is away: the patient is there', () => {
    called()
      .after(step('checkIn', 't1'), away(['10:00']))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 10:00 (undone)')
  })
})

describe('a cancelled patient with another token', () => {
  const once = bare([waitlist({ per: 'slot' })], { admission: {} })

  it('may wait again while the other one waits for a later slot', () => {
    given(once, TWO)
      .after(book('online', '10:00'), step('cancel', 't1'), book('online', '10:00'), book('online', '11:00'))
      .after(book('online', '11:00', { again: 't1' }))
      .when(step('undo', 't1'))
      .leadsTo('token.undone t1 →waits 10:00+ (undone, waitlist)')
  })

  it('does not come back to the slot in which the other one sits', () => {
    given(once, { '10:00': 1, '11:00': 2 })
      .after(book('online', '10:00'), step('cancel', 't1'), book('online', '10:00'))
      .after(book('online', '11:00', { again: 't1' }))
      .when(step('undo', 't1'))
      .isRefused('duplicate-token')
  })

  it('is told of the other one first, if the doctor is away too', () => {
    given(once, { '10:00': 1 })
      .after(book('online', '10:00'), book('online', '10:00'), step('cancel', 't2'))
      .after(book('online', '10:00', { again: 't2' }), step('cancel', 't1'), step('checkIn', 't3'), away(['10:00']))
      .when(step('undo', 't2'))
      .isRefused('duplicate-token')
  })
})
