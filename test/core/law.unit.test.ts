import {
  bump,
  bySource,
  cascade,
  elastic,
  lowerInOrder,
  noPromotion,
  offerFirst,
  pullForward,
  quotas,
  type Rules,
  standard,
  waitlist,
  waitlistWithEmergencyBump,
  withAging,
  withCeiling,
} from 'opd-scheduler'
import { describe, it } from 'vitest'
import { bare, RANKS } from '../proof/oracles/core-clinic'
import { book, given, ofSession, reclassify, reinstate, resize, step } from '../support/given'

const bumping = bare([cascade(), waitlist()])
const ageing = { priority: withAging(bySource(RANKS), { everyMinutes: 30, best: 2 }) }

describe('a patient who came earlier', () => {
  const overflow = [cascade({ who: lowerInOrder(), freezeMinutes: 60 }), waitlist()]
  const rules: Rules = { ...standard(), ...ageing, overflow, capacity: bumping.capacity }

  it('is let in by the next command', () => {
    given(rules, { '09:00': 1, '12:00': 1 })
      .after(book('online', '12:00'), book('follow-up', '12:00'))
      .at('10:00')
      .when(book('follow-up', '12:00'))
      .leadsTo(
        'token.bumped t2 12:00→waits 12:00+ by t1 (outranked, waitlist)',
        'token.promoted t1 waiting→12:00 (aged, cascade)',
        'token.waitlisted t3 →waits 12:00+ as follow-up of rank 3 (booked, waitlist)',
      )
  })

  it('is let in by a sweep', () => {
    given(rules, { '09:00': 1, '12:00': 1 })
      .after(book('online', '12:00'), book('follow-up', '12:00'))
      .at('09:59')
      .when(ofSession('sweepSession'))
      .leadsTo()
      .at('10:00')
      .when(ofSession('sweepSession'))
      .leadsTo(
        'token.bumped t2 12:00→waits 12:00+ by t1 (outranked, waitlist)',
        'token.promoted t1 waiting→12:00 (aged, cascade)',
      )
  })

  it('bumps nobody from a frozen slot', () => {
    given(rules, { '09:00': 1, '10:00': 1 })
      .after(book('online', '10:00'), book('follow-up', '10:00'))
      .at('10:00')
      .when(ofSession('sweepSession'))
      .leadsTo()
  })

  it('does not lose its seat to a newcomer that it would come before if it waited', () => {
    given({ ...rules, overflow: [cascade(), waitlist()] }, { '09:00': 1, '12:00': 1 })
      .after(book('online', '12:00'))
      .at('10:00')
      .when(book('follow-up', '12:00'))
      .leadsTo('token.waitlisted t2 →waits 12:00+ as follow-up of rank 3 (booked, waitlist)')
  })
})

describe('a token that may be bumped again', () => {
  it('loses its seat to a better waiter when its hold is confirmed', () => {
    given(bumping, { '09:00': 1 })
      .after(book('online', '09:00', { holdMinutes: 30 }), book('paid', '09:00'))
      .when(step('confirm', 't1'))
      .leadsTo(
        'token.confirmed t1 09:00 (confirmed)',
        'token.bumped t1 09:00→waits 09:00+ by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→09:00 by t1 (confirmed, cascade)',
      )
      .when(book('follow-up', '09:00'))
      .leadsTo('token.waitlisted t3 →waits 09:00+ as follow-up of rank 3 (booked, waitlist)')
  })

  it('keeps its seat when its hold is confirmed if only lower tokens wait', () => {
    given(bumping, { '09:00': 1 })
      .after(book('online', '09:00', { holdMinutes: 30 }), book('walk-in', '09:00'))
      .when(step('confirm', 't1'))
      .leadsTo('token.confirmed t1 09:00 (confirmed)')
  })

  it('loses its seat when its check-in is undone', () => {
    given(bumping, { '09:00': 1 })
      .after(book('online', '09:00'), step('checkIn', 't1'), book('paid', '09:00'))
      .when(step('undo', 't1'))
      .leadsTo(
        'token.undone t1 09:00 (undone)',
        'token.bumped t1 09:00→waits 09:00+ by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→09:00 by t1 (undone, cascade)',
      )
  })

  const shares = bare([bump(), waitlist()], { capacity: quotas({ shares: { online: 1 }, releaseMinutes: 60 }) })

  it('loses its seat when the reserved seats open to all', () => {
    given(shares, { '09:00': 1 })
      .after(book('online', '09:00'), book('paid', '09:00'))
      .at('08:00')
      .when(ofSession('sweepSession'))
      .leadsTo(
        'slot.released 09:00 (quota-released)',
        'token.bumped t1 09:00→waits 09:00+ by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→09:00 (quota-released, bump)',
      )
  })

  it('loses its seat when its channel uses more seats than its share', () => {
    const extra = elastic({ for: ['emergency'], extra: 1 })
    const both = {
      ...extra,
      ...quotas({ shares: { online: 1 }, releaseMinutes: 60, exempt: ['emergency'], of: extra }),
    }
    given({ ...shares, capacity: both }, { '09:00': 2 })
      .after(book('online', '09:00'), book('walk-in', '09:00'), step('checkIn', 't2'), book('paid', '09:00'))
      .when(reclassify('t2', 'online'))
      .leadsTo(
        'token.reclassified t2 09:00 as online of rank 4 (reclassified)',
        'token.bumped t1 09:00→waits 09:00+ by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→09:00 by t2 (reclassified, bump)',
      )
  })

  it('loses its seat when another token of its channel is seated above the rules', () => {
    let isUrgent = false
    const urgent = {
      ...shares.priority,
      base: ({ source }: { readonly source: string }) => (isUrgent ? 0 : RANKS[source]),
    }
    const reserved = quotas({ shares: { 'follow-up': 1, online: 1 }, releaseMinutes: 60 })
    const day = { '09:00': 2, '10:00': 2 }
    const clinic = given({ ...shares, priority: urgent, capacity: withCeiling(reserved, 1) }, day)
      .after(book('online', '10:00'), book('follow-up', '09:00'))
      .after(book('emergency', '10:00', { override: true }), book('paid', '10:00'))
    isUrgent = true
    clinic
      .when(book('online', '10:00', { override: true }))
      .leadsTo(
        'token.confirmed t5 →10:00 as online of rank 0 (override, override)',
        'token.bumped t1 10:00→waits 10:00+ by t4 (outranked, waitlist)',
        'token.promoted t4 waiting→10:00 by t5 (booked, bump)',
      )
  })

  it('loses its seat when it is reclassified into a channel without a share', () => {
    given(shares, { '09:00': 1 })
      .after(book('online', '09:00'), book('paid', '09:00'))
      .when(reclassify('t1', 'walk-in'))
      .leadsTo(
        'token.reclassified t1 09:00 as walk-in of rank 4 (reclassified)',
        'token.bumped t1 09:00→waits 09:00+ by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→09:00 by t1 (reclassified, bump)',
      )
  })
})

it('a bumped token gets the seat that opens because the newcomer uses up the reserved seats', () => {
  const of = elastic({ for: ['walk-in'], extra: 1 })
  const capacity = { ...of, ...quotas({ shares: { 'follow-up': 2 }, releaseMinutes: 60, of }) }
  given(bare([bump(), waitlist()], { capacity }), { '10:00': 3 })
    .after(book('walk-in', '10:00'), book('paid', '10:00'), book('follow-up', '10:00'))
    .when(book('follow-up', '10:00'))
    .leadsTo(
      'token.bumped t1 10:00→waits 10:00+ by t4 (outranked, waitlist)',
      'token.confirmed t4 →10:00 as follow-up of rank 3 (booked, bump)',
      'token.promoted t1 waiting→10:00 by t4 (booked, waitlist-first)',
    )
})

describe('a bump by hand', () => {
  it('leads on to the bumps that it makes possible', () => {
    const shares = quotas({ shares: { online: 1 }, releaseMinutes: 60 })
    given(bare([bump(), waitlist({ per: 'slot' })], { capacity: shares }), { '09:00': 2 })
      .after(book('online', '09:00'), book('emergency', '09:00'), book('paid', '09:00'))
      .when(book('online', '09:00', { override: true, bump: 't2' }))
      .leadsTo(
        'token.bumped t2 09:00→waits 09:00 by t4 (by-hand, waitlist)',
        'token.confirmed t4 →09:00 as online of rank 4 (override, override)',
        'token.bumped t1 09:00→waits 09:00 by t2 (outranked, waitlist)',
        'token.promoted t2 waiting→09:00 by t4 (booked, bump)',
      )
  })
})

describe('a waiter asks for every slot that it accepts', () => {
  const wanted = bare([bump(), waitlist()])
  const day = { '09:00': 1, '10:00': 1 }

  it('as if it named that slot', () => {
    given(wanted, day)
      .after(book('emergency', '09:00'), book('walk-in', '10:00'))
      .when(book('paid', '09:00'))
      .leadsTo(
        'token.waitlisted t3 →waits 09:00+ as paid of rank 2 (booked, waitlist)',
        'token.bumped t2 10:00→waits 10:00+ by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→10:00 (booked, bump)',
      )
  })

  it('and waits if it accepts one slot only', () => {
    given(bare([bump(), waitlist({ per: 'slot' })]), day)
      .after(book('emergency', '09:00'), book('walk-in', '10:00'))
      .when(book('paid', '09:00'))
      .leadsTo('token.waitlisted t3 →waits 09:00 as paid of rank 2 (booked, waitlist)')
  })

  it('so that of two emergencies neither overtakes the other', () => {
    const clinic = given(waitlistWithEmergencyBump(), { '09:00': 1, '10:00': 2 })
      .after(book('online', '09:00'), step('checkIn', 't1'), book('online', '10:00'), book('walk-in', '10:00'))
      .when(book('emergency'))
      .leadsTo(
        'token.waitlisted t4 →waits 09:00+ as emergency of rank 1 (booked, waitlist)',
        'token.bumped t3 10:00→waits 10:00 by t4 (outranked, waitlist)',
        'token.promoted t4 waiting→10:00 (booked, bump)',
      )
    clinic
      .when(book('emergency', '10:00'))
      .leadsTo(
        'token.bumped t2 10:00→waits 10:00 by t5 (outranked, waitlist)',
        'token.confirmed t5 →10:00 as emergency of rank 1 (booked, bump)',
      )
  })

  it('and gets its seat at once by a bump, even if seats are offered', () => {
    given({ ...wanted, promotion: offerFirst({ minutes: 15 }) }, day)
      .after(book('emergency', '09:00'), book('online', '10:00'))
      .when(book('paid', '09:00'))
      .leadsTo(
        'token.waitlisted t3 →waits 09:00+ as paid of rank 2 (booked, waitlist)',
        'token.bumped t2 10:00→waits 10:00+ by t3 (outranked, waitlist)',
        'token.promoted t3 waiting→10:00 (booked, bump)',
      )
  })

  it('of strategies that are for it', () => {
    given(bare([bump({ for: ['paid'] }), waitlist()]), { '09:00': 1 })
      .after(book('online', '09:00'), book('emergency', '09:00'))
      .when(book('paid', '09:00'))
      .leadsTo(
        'token.bumped t1 09:00→waits 09:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →09:00 as paid of rank 2 (booked, bump)',
      )
  })

  it('while a displaced token has what the rules give displaced tokens', () => {
    const rules = bare([bump({ for: ['emergency'] }), waitlist()], { displaced: [cascade(), waitlist()] })
    given(rules, day)
      .after(book('follow-up', '09:00'), book('walk-in', '10:00'), book('paid', '09:00'))
      .when(book('emergency', '09:00'))
      .leadsTo(
        'token.bumped t2 10:00→waits 10:00+ by t1 (outranked, waitlist)',
        'token.bumped t1 09:00→10:00 by t4 (outranked, cascade)',
        'token.confirmed t4 →09:00 as emergency of rank 1 (booked, bump)',
      )
  })

  it('unless it was reinstated', () => {
    given(wanted, { '09:00': 1 })
      .after(book('paid', '09:00'), step('noShow', 't1'), book('online', '09:00'), reinstate('t1', 'paid'))
      .when(book('paid', '09:00'))
      .leadsTo(
        'token.bumped t2 09:00→waits 09:00+ by t3 (outranked, waitlist)',
        'token.confirmed t3 →09:00 as paid of rank 2 (booked, bump)',
      )
  })

  it('unless nobody is promoted', () => {
    given({ ...wanted, promotion: noPromotion() }, day)
      .after(book('emergency', '09:00'), book('online', '10:00'), book('paid', '09:00'))
      .when(book('paid', '10:00'))
      .leadsTo(
        'token.bumped t2 10:00→waits 10:00+ by t4 (outranked, waitlist)',
        'token.confirmed t4 →10:00 as paid of rank 2 (booked, bump)',
      )
  })
})

describe('seats that become free at once', () => {
  it('go to the best waiter first, the earliest slot first', () => {
    const hold = { holdMinutes: 30 }
    given(bare([waitlist()]), { '09:00': 1, '10:00': 1, '11:00': 1 })
      .after(book('online', '11:00', hold), book('online', '09:00', hold), book('online', '10:00', hold))
      .after(book('walk-in', '09:00'), book('online', '09:00'), book('paid', '09:00'))
      .at('06:30')
      .when(ofSession('sweepSession'))
      .leadsTo(
        'token.expired t1 11:00→ (expired)',
        'token.expired t2 09:00→ (expired)',
        'token.expired t3 10:00→ (expired)',
        'token.promoted t6 waiting→09:00 by t2 (expired, waitlist-first)',
        'token.promoted t5 waiting→10:00 by t3 (expired, waitlist-first)',
        'token.promoted t4 waiting→11:00 by t1 (expired, waitlist-first)',
      )
  })
})

describe('what is left of a slot', () => {
  it('is not given to a waiter if it is less than five minutes', () => {
    const full = given(bare([waitlist()]), { '09:00': 1, '10:00': 1 }).after(
      book('online', '09:00'),
      book('online', '10:00'),
      book('online', '09:00'),
    )
    full.at('09:56').when(step('noShow', 't1')).leadsTo('token.no-show t1 09:00→ (no-show)')
    full
      .at('09:57')
      .when(step('noShow', 't2'))
      .leadsTo('token.no-show t2 10:00→ (no-show)', 'token.promoted t3 waiting→10:00 by t2 (no-show, waitlist-first)')
  })

  it('is given with exactly five minutes left', () => {
    given(bare([waitlist()]), { '09:00': 1 })
      .after(book('online', '09:00'), book('online', '09:00'))
      .at('09:55')
      .when(step('noShow', 't1'))
      .leadsTo('token.no-show t1 09:00→ (no-show)', 'token.promoted t2 waiting→09:00 by t1 (no-show, waitlist-first)')
  })

  it('is given as late as the rule says', () => {
    given(bare([waitlist()], { promotion: { ...pullForward(), minutesLeft: 1 } }), { '09:00': 1 })
      .after(book('online', '09:00'), book('online', '09:00'))
      .at('09:59')
      .when(step('noShow', 't1'))
      .leadsTo('token.no-show t1 09:00→ (no-show)', 'token.promoted t2 waiting→09:00 by t1 (no-show, pull-forward)')
  })
})

describe('a chain that failed', () => {
  it('is tried again when a seat becomes free', () => {
    const rules = bare([bump(), waitlist({ per: 'slot' })], { displaced: [cascade({ hops: 1 })] })
    given(rules, { '09:00': 1, '10:00': 1 })
      .after(book('online', '09:00'), book('emergency', '10:00'), book('paid', '09:00'))
      .when(step('cancel', 't2'))
      .leadsTo(
        'token.cancelled t2 10:00→ (cancelled)',
        'token.bumped t1 09:00→10:00 by t3 (outranked, cascade)',
        'token.promoted t3 waiting→09:00 by t2 (cancelled, bump)',
      )
  })

  it('is tried again when a slot gets more seats', () => {
    const rules = bare([bump(), waitlist({ per: 'slot' })], { displaced: [cascade({ hops: 1 })] })
    given(rules, { '09:00': 1, '10:00': 1 })
      .after(book('online', '09:00'), book('emergency', '10:00'), book('paid', '09:00'))
      .when(resize('10:00', 2))
      .leadsTo(
        'slot.resized 10:00 x2 (resized)',
        'token.bumped t1 09:00→10:00 by t3 (outranked, cascade)',
        'token.promoted t3 waiting→09:00 (slot-resized, bump)',
      )
  })
})
