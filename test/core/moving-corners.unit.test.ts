import { bump, cascade, drop, elastic, nextSlot, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import type { Fact } from '../../src/core/fact'
import { bare } from '../proof/oracles/core-clinic'
import { clinicOf } from '../support/clinic-of'
import { addSlot, book, given, ofSession, reclassify, reschedule, step } from '../support/given'

const TWO = { '10:00': 1, '11:00': 1 }

describe('a waiter that is rescheduled', () => {
  const crowded = (limit = 9) =>
    given(bare([waitlist({ per: 'slot', limit })]), TWO).after(
      book('online', '10:00'),
      book('online', '11:00'),
      book('online', '10:00'),
    )

  it('waits for another slot', () => {
    crowded()
      .when(reschedule('t3', 'online', '11:00'))
      .leadsTo(
        'token.waitlisted t4 →waits 11:00 as online of rank 4 (rescheduled, waitlist)',
        'token.rescheduled t3 waiting→ (rescheduled)',
      )
  })

  it('is refused if it waits for that slot already', () => {
    crowded()
      .when(reschedule('t3', 'online', '10:00'))
      .isRefused('duplicate-token')
  })

  it('is refused at once, even if its own place is the last one on a list of limited length', () => {
    crowded(1)
      .when(reschedule('t3', 'online', '10:00'))
      .isRefused('duplicate-token')
  })
})

describe('a seated token that is rescheduled in a better class', () => {
  it('does not bump itself', () => {
    given(bare([cascade(), waitlist()]), TWO)
      .after(book('emergency', '10:00'), book('online', '11:00'))
      .when(reschedule('t2', 'paid', '10:00'))
      .isRefused('slot-full')
      .when(reschedule('t2', 'paid'))
      .isRefused('no-capacity')
  })

  it('does not bump itself in the first slot of the day', () => {
    given(bare([cascade(), waitlist()]), { '10:00': 1 })
      .after(book('online', '10:00'))
      .when(reschedule('t1', 'paid'))
      .isRefused('no-capacity')
  })
})

describe('a move to another day', () => {
  const rules = bare([waitlist()])

  it('gives the old seat to a waiter of the old day', () => {
    const home = given(rules, { '10:00': 1 }).after(book('online', '10:00'), book('paid', '10:00'))
    const goal = given(rules, { '10:00': 1 })
    const move = { ...reschedule('t1', 'online', '10:00')(home), patient: 0 }
    expect(decide([clinicOf(home.days[0]!, rules), clinicOf(goal.days[0]!, rules)], move)).toMatchObject([
      { type: 'token.confirmed', session: 1, token: 0, to: 0 },
      { type: 'token.rescheduled', session: 0, token: 0, from: 0 },
      { type: 'token.promoted', session: 0, token: 1, to: 0 },
    ])
  })

  it('is refused for no particular slot, if that day is closed', () => {
    const home = given(rules, TWO).after(book('online', '10:00'))
    const goal = given(rules, TWO).after(ofSession('closeSession'))
    const move = { ...reschedule('t1', 'online', '10:00')(home), patient: 0 }
    expect(decide([clinicOf(home.days[0]!, rules), clinicOf(goal.days[0]!, rules)], move)).toMatchObject({
      code: 'session-closed',
      slot: -1,
      session: 1,
    })
  })
})

it('a token that sits later than it asked for may move to the slot that it asked for', () => {
  given(bare([nextSlot()], { admission: {} }), TWO)
    .after(book('online', '10:00'), book('online', '10:00'), step('cancel', 't1'))
    .when(reschedule('t2', 'online', '10:00'))
    .leadsTo(
      'token.confirmed t3 →10:00 as online of rank 4 (rescheduled, free-seat)',
      'token.rescheduled t2 11:00→ (rescheduled)',
    )
})

describe('what has expired before a move', () => {
  const hold = book('online', '10:00', { holdMinutes: 30 })
  const rules = bare([waitlist()])
  const told = (clinic: ReturnType<typeof given>, ...others: ReturnType<typeof given>[]) => {
    const move = { ...reschedule('t1', 'online', '11:00')(clinic), patient: 0 }
    const days = [clinic, ...others].map(({ days: [day] }) => day!)
    return (
      decide(
        days.map((day) => clinicOf(day, rules)),
        move,
      ) as readonly Fact[]
    ).map(({ type, session }) => `${type} ${session}`)
  }

  it('is told once, within a day and of both days', () => {
    const home = given(rules, { '10:00': 2, '11:00': 1 }).after(book('online', '10:00'), hold).at('07:00')
    const goal = given(rules, TWO).after(hold)
    expect(told(home)).toEqual(['token.expired 0', 'token.confirmed 0', 'token.rescheduled 0'])
    expect(told(home, goal)).toEqual(['token.expired 0', 'token.expired 1', 'token.confirmed 1', 'token.rescheduled 0'])
  })
})

describe('a token that was dropped', () => {
  it('is rebooked, but does not make the waiting list longer than it may be', () => {
    const rules = bare([bump(), waitlist({ limit: 1 })], { displaced: [drop()] })
    const clinic = given(rules, { '10:00': 1, '11:00': 1 })
      .after(book('online', '10:00'), book('emergency', '10:00'), book('emergency', '11:00'), book('online', '10:00'))
      .when(reschedule('t1', 'online', '10:00'))
      .isRefused('slot-full')
    clinic
      .after(step('cancel', 't4'))
      .when(reschedule('t1', 'online', '10:00'))
      .leadsTo(
        'token.waitlisted t5 →waits 10:00+ as online of rank 4 (rescheduled, waitlist)',
        'token.rescheduled t1 no seat (rebooked)',
      )
  })
})

describe('a token that gets another class', () => {
  it('keeps the only seat of its slot, though its new class sees fewer seats', () => {
    given(bare([waitlist()], { capacity: elastic({ for: ['emergency'], extra: 1 }) }), { '10:00': 1 })
      .after(book('emergency', '10:00'))
      .when(reclassify('t1', 'online'))
      .leadsTo('token.reclassified t1 10:00 as online of rank 1 (reclassified)')
  })

  it('gets a seat that only its new class sees, in any slot', () => {
    given(bare([waitlist()], { capacity: elastic({ for: ['emergency'], extra: 1 }) }), TWO)
      .after(book('online', '10:00'), book('online', '11:00'), book('online', '11:00'))
      .when(reclassify('t3', 'emergency'))
      .leadsTo(
        'token.reclassified t3 waits 11:00+ as emergency of rank 1 (reclassified)',
        'token.promoted t3 waiting→11:00 (reclassified, free-seat)',
      )
  })

  it('by an override, is permitted as a correction that bumps nobody', () => {
    const acts: string[] = []
    const admission = {
      permit: ({ op, bump }: { readonly op: string; readonly bump: boolean }) => {
        acts.push(`${op}, bump: ${bump}`)
        return true
      },
    }
    given(bare([], { admission }), TWO)
      .after(book('emergency', '10:00'), reclassify('t1', 'online', true), step('cancel', 't1'))
      .when(reclassify('t1', 'paid', true))
      .isRefused('invalid-transition')
    expect(acts.slice(1)).toEqual(['reclassify, bump: false', 'reclassify, bump: false'])
  })
})

describe('a booking', () => {
  it('that only holds a seat does not wait', () => {
    given(bare([waitlist()]), { '10:00': 1 })
      .after(book('online', '10:00'))
      .when(book('online', '10:00', { holdMinutes: 10 }))
      .isRefused('slot-full')
  })

  it('asks for a session if there is none yet', () => {
    const clinic = given(bare([]), TWO)
    expect(decide([], book('online', '10:00')(clinic))).toBe('next-session')
  })
})

it('an added slot raises the limit of overflow seats that depends on the capacity of the session', () => {
  const rules = bare([], { capacity: elastic({ for: ['emergency'], extra: 1, perSession: '50%' }) })
  const clinic = given(rules, { '10:00': 2 }).after(addSlot('11:00', 2))
  expect(clinic.days[0]!.overflowLimit).toBe(2)
})
