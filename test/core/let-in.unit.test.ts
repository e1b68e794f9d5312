import { bump, elastic, fixed, lowerInOrder, type Rules, standard, waitlist, waitlistFirst } from 'opd-scheduler'
import { expect, it } from 'vitest'
import { clinic, SESSION } from '../scheduler/clinic'

it('a waiter that may bump no token is not given an overflow seat, if promotion is into base seats', async () => {
  const rules: Rules = {
    ...standard(),
    capacity: elastic({ for: ['paid'], extra: 1 }),
    overflow: [bump({ who: lowerInOrder() }), waitlist()],
    displaced: [waitlist()],
    promotion: waitlistFirst({ into: 'base' }),
  }
  const { opd, book, waiting } = await clinic([0, 0], { rules })
  await book('a', 'paid', '09:00')
  await book('b', 'paid', '10:00')
  await book('c', 'paid', '09:00')
  await opd.noShow({ tokenId: `${SESSION}.t1` })
  await book('d', 'paid', '09:00')
  expect(await waiting()).toEqual(['c'])
  await opd.cancel({ tokenId: `${SESSION}.t2` })
  expect(await waiting()).toEqual(['c'])
})

it('of waiters for any slot each asks for its own, and the first goes first', async () => {
  const rules: Rules = {
    ...standard(),
    capacity: fixed(),
    overflow: [bump(), waitlist({ earlier: true })],
    displaced: [waitlist()],
  }
  const { opd, book, waiting } = await clinic([1, 0], { rules })
  await opd.book({ slotId: `${SESSION}.0900`, source: 'online', patientId: 'a', holdMinutes: 30 })
  await book('b', 'paid', '10:00')
  await book('c', 'paid', '09:00')
  expect(await waiting()).toEqual(['b', 'c'])
  await opd.confirm({ tokenId: `${SESSION}.t1` })
  expect(await waiting()).toEqual(['c', 'a'])
})
