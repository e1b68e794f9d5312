import { bump, cascade, quotas, waitlist } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import type { Fact } from '../../src/core/fact'
import { bare } from '../proof/oracles/core-clinic'
import { clinicOf } from '../support/clinic-of'
import { away, back, book, type Clinic, cancelSession, given, late, ofSession, step } from '../support/given'

const TWO = { '09:00': 1, '10:00': 1 }
const THREE = { '09:00': 1, '10:00': 1, '11:00': 1 }
const rules = bare([waitlist({ per: 'slot' })])

/** Where the tokens of the first session go, in order: the number of the session and the slot. */
function goals(slots: readonly string[], home: Clinic, ...others: readonly Clinic[]) {
  const sessions = [home, ...others].map(({ days: [day] }) => day!)
  const command = away(slots)(home) as Extract<ReturnType<ReturnType<typeof away>>, { op: 'blockTime' }>
  const { sources } = home.days[0]!.tokens
  const elsewhere = {
    requests: sources.map((source) => ({ source })),
    wallStarts: sessions.map(({ planned }) => planned.map((start) => start / 60_000)),
    patients: others.map(() => sources.map(() => -1)),
    barred: others.map(() => new Set<number>()),
  }
  const facts = decide(
    sessions.map((each) => clinicOf(each, bare([]))),
    { ...command, elsewhere },
  ) as readonly Fact[]
  return facts.filter(({ session }) => session > 0)
}

const places = (facts: readonly Fact[]) => facts.map(({ session, to }) => [session, to])

describe('a token that goes elsewhere', () => {
  const one = () => given(rules, { '10:00': 1 }).after(book('online', '10:00'))

  it('gets one seat, in the first session with a free one', () => {
    expect(places(goals(['10:00'], one(), given(rules, { '10:00': 1 }), given(rules, { '10:00': 1 })))).toEqual([
      [1, 0],
    ])
  })

  it('does not go to a closed session', () => {
    const closed = given(rules, { '10:00': 1 }).after(ofSession('closeSession'))
    expect(places(goals(['10:00'], one(), closed, given(rules, { '10:00': 1 })))).toEqual([[2, 0]])
  })

  it('does not go to a slot that has begun', () => {
    expect(places(goals(['10:00'], one().at('10:30'), given(rules, { '10:00': 1, '12:00': 1 })))).toEqual([[1, 1]])
  })

  it('stays with the other tokens of its patient, and is a new patient there', () => {
    const home = given(rules, { '10:00': 2 }).after(book('online', '10:00'), book('online', '10:00', { again: 't1' }))
    const there = given(rules, { '10:00': 3 }).after(book('online', '10:00'))
    expect(goals(['10:00'], home, there)).toMatchObject([
      { token: 1, list: -1, intake: { patient: 1 } },
      { token: 2, list: -1, intake: { patient: 1 } },
    ])
  })

  it('goes near the slot in which it sat, not the one that it asked for', () => {
    const day = { '09:00': 2, '10:00': 2, '11:00': 2 }
    const bumped = given(bare([bump(), waitlist()], { displaced: [cascade()] }), THREE)
      .after(book('online', '09:00'), book('emergency', '10:00'), book('emergency', '09:00'))
      .at('08:00')
    expect(places(goals(['11:00'], bumped, given(rules, day)))).toEqual([[1, 2]])
    const earlier = given(bare([waitlist({ earlier: true })]), TWO).after(
      book('online', '09:00'),
      book('emergency', '10:00'),
      book('online', '10:00'),
      step('cancel', 't1'),
    )
    expect(places(goals(['09:00'], earlier, given(rules, day)))).toEqual([[1, 0]])
  })

  it('goes near the slot that it asked for, if it only waited', () => {
    const waits = given(rules, TWO).after(
      book('emergency', '09:00'),
      book('emergency', '10:00'),
      book('online', '09:00'),
    )
    const facts = goals(['09:00'], waits.after(step('checkIn', 't1')), given(rules, THREE))
    expect(places(facts)).toEqual([[1, 0]])
  })
})

describe('a doctor who is away', () => {
  it('sends a token on from the slot that it has, if it was displaced before', () => {
    given(bare([bump()], { displaced: [cascade({ hops: 1 })] }), THREE)
      .after(book('online', '09:00'), book('emergency', '09:00'))
      .when(away(['10:00']))
      .leadsTo('slot.blocked 10:00 (blocked)', 'token.moved t1 10:00→11:00 (blocked, cascade)')
  })

  it('may be away already, and then nothing happens, also if a waiter hopes in vain', () => {
    given(bare([bump(), waitlist({ per: 'slot' })], { displaced: [] }), TWO)
      .after(book('online', '09:00'), book('emergency', '09:00'), away(['10:00']))
      .when(away(['10:00']))
      .leadsTo()
  })

  it('cannot come back to slots that are over, of which the last is named', () => {
    const clinic = given(rules, { '09:00': 1, '10:00': 1, '11:00': 1, '12:00': 1 }).at('12:00')
    expect(
      decide(
        clinic.days.map((day) => clinicOf(day, rules)),
        back('09:00', '10:00', '11:00')(clinic),
      ),
    ).toMatchObject({
      code: 'slot-past',
      slot: 2,
    })
  })
})

it('a session with more than 500 expected patients is not cancelled by one command', () => {
  const full = given(rules, { '10:00': 501 }, { '10:00': 1 })
  for (let patient = 0; patient < 501; patient++) full.after(book('online', '10:00'))
  full.when(cancelSession({})).isRefused('too-many-moves')
})

it('a session is closed once', () => {
  given(rules, TWO).after(ofSession('closeSession')).when(ofSession('closeSession')).isRefused('session-closed')
})

describe('a clinic that is late', () => {
  it('opens its reserved seats later too', () => {
    given(bare([waitlist()], { capacity: quotas({ shares: { online: 1 }, releaseMinutes: 60 }) }), { '10:00': 1 })
      .after(late(30))
      .at('09:00')
      .when(ofSession('sweepSession'))
      .leadsTo()
      .at('09:30')
      .when(ofSession('sweepSession'))
      .leadsTo('slot.released 10:00 (quota-released)')
  })

  it('shifts its earlier slots as well, if the later ones were late before', () => {
    const clinic = given(rules, TWO).after(late(30, '10:00')).at('06:01').after(late(30))
    expect(clinic.days[0]!.starts.map((start) => start / 60_000)).toEqual([9.5 * 60, 10.5 * 60])
  })
})
