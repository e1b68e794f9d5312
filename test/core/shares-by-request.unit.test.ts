import { quotas, type Rules, waitlist } from 'opd-scheduler'
import type { CapacityPolicy, QuotaSlot } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { bare } from '../proof/oracles/core-clinic'
import { addSlot, book, given, ofSession, resize } from '../support/given'

/** Two channels, of which the second, for online tokens, gets one seat of each slot. Notes what the rule is asked. */
function noting(): { rules: Rules; told: () => readonly (readonly [channel: number, slot: QuotaSlot])[] } {
  const asked: [number, QuotaSlot][] = []
  const capacity: CapacityPolicy = {
    groups: 2,
    groupOf: ({ source }) => Number(source === 'online'),
    seats: (_group, base) => base,
    quotas: {
      channels: 2,
      releaseMinutes: 0,
      share: (channel, slot) => {
        asked.push([channel, slot])
        return channel
      },
    },
  }
  return { rules: bare([], { capacity }), told: () => asked.splice(0) }
}

describe('a rule that shares seats is asked for each channel of a slot', () => {
  it('that opens, with what the slots before it got', () => {
    const { rules, told } = noting()
    given(rules, { '10:00': 2, '11:00': 3 })
    expect(told()).toEqual([
      [0, { base: 2, total: 5, laidOut: 2, given: 0 }],
      [1, { base: 2, total: 5, laidOut: 2, given: 0 }],
      [0, { base: 3, total: 5, laidOut: 5, given: 0 }],
      [1, { base: 3, total: 5, laidOut: 5, given: 1 }],
    ])
  })

  it('that is added, with what each of the others has reserved or lets the channel use', () => {
    const { rules, told } = noting()
    const clinic = given(rules, { '10:00': 2, '11:00': 3 })
    clinic.after(book('walk-in', '10:00'), book('online', '11:00'), book('online', '11:00'))
    told()
    clinic.after(addSlot('12:00', 4))
    expect(told()).toEqual([
      [0, { base: 4, total: 9, laidOut: 9, given: 1 }],
      [1, { base: 4, total: 9, laidOut: 9, given: 3 }],
    ])
  })

  it('that is resized, without what the slot itself had', () => {
    const { rules, told } = noting()
    const clinic = given(rules, { '10:00': 2, '11:00': 3, '12:00': 4 })
    clinic.after(book('walk-in', '10:00'), book('online', '11:00'), book('online', '11:00'))
    told()
    clinic.after(resize('11:00', 5))
    expect(told()).toEqual([
      [0, { base: 5, total: 11, laidOut: 11, given: 1 }],
      [1, { base: 5, total: 11, laidOut: 11, given: 2 }],
    ])
  })
})

describe('a slot that is added when its reserved seats would be open to all', () => {
  it.each(['10:00', '10:10'])('at %s, reserves none', (time) => {
    const capacity = quotas({ shares: { online: 1 }, releaseMinutes: 30 })
    given(bare([waitlist()], { capacity }), { '09:00': 1 })
      .at('09:59')
      .after(ofSession('sweepSession'))
      .when(addSlot('11:30', 1))
      .leadsTo('slot.added 11:30 x1 (added)')
      .when(book('walk-in', '11:30'))
      .leadsTo('token.waitlisted t1 →waits 11:30+ as walk-in of rank 5 (booked, waitlist)')
      .at(time)
      .when(addSlot('10:30', 1))
      .leadsTo('slot.added 10:30 x1 (added)')
      .when(book('walk-in', '10:30'))
      .leadsTo('token.confirmed t2 →10:30 as walk-in of rank 5 (booked, free-seat)')
  })
})
