import {
  bump,
  cascade,
  lowerInOrder,
  nextSlot,
  noPromotion,
  pullForward,
  quotas,
  type Rules,
  waitlist,
} from 'opd-scheduler'
import type { OverflowStrategy } from 'opd-scheduler/rules'
import { describe, expect, it, vi } from 'vitest'
import { Session } from '../../src/core/state/session'
import { bare } from '../proof/oracles/core-clinic'
import { book, given, ofSession, reclassify, step, type When } from '../support/given'

const TWO = { '09:00': 1, '10:00': 1 }
const THREE = { '09:00': 1, '10:00': 1, '11:00': 1 }
const onStandby = { visit: { standby: { perSession: 1 } } }

describe('a command from which nothing follows copies the session', () => {
  const copies = vi.spyOn(Session.prototype, 'draft')

  it.each<[string, Rules, readonly When[], When]>([
    [
      'no token is ever promoted',
      bare([bump(), waitlist()], { promotion: noPromotion() }),
      [book('online', '09:00', { holdMinutes: 30 }), book('emergency', '10:00'), book('paid', '09:00')],
      step('confirm', 't1'),
    ],
    [
      'the session is closed',
      bare([nextSlot()], { promotion: pullForward() }),
      [book('online', '09:00'), book('online', '09:00'), step('noShow', 't2'), ofSession('closeSession')],
      step('undo', 't2'),
    ],
    ['no token waits', bare([waitlist()]), [book('online', '09:00')], reclassify('t1', 'paid')],
    [
      'a patient arrives for standby',
      bare([waitlist()], onStandby),
      [book('online', '09:00'), book('online', '10:00'), book('online', '09:00')],
      step('checkIn', 't3'),
    ],
    [
      'a step is undone, and only worse tokens wait',
      bare([waitlist()]),
      [book('online', '09:00'), book('online', '10:00'), book('walk-in', '09:00'), step('checkIn', 't1')],
      step('undo', 't1'),
    ],
    [
      'a newcomer sits later than it asked for',
      bare([nextSlot()], { promotion: pullForward() }),
      [book('online', '09:00')],
      book('online', '09:00'),
    ],
    [
      'a patient who sits later than asked for checks in',
      bare([nextSlot()], { promotion: pullForward() }),
      [book('online', '09:00'), book('online', '09:00')],
      step('checkIn', 't2'),
    ],
    [
      'a bumped token gets another seat',
      bare([cascade(), waitlist()], { promotion: pullForward() }),
      [book('online', '09:00')],
      book('paid', '09:00'),
    ],
    [
      'a bumped token may not bump others',
      bare([cascade({ for: ['emergency'] }), waitlist()], { displaced: [waitlist()] }),
      [book('online', '09:00'), book('walk-in', '10:00')],
      book('emergency', '09:00'),
    ],
  ])('not once if %s', (_when, rules, before, command) => {
    const clinic = given(rules, TWO).after(...before)
    copies.mockClear()
    clinic.after(command)
    expect(copies).not.toHaveBeenCalled()
  })

  /** Three seats of each slot are reserved for online bookings. */
  const reserved = bare([waitlist({ per: 'slot' })], {
    capacity: quotas({ shares: { online: 3 }, releaseMinutes: 60 }),
  })
  const online = book('online', '12:00')

  it.each<[string, readonly When[], When]>([
    ['fills the share of its channel', [online, online], online],
    ['has no share', [online], book('paid', '12:00')],
    ['has more seats than its share already', [online, online, online, online], online],
  ])('not once if a newcomer’s channel %s', (_when, before, newcomer) => {
    const clinic = given(reserved, { '09:00': 1, '12:00': 9 }).after(
      book('online', '09:00'),
      book('walk-in', '09:00'),
      ...before,
    )
    expect(clinic.days[0]!.waiting).toBe(1)
    copies.mockClear()
    clinic.after(newcomer)
    expect(copies).not.toHaveBeenCalled()
  })

  it('not even to see that a waiter may bump nobody, because the tokens of its rank came earlier', () => {
    const clinic = given(bare([bump({ who: lowerInOrder() }), waitlist()]), TWO).after(
      book('online', '09:00'),
      book('paid', '10:00'),
      book('online', '09:00'),
    )
    copies.mockClear()
    clinic.after(step('checkIn', 't2'))
    expect(copies).not.toHaveBeenCalled()
  })
})

describe('the strategies are asked for a waiter', () => {
  /** How often this strategy is asked when t1 checks in, from which nothing follows for others. */
  function asked(
    strategy: OverflowStrategy,
    others: readonly OverflowStrategy[],
    before: readonly When[],
    more = {},
  ): number {
    let times = 0
    const counted: OverflowStrategy = {
      ...strategy,
      attempt(asker, board) {
        times++
        return strategy.attempt(asker, board)
      },
    }
    const rules = bare([counted, ...others], { displaced: [waitlist()], ...more })
    const clinic = given(rules, THREE).after(book('emergency', '11:00'), ...before)
    expect(clinic.days[0]!.waiting).toBe(1)
    times = 0
    clinic.after(step('checkIn', 't1'))
    return times
  }

  /** A paid patient waits for this slot, in which an emergency sits; later a walk-in gets a seat in another slot. */
  const waiting = (slot: string, other: string): readonly When[] => [
    book('walk-in', other, { holdMinutes: 30 }),
    book('emergency', slot),
    book('paid', slot),
    step('confirm', 't2'),
  ]
  const slots = waitlist({ per: 'slot' })
  const any = waitlist({ earlier: true })

  it.each<[string, OverflowStrategy, OverflowStrategy, readonly [string, string]]>([
    ['bumps in the slot asked for, and the worse token sits later', bump(), slots, ['09:00', '10:00']],
    ['accepts one slot only, and the worse token sits later', cascade(), slots, ['09:00', '10:00']],
    ['bumps in the slot asked for, though it accepts later ones', bump(), waitlist(), ['09:00', '10:00']],
    ['looks only at later slots, though it accepts any', cascade(), any, ['10:00', '09:00']],
    [
      'accepts later slots only, though its strategy looks at all',
      cascade({ wrap: true }),
      waitlist(),
      ['10:00', '09:00'],
    ],
    ['has a source that may not bump', cascade({ for: ['emergency'] }), any, ['09:00', '10:00']],
    ['may not bump from a slot that begins soon', cascade({ freezeMinutes: 600 }), any, ['09:00', '10:00']],
  ])('not if it %s', (_why, strategy, list, [slot, other]) => {
    expect(asked(strategy, [list], waiting(slot, other))).toBe(0)
  })

  it('not if no token is ever promoted', () => {
    const before = [book('online', '09:00', { holdMinutes: 30 }), book('paid', '09:00'), step('confirm', 't2')]
    expect(asked(bump(), [slots], before, { promotion: noPromotion() })).toBe(0)
  })

  it('only if one of them may bump', () => {
    const never: OverflowStrategy = { name: 'never', attempt: () => undefined }
    const equal = bump({ who: lowerInOrder() })
    const equals = [book('online', '09:00'), book('online', '09:00')]
    expect(asked(equal, [slots], equals)).toBe(2)
    expect(asked(never, [bump(), slots], equals)).toBe(0)
  })
})
