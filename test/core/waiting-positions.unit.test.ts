import { waitlist } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { positionOf } from '../../src/core/decide/position'
import { View } from '../../src/core/decide/view'
import { bare } from '../proof/oracles/core-clinic'
import { book, given } from '../support/given'

it('a waiter stands behind those before it that would take a seat that it accepts, and no others', () => {
  const rules = bare([waitlist({ per: 'slot' })])
  const early = book('online', '10:00')
  const late = book('online', '11:00')
  const either = book('online', undefined, { onDay: true })
  const clinic = given(rules, { '10:00': 1, '11:00': 1 }).after(early, late, early, late, either, early, late)
  const view = new View(clinic.days[0]!, rules, clinic.now)
  const waiters = [2, 3, 4, 5, 6]
  expect(waiters.map((token) => positionOf(view, token))).toEqual([1, 1, 3, 3, 3])
})
