import { cascade, elastic, fixed, nextSlot, type Rules, waitlist, withCeiling } from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide/decide'
import type { Fact } from '../../src/core/fact'
import { bare, CoreClinic } from '../proof/oracles/core-clinic'
import { clinicOf } from '../support/clinic-of'

const capacity = withCeiling(fixed(), 1)

/** A day on which the matron seats patients by override. */
function day(capacities: readonly number[], more: Partial<Rules> = {}) {
  const rules = bare([], { capacity, displaced: [nextSlot(), waitlist()], ...more })
  const clinic = new CoreClinic(capacities, rules)
  const above = (source: string, slot: number, bump = -1) => {
    const manner = { holdMinutes: 0, override: true, bump, actor: 'matron' }
    const patients = [clinic.session.tokens.count]
    const command = { op: 'book', at: -1, patients, slot, request: { source }, more: false, manner } as const
    return decide([clinicOf(clinic.session, rules)], command)
  }
  return { clinic, above }
}

/** The moves: token, slot, list, strategy and cause. */
const told = (decision: unknown) =>
  (decision as readonly Fact[]).map(({ token, to, list, strategy, cause, by }) => [
    token,
    to,
    list,
    strategy,
    cause,
    by,
  ])

describe('above the rules', () => {
  it('a free seat is taken as by any booking, even if a token was named to lose its seat', () => {
    const { clinic, above } = day([2])
    const taken = [[1, 0, -1, 'free-seat', 'booked', -1]]
    const first = clinic.book('walk-in', 0)
    expect(told(above('online', 0))).toEqual(taken)
    expect(told(above('online', 0, first))).toEqual(taken)
  })

  it('a seat above the rules is on no list', () => {
    const { clinic, above } = day([1])
    clinic.book('walk-in', 0)
    expect(told(above('online', 0))).toEqual([[1, 0, -1, 'override', 'override', -1]])
  })

  it('no token loses its seat by hand if it sits elsewhere, or was bumped as often as allowed', () => {
    const { clinic, above } = day([1, 1])
    clinic.book('walk-in', 0)
    const elsewhere = clinic.book('walk-in', 1)
    expect(above('online', 0, elsewhere)).toMatchObject({ code: 'bump-failed', slot: 0 })
    const spared = day([1, 1], { admission: { bumpsPerToken: 0 } })
    const first = spared.clinic.book('walk-in', 0)
    expect(spared.above('online', 0, first)).toMatchObject({ code: 'bump-failed', slot: 0 })
  })

  it('no token loses its seat by hand if its class sees another one', () => {
    const { clinic, above } = day([1], { capacity: elastic({ for: ['emergency'], extra: 1 }) })
    const first = clinic.book('emergency', 0)
    expect(told(above('online', 0, first))).toEqual([[1, 0, -1, 'override', 'override', -1]])
  })

  it('a token that loses its seat by hand bumps no other in the slot that it lost', () => {
    const { clinic, above } = day([2], { displaced: [cascade(), waitlist()] })
    const paid = clinic.book('paid', 0)
    clinic.book('walk-in', 0)
    const onward = clinic.session.lanes.list(2, 0)
    expect(told(above('online', 0, paid))).toEqual([
      [paid, -2, onward, 'waitlist', 'by-hand', 2],
      [2, 0, -1, 'override', 'override', -1],
    ])
  })

  it('a token that loses its seat by hand bumps in turn', () => {
    const { clinic, above } = day([1, 1], { displaced: [cascade(), waitlist()] })
    const paid = clinic.book('paid', 0)
    const low = clinic.book('walk-in', 1)
    const onward = clinic.session.lanes.list(2, 1)
    expect(told(above('online', 0, paid))).toEqual([
      [low, -2, onward, 'waitlist', 'outranked', paid],
      [paid, 1, -1, 'cascade', 'by-hand', 2],
      [2, 0, -1, 'override', 'override', -1],
    ])
  })

  it('no token is bumped by hand for whom there is no other place', () => {
    const { clinic, above } = day([1, 1], { displaced: [] })
    const first = clinic.book('walk-in', 0)
    expect(above('online', 0, first)).toMatchObject({ code: 'bump-failed', slot: 0 })
  })
})
