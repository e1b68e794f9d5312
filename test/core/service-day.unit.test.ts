import { waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import { bare } from '../proof/oracles/core-clinic'
import { clinicOf } from '../support/clinic-of'
import { book, given, step, stepOnDay } from '../support/given'

const rules = bare([waitlist()])
const ONE = { '10:00': 1 }
const DAY = ['08:00', '20:00'] as const
const NIGHT = ['00:00', '10:30'] as const
const OPS = ['checkIn', 'start', 'complete', 'noShow'] as const

describe('a step that says that the patient came or did not come', () => {
  it.each(OPS)('is refused before the service date, unless it is overridden: %s', (op) => {
    const clinic = given(rules, ONE).after(book('online', '10:00')).at('07:59')
    clinic.when(stepOnDay(op, 't1', DAY)).isRefused('outside-service-date')
    expect(clinic.when(stepOnDay(op, 't1', DAY, 'matron')).isCarriedOut()).toBe(true)
    const onTime = given(rules, ONE).after(book('online', '10:00')).at('08:00')
    expect(onTime.when(stepOnDay(op, 't1', DAY)).isCarriedOut()).toBe(true)
  })

  it.each(['05:00', '20:00'])('is refused at %s for no particular slot', (time) => {
    const clinic = given(rules, { '10:00': 1, '11:00': 1 }).after(book('online', '10:00')).at(time)
    expect(
      decide(
        clinic.days.map((day) => clinicOf(day, rules)),
        stepOnDay('checkIn', 't1', DAY)(clinic),
      ),
    ).toMatchObject({
      code: 'outside-service-date',
      slot: -1,
      token: 0,
    })
  })

  it.each(['checkIn', 'start'] as const)('is refused after the service date and the grace: %s', (op) => {
    const late = (to: string) => given(rules, ONE).after(book('online', '10:00')).at(to)
    late('20:00')
      .when(stepOnDay(op, 't1', DAY))
      .isRefused('outside-service-date')
    expect(
      late('19:59')
        .when(stepOnDay(op, 't1', DAY))
        .isCarriedOut(),
    ).toBe(true)
    expect(
      late('20:00')
        .when(stepOnDay(op, 't1', DAY, 'matron'))
        .isCarriedOut(),
    ).toBe(true)
    // A night's last slot and its grace of fifteen minutes end after midnight.
    expect(
      late('11:14')
        .when(stepOnDay(op, 't1', NIGHT))
        .isCarriedOut(),
    ).toBe(true)
    late('11:15')
      .when(stepOnDay(op, 't1', NIGHT))
      .isRefused('outside-service-date')
  })

  it('may be recorded late if it says that the patient was seen, left, or did not come', () => {
    for (const op of ['complete', 'noShow'] as const)
      expect(
        given(rules, ONE)
          .after(book('online', '10:00'))
          .at('23:00')
          .when(stepOnDay(op, 't1', DAY))
          .isCarriedOut(),
      ).toBe(true)
    for (const op of ['call', 'start', 'complete', 'leaveUnseen'] as const) {
      const present = given(rules, ONE).after(book('online', '10:00'), step('checkIn', 't1')).at('23:00')
      expect(present.when(stepOnDay(op, 't1', DAY)).isCarriedOut()).toBe(true)
    }
  })

  it('is refused for a call before the date and for a return after it', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), step('checkIn', 't1'))
      .when(stepOnDay('call', 't1', DAY))
      .isRefused('outside-service-date')
      .after(step('complete', 't1'))
      .at('20:00')
      .when(stepOnDay('checkIn', 't1', DAY))
      .isRefused('outside-service-date')
      .when(stepOnDay('checkIn', 't1', DAY, 'matron'))
      .leadsTo('token.checked-in t1 10:00 (returned)')
  })

  it('is refused for its status first, and for the host’s rule before that', () => {
    given(rules, ONE)
      .after(book('online', '10:00'), step('cancel', 't1'))
      .when(stepOnDay('checkIn', 't1', DAY))
      .isRefused('invalid-transition')
    const admission = { permit: ({ op, override }: { op: string; override: boolean }) => !(op === 'start' && override) }
    given({ ...rules, admission }, ONE)
      .after(book('online', '10:00'))
      .when(stepOnDay('start', 't1', DAY, 'clerk'))
      .isRefused('policy-denied')
      .when(stepOnDay('checkIn', 't1', DAY, 'clerk'))
      .leadsTo('token.checked-in t1 10:00 (arrived)')
  })
})

describe('a booking that names the day but no slot', () => {
  it('gets the running slot once no slot is still to begin', () => {
    given(rules, { '10:00': 1, '11:00': 2 })
      .at('10:30')
      .when(book('online', undefined, { onDay: true }))
      .leadsTo('token.confirmed t1 →11:00 as online of rank 4 (booked, free-seat)')
      .at('11:30')
      .when(book('online'))
      .isRefused('slot-past')
      .when(book('online', undefined, { onDay: true }))
      .leadsTo('token.confirmed t2 →11:00 as online of rank 4 (booked, free-seat)')
      .at('12:00')
      .when(book('online', undefined, { onDay: true }))
      .isRefused('slot-past')
  })
})
