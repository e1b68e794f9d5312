import {
  bump,
  bySource,
  cascade,
  drop,
  elastic,
  fixed,
  noPromotion,
  offerFirst,
  pullForward,
  type Rules,
  standard,
  waitlist,
  withAging,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import {
  addSlot,
  away,
  back,
  book,
  cancelSession,
  given,
  late,
  ofSession,
  reinstate,
  reschedule,
  resize,
  step,
} from '../support/given'

/** Newcomers wait for their slot; tokens that lose their seats take the next free one. */
const rules: Rules = { ...standard(), overflow: [waitlist({ per: 'slot' })], displaced: [cascade()] }

describe('a doctor who is away', () => {
  it('lets the best token choose first, then by arrival', () => {
    given(rules, { '09:00': 3, '10:00': 1, '11:00': 1 })
      .after(book('walk-in', '09:00'), book('paid', '09:00'), book('walk-in', '09:00'))
      .when(away(['09:00']))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'token.moved t2 09:00→10:00 (blocked, cascade)',
        'token.moved t1 09:00→11:00 (blocked, cascade)',
        'token.moved t3 09:00→ (blocked)',
      )
  })

  it('leaves tokens of other slots, and of slots that are over, where they are', () => {
    given(rules, { '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(book('walk-in', '09:00'), book('walk-in', '11:00'))
      .at('10:00')
      .when(away(['09:00', '10:00']))
      .leadsTo('slot.blocked 10:00 (blocked)')
      .when(away(['09:00']))
      .isRefused('slot-past')
  })

  it('may be away until a slot ends, not from then on', () => {
    const day = () => given(rules, { '09:00': 1, '10:00': 1 })
    day()
      .at('09:59')
      .when(away(['09:00']))
      .leadsTo('slot.blocked 09:00 (blocked)')
    day()
      .at('10:00')
      .when(away(['09:00']))
      .isRefused('slot-past')
    day()
      .after(away(['09:00']))
      .at('10:00')
      .when(back('09:00'))
      .isRefused('slot-past')
  })

  it('keeps patients who are present, whatever their step', () => {
    given(rules, { '09:00': 4, '10:00': 4 })
      .after(...['walk-in', 'walk-in', 'walk-in', 'walk-in'].map((source) => book(source, '09:00')))
      .after(...['t1', 't2', 't3'].map((token) => step('checkIn', token)), step('call', 't2'), step('start', 't3'))
      .when(away(['09:00']))
      .leadsTo('slot.blocked 09:00 (blocked)', 'token.moved t4 09:00→10:00 (blocked, cascade)')
  })

  it('ends holds, and moves the patients to whom seats were offered', () => {
    given({ ...rules, promotion: offerFirst({ minutes: 30 }) }, { '09:00': 1, '10:00': 2 })
      .after(book('walk-in', '09:00'), book('walk-in', '09:00'), step('cancel', 't1'))
      .after(book('online', '10:00', { holdMinutes: 10 }))
      .when(away(['09:00', '10:00']))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'slot.blocked 10:00 (blocked)',
        'token.expired t3 10:00→ (blocked)',
        'token.moved t2 09:00→ (blocked)',
      )
  })

  it('lets nobody wait for blocked slots only', () => {
    given(rules, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '09:00'), book('walk-in', '09:00'), book('walk-in', '10:00'), book('walk-in', '10:00'))
      .when(away(['09:00']))
      .leadsTo('slot.blocked 09:00 (blocked)', 'token.moved t1 09:00→ (blocked)', 'token.dropped t2 waiting→ (blocked)')
  })

  it('lets those wait on who accept another slot', () => {
    given({ ...rules, overflow: [waitlist()] }, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '10:00'), book('walk-in', '09:00'), book('walk-in', '09:00'))
      .when(away(['09:00']))
      .leadsTo('slot.blocked 09:00 (blocked)', 'token.moved t2 09:00→waits 09:00+ (blocked, waitlist)')
      .when(away(['10:00']))
      .leadsTo(
        'slot.blocked 10:00 (blocked)',
        'token.moved t1 10:00→ (blocked)',
        'token.dropped t2 waiting→ (blocked)',
        'token.dropped t3 waiting→ (blocked)',
      )
  })

  it('lets a relocated token bump, and another one of those that go is not bumped', () => {
    const bumping: Rules = {
      ...rules,
      overflow: [cascade(), waitlist()],
      displaced: [cascade(), drop()],
    }
    given(bumping, { '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(book('paid', '09:00'), book('walk-in', '10:00'))
      .when(away(['09:00']))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'token.bumped t2 10:00→11:00 by t1 (outranked, cascade)',
        'token.moved t1 09:00→10:00 (blocked, cascade)',
      )
    given(bumping, { '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(book('paid', '09:00'), book('walk-in', '10:00'), book('walk-in', '11:00'))
      .when(away(['09:00', '11:00']))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'slot.blocked 11:00 (blocked)',
        'token.bumped t2 10:00→ by t1 (no-later-slot, drop)',
        'token.moved t1 09:00→10:00 (blocked, cascade)',
        'token.moved t3 11:00→ (blocked)',
      )
  })

  it('does not let a relocated token bump another one that goes, in their own slot', () => {
    given({ ...rules, overflow: [bump(), cascade(), waitlist()], displaced: [waitlist()] }, { '09:00': 2, '10:00': 1 })
      .after(book('paid', '09:00'), book('walk-in', '09:00'))
      .when(away(['09:00']))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'token.moved t1 09:00→10:00 (blocked, cascade)',
        'token.moved t2 09:00→waits 09:00+ (blocked, waitlist)',
      )
  })

  it('gives the seats in other slots to those who have the best rank by now, waiters included', () => {
    const priority = withAging(bySource({ online: 4, 'walk-in': 5 }), { everyMinutes: 10, best: 1 })
    const aging: Rules = {
      ...rules,
      priority,
      capacity: fixed(),
      overflow: [waitlist({ per: 'slot' })],
      promotion: noPromotion(),
    }
    given({ ...aging, displaced: [cascade()] }, { '09:00': 1, '10:00': 1 })
      .after(book('online', '09:00'), book('walk-in', '09:00'), step('cancel', 't1'))
      .at('09:20')
      .after(book('online', '09:00'))
      .at('09:30')
      .when(away(['09:00']))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'token.moved t2 waiting→10:00 (blocked, cascade)',
        'token.moved t3 09:00→ (blocked)',
      )
  })

  it('relocates 500 tokens at once, and no more', () => {
    const full = given({ ...rules, displaced: [] }, { '09:00': 501 })
    full.after(...Array.from({ length: 500 }, () => book('walk-in', '09:00')))
    expect(full.when(away(['09:00'])).isCarriedOut()).toBe(true)
    full.after(back('09:00'), ...Array.from({ length: 501 }, () => book('walk-in', '09:00')))
    full.when(away(['09:00'])).isRefused('too-many-moves')
  })

  it('does not count as a bump', () => {
    const once: Rules = {
      ...rules,
      overflow: [bump(), waitlist({ per: 'slot' })],
      displaced: [cascade()],
      capacity: fixed(),
      admission: { bumpsPerToken: 1 },
    }
    given(once, { '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(book('walk-in', '09:00'), away(['09:00']))
      .when(book('emergency', '10:00'))
      .leadsTo(
        'token.bumped t1 10:00→11:00 by t2 (outranked, cascade)',
        'token.confirmed t2 →10:00 as emergency of rank 1 (booked, bump)',
      )
  })

  it('lets nobody wait on after the clock has taken the last open slot away', () => {
    const day = given({ ...rules, overflow: [waitlist()] }, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '09:00'), book('walk-in', '10:00'), book('walk-in', '09:00'), away(['10:00']))
      .after(step('checkIn', 't1'))
    day.at('09:59').when(ofSession('sweepSession')).leadsTo()
    day.at('10:00').when(ofSession('sweepSession')).leadsTo('token.dropped t3 waiting→ (blocked)')
  })

  it('gives no seat by any way', () => {
    const generous: Rules = {
      ...rules,
      overflow: [cascade(), waitlist()],
      capacity: elastic({ for: ['emergency'], extra: 2 }),
      promotion: pullForward(),
    }
    given(generous, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '10:00'), away(['09:00']))
      .when(book('emergency', '09:00'))
      .isRefused('slot-blocked')
      .when(book('emergency', '09:00', { override: true }))
      .isRefused('slot-blocked')
      .when(reschedule('t1', 'walk-in', '09:00'))
      .isRefused('slot-blocked')
      .when(resize('09:00', 3))
      .leadsTo('slot.resized 09:00 x3 (resized)')
      .when(book('emergency'))
      .leadsTo('token.confirmed t2 →10:00 as emergency of rank 1 (booked, free-seat)')
      .after(step('cancel', 't2'), step('noShow', 't1'))
      .when(away(['10:00']))
      .leadsTo('slot.blocked 10:00 (blocked)')
      .when(reinstate('t1', 'walk-in'))
      .isRefused('no-capacity')
      .when(reinstate('t1', 'walk-in', true))
      .isRefused('slot-blocked')
      .when(step('undo', 't2'))
      .isRefused('no-capacity')
      .when(book('emergency'))
      .isRefused('slot-blocked')
  })

  it('does not let a cancelled waiter wait again for blocked slots', () => {
    given(rules, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '09:00'), book('walk-in', '09:00'), step('cancel', 't2'), away(['09:00']))
      .when(step('undo', 't2'))
      .isRefused('slot-blocked')
      .after(back('09:00'))
      .when(step('undo', 't2'))
      .leadsTo('token.undone t2 →waits 09:00 (undone)', 'token.promoted t2 waiting→09:00 (undone, waitlist-first)')
  })

  it('gives seats to waiters first when the doctor is back', () => {
    given({ ...rules, overflow: [waitlist()] }, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '10:00'), away(['09:00']), book('walk-in', '10:00'), book('paid', '10:00'))
      .when(back('09:00'))
      .leadsTo('slot.unblocked 09:00 (unblocked)')
    given({ ...rules, overflow: [waitlist({ earlier: true })] }, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '10:00'), away(['09:00']), book('walk-in', '10:00'), book('paid', '10:00'))
      .when(back('09:00', '10:00'))
      .leadsTo('slot.unblocked 09:00 (unblocked)', 'token.promoted t3 waiting→09:00 (slot-unblocked, waitlist-first)')
  })

  it('is away from a session that is open', () => {
    const closed = given(rules, { '09:00': 1 }).after(ofSession('closeSession'))
    for (const command of [away(['09:00']), back('09:00'), cancelSession({})])
      closed.when(command).isRefused('session-closed')
  })
})

describe('tokens that go elsewhere', () => {
  const only: Rules = { ...rules, displaced: [] }

  it('get the free seat that is nearest in time, if possible not an earlier one', () => {
    given(only, { '10:00': 4 }, { '08:00': 1, '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(...['walk-in', 'walk-in', 'walk-in', 'walk-in'].map((source) => book(source, '10:00')))
      .when(away(['10:00'], {}))
      .leadsTo(
        'slot.blocked 10:00 (blocked)',
        'day 2 token.confirmed t1 →10:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t1 10:00→ (blocked)',
        'day 2 token.confirmed t2 →11:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t2 10:00→ (blocked)',
        'day 2 token.confirmed t3 →09:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t3 10:00→ (blocked)',
        'day 2 token.confirmed t4 →08:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t4 10:00→ (blocked)',
      )
  })

  it('go there rather than wait, but stay if there is a seat', () => {
    given({ ...rules, overflow: [waitlist()] }, { '09:00': 3, '10:00': 2 }, { '09:00': 1 })
      .after(...['walk-in', 'walk-in', 'walk-in'].map((source) => book(source, '09:00')), book('paid', '10:00'))
      .when(away(['09:00'], {}))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'token.moved t1 09:00→10:00 (blocked, waitlist)',
        'day 2 token.confirmed t1 →09:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t2 09:00→ (blocked)',
        'token.moved t3 09:00→waits 09:00+ (blocked, waitlist)',
      )
  })

  it('do not get a slot there in which the patient has a token', () => {
    given(only, { '10:00': 1 }, { '10:00': 3, '11:00': 1 })
      .after(book('walk-in', '10:00'), book('walk-in'), book('walk-in'))
      .when(away(['10:00'], { t1: 't2' }))
      .leadsTo(
        'slot.blocked 10:00 (blocked)',
        'day 2 token.confirmed t3 →11:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t1 10:00→ (blocked)',
      )
  })

  it('free overflow seats, which go to waiters unless the session is cancelled', () => {
    const capacity = elastic({ for: ['emergency'], extra: 1, perSession: 1 })
    const day = () =>
      given({ ...only, capacity }, { '09:00': 1, '10:00': 1 }, { '09:00': 1 })
        .after(book('walk-in', '09:00'), book('emergency', '09:00'))
        .after(book('walk-in', '10:00'), book('emergency', '10:00'))
    day()
      .when(away(['09:00'], {}))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'day 2 token.confirmed t1 →09:00 as emergency of rank 1 (rescheduled, elsewhere)',
        'token.rescheduled t2 09:00→ (blocked)',
        'token.promoted t4 waiting→10:00 (slot-blocked, waitlist-first)',
        'token.moved t1 09:00→ (blocked)',
      )
    day()
      .when(cancelSession({}))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'slot.blocked 10:00 (blocked)',
        'day 2 token.confirmed t1 →09:00 as emergency of rank 1 (rescheduled, elsewhere)',
        'token.rescheduled t2 09:00→ (blocked)',
        'day 2 token.confirmed t2 →09:00 as emergency of rank 1 (rescheduled, elsewhere)',
        'token.rescheduled t4 waiting→ (blocked)',
        'token.moved t1 09:00→ (blocked)',
        'token.moved t3 10:00→ (blocked)',
        'session.closed (closed)',
      )
  })

  it('end what is over in the sessions to which they go, and in no others', () => {
    const day = () =>
      given(only, { '09:00': 1 }, { '09:00': 2 })
        .after(book('walk-in', '09:00'), book('walk-in', undefined, { holdMinutes: 10 }))
        .at('06:30')
    day()
      .when(away(['09:00'], {}))
      .leadsTo(
        'day 2 token.expired t1 09:00→ (expired)',
        'slot.blocked 09:00 (blocked)',
        'day 2 token.confirmed t2 →09:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t1 09:00→ (blocked)',
      )
    day()
      .after(step('cancel', 't1'))
      .when(away(['09:00'], {}))
      .leadsTo('slot.blocked 09:00 (blocked)')
  })

  it('leave a cancelled session, but a slot that is over and has no expected patient is not blocked', () => {
    given(only, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '09:00'), step('checkIn', 't1'))
      .at('10:05')
      .when(cancelSession({}))
      .leadsTo('slot.blocked 10:00 (blocked)', 'session.closed (closed)')
  })

  it('leave a cancelled session also from a slot that is over, and if they are there without a seat', () => {
    const withStandby: Rules = { ...only, visit: { standby: { perSession: 1 } } }
    given(withStandby, { '09:00': 1, '10:00': 1 })
      .after(book('walk-in', '09:00'), book('walk-in', '10:00'), book('walk-in', '10:00'), step('checkIn', 't3'))
      .at('10:05')
      .when(cancelSession({}))
      .leadsTo(
        'slot.blocked 09:00 (blocked)',
        'slot.blocked 10:00 (blocked)',
        'token.moved t1 09:00→ (blocked)',
        'token.moved t2 10:00→ (blocked)',
        'token.dropped t3 waiting→ (blocked)',
        'session.closed (closed)',
      )
  })

  it('leave a cancelled session, and the session is closed', () => {
    given(only, { '10:00': 2 }, { '10:00': 2 })
      .after(book('walk-in', '10:00'), book('paid', '10:00'))
      .when(cancelSession({}))
      .leadsTo(
        'slot.blocked 10:00 (blocked)',
        'day 2 token.confirmed t1 →10:00 as paid of rank 2 (rescheduled, elsewhere)',
        'token.rescheduled t2 10:00→ (blocked)',
        'day 2 token.confirmed t2 →10:00 as walk-in of rank 5 (rescheduled, elsewhere)',
        'token.rescheduled t1 10:00→ (blocked)',
        'session.closed (closed)',
      )
  })
})

describe('a clinic that is late', () => {
  it('shifts the slots from the running one on, and is on time again', () => {
    const day = given(rules, { '09:00': 1, '10:00': 1, '11:00': 1 }).at('10:10')
    day.when(late(30)).leadsTo('session.delayed 10:30 x1, 11:30 x1 (delayed)')
    day.when(late(30)).leadsTo()
    day.when(late(0, '11:00')).isRefused('slot-overlap')
    day.when(late(40, '11:00')).leadsTo('session.delayed 11:40 x1 (delayed)')
    day.when(late(10, '09:00')).isRefused('slot-past')
    day.when(late(0)).leadsTo('session.delayed 10:00 x1, 11:00 x1 (delayed)')
    day.at('12:00').when(late(10)).isRefused('slot-past')
  })

  it('marks nobody as a no-show before the grace after the new end', () => {
    const day = given(rules, { '09:00': 1 }).after(book('walk-in', '09:00'), late(70))
    day.at('11:24').when(ofSession('sweepSession')).leadsTo()
    day
      .at('11:25')
      .when(ofSession('sweepSession'))
      .leadsTo('token.no-show t1 09:00→ (grace-over)', 'session.closed (closed)')
  })

  it('lets a token that got its seat late have its grace from then', () => {
    const fromStart: Rules = { ...rules, visit: { graceFrom: 'start', graceMinutes: 10 } }
    const day = given(fromStart, { '09:00': 1, '10:00': 1 }).at('09:20').after(book('walk-in', '09:00'), late(15))
    day.at('09:29').when(ofSession('sweepSession')).leadsTo()
    day.at('09:30').when(ofSession('sweepSession')).leadsTo('token.no-show t1 09:00→ (grace-over)')
  })

  it('delays a session that was closed as well, because it is swept', () => {
    const day = given(rules, { '09:00': 1 }).after(book('walk-in', '09:00'), ofSession('closeSession'), late(70))
    day.at('11:24').when(ofSession('sweepSession')).leadsTo()
    day.at('11:25').when(ofSession('sweepSession')).leadsTo('token.no-show t1 09:00→ (grace-over)')
  })

  it('never makes no-shows if the grace is without end, and closes on time', () => {
    const endless: Rules = { ...rules, visit: { graceMinutes: Number.POSITIVE_INFINITY } }
    const day = given(endless, { '09:00': 2 }).after(book('walk-in', '09:00'))
    day.at('23:00').when(ofSession('sweepSession')).leadsTo()
    day.after(step('checkIn', 't1')).when(ofSession('sweepSession')).leadsTo('session.closed (closed)')
  })

  it('takes no new slot between the planned and the new time of another', () => {
    const day = given(rules, { '09:00': 1, '12:00': 1 }).after(late(120, '12:00'))
    day.when(addSlot('13:00', 1)).isRefused('slot-overlap')
    day.when(addSlot('12:00', 1)).isRefused('slot-overlap')
    day.when(addSlot('11:00', 1)).leadsTo('slot.added 11:00 x1 (added)')
    day.when(addSlot('15:00', 1)).leadsTo('slot.added 15:00 x1 (added)')
  })
})

describe('a patient who moves', () => {
  it('may be present, called, or dropped, but not seen before', () => {
    const day = given(rules, { '09:00': 3, '10:00': 5 })
      .after(...['walk-in', 'walk-in', 'walk-in'].map((source) => book(source, '09:00')))
      .after(
        step('checkIn', 't1'),
        step('checkIn', 't2'),
        step('call', 't2'),
        step('complete', 't3'),
        step('checkIn', 't3'),
      )
    day
      .when(reschedule('t1', 'walk-in', '10:00'))
      .leadsTo(
        'token.confirmed t4 →10:00 as walk-in of rank 5 (rescheduled, free-seat)',
        'token.rescheduled t1 09:00→ (rescheduled)',
      )
    day.when(ofSession('callNext')).leadsTo('token.called t3 09:00 (called, call-order)')
    day
      .when(reschedule('t2', 'walk-in', '10:00'))
      .leadsTo(
        'token.confirmed t5 →10:00 as walk-in of rank 5 (rescheduled, free-seat)',
        'token.rescheduled t2 09:00→ (rescheduled)',
      )
    day.when(step('undo', 't1')).isRefused('invalid-transition')
    day.when(reschedule('t3', 'walk-in', '10:00')).isRefused('invalid-transition')
  })
})

it('a closed session is swept as long as patients are expected', () => {
  const day = given(rules, { '09:00': 2 }).after(book('walk-in', '09:00'), ofSession('closeSession'))
  expect(day.days[0]!.isAwaited()).toBe(true)
  day.at('10:14').when(ofSession('sweepSession')).leadsTo()
  day.at('10:15').when(ofSession('sweepSession')).leadsTo('token.no-show t1 09:00→ (grace-over)')
  expect(day.days[0]!.isAwaited()).toBe(false)
  day.when(ofSession('sweepSession')).leadsTo()
})
