import { bump, fixed, nextSlot, pullForward, type Rules, standard, waitlist, waitlistFirst } from 'opd-scheduler'
import { type OverflowStrategy, Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'

/** Until eight o'clock freed seats are for new bookings only. */
const fromEight: Partial<Rules> = {
  promotion: { ...waitlistFirst(), name: 'from-eight', fills: (_slot, board) => board.now >= at('08:00') },
}

const plain = (more: Partial<Rules> = {}): Rules => ({
  ...standard(),
  capacity: fixed(),
  overflow: [waitlist({ per: 'slot' })],
  displaced: [waitlist({ per: 'slot' })],
  ...more,
})

async function open(capacities: readonly number[], more: Partial<Rules>) {
  const day = await clinic(capacities, { rules: plain(more) })
  const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })
  const resize = (hour: string, capacity: number) =>
    day.opd.resizeSlot({ slotId: `${SESSION}.${hour}00`, capacity, displace: true })
  return { ...day, token, resize }
}

const movers = (result: { readonly moves: readonly { readonly patientId: string }[] }) =>
  result.moves.map((move) => move.patientId)

describe('a promotion rule that does not give seats away for a time', () => {
  it('gives none away before, and all of them after', async () => {
    const { opd, clock, book, token } = await open([2], fromEight)
    for (const patient of ['a', 'b', 'c', 'd']) await book(patient, 'online', '09:00')
    clock.now = at('07:00')
    expect(movers(await opd.cancel(token(1)))).toEqual([])
    clock.now = at('08:30')
    expect(movers(await opd.cancel(token(2)))).toEqual(['c', 'd'])
  })

  it('gives them away best first, whichever slot they are in', async () => {
    const { opd, clock, book, resize } = await open([0, 0, 0], fromEight)
    await book('a', 'online', '09:00')
    await book('b', 'online', '10:00')
    await book('c', 'paid', '11:00')
    for (const hour of ['09', '10', '11']) expect(movers(await resize(hour, 1))).toEqual([])
    clock.now = at('08:30')
    expect(movers(await opd.sweep())).toEqual(['c', 'a', 'b'])
  })

  it('gives them away before the next command, whatever that is', async () => {
    const { opd, clock, book, token, waiting } = await open([1], fromEight)
    for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00')
    await opd.cancel(token(1))
    clock.now = at('08:30')
    // Its own seat, which it has had since eight o'clock, goes to the next.
    expect(movers(await opd.cancel(token(2)))).toEqual(['c'])
    expect(await waiting()).toEqual([])
  })
})

describe('no token takes a free seat ahead of an equal or better waiter that would get it', () => {
  it.each([
    ['the first token that ever asked', 0],
    ['a later one', 1],
  ])('%s gets it before the newcomer asks', async (_who, seated) => {
    const { opd, clock, book, resize, waiting, seats, token } = await open([seated], fromEight)
    if (seated > 0) await book('x', 'online', '09:00')
    await book('a', 'online', '09:00')
    if (seated > 0) await opd.cancel(token(1))
    else await resize('09', 1)
    clock.now = at('08:30')
    expect(await book('p', 'paid', '09:00')).toMatchObject({ status: 'waitlisted', moves: [{ patientId: 'a' }] })
    expect(await book('w', 'walk-in', '09:00')).toMatchObject({ status: 'waitlisted', moves: [] })
    expect(await seats('09:00')).toEqual(['a'])
    expect(await waiting()).toEqual(['p', 'w'])
  })

  it('nor does a strategy of the host seat a newcomer there', async () => {
    const own: OverflowStrategy = {
      name: 'own',
      attempt: (asker, board) =>
        asker.wanted === 0 && board.firstFree(asker, 1, 2) === 1 ? Verdict.seat(1) : undefined,
    }
    const overflow = [own, waitlist({ per: 'slot' })]
    const { book, clock, resize, seats, waiting } = await open([1, 0], { ...fromEight, overflow })
    await book('x', 'online', '09:00')
    await book('a', 'online', '10:00')
    await resize('10', 1)
    clock.now = at('08:30')
    expect(await book('p', 'paid', '09:00')).toMatchObject({ status: 'waitlisted', moves: [{ patientId: 'a' }] })
    expect(await seats('10:00')).toEqual(['a'])
    expect(await waiting()).toEqual(['p'])
  })

  it('while the rule leaves the seat to new bookings, they get it', async () => {
    const { opd, book, token } = await open([1], fromEight)
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    await opd.cancel(token(1))
    expect(await book('c', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
  })
})

describe('pulled forward', () => {
  const pulling: Partial<Rules> = { promotion: pullForward() }

  it('not ahead of an equal that waits and came first', async () => {
    const { book, resize, seats } = await open([0, 1], { ...pulling, overflow: [waitlist({ per: 'slot' })] })
    await book('first', 'online', '09:00')
    await book('second', 'online')
    expect(await seats('10:00')).toEqual(['second'])
    expect(movers(await resize('09', 1))).toEqual(['first'])
    expect(await seats('09:00')).toEqual(['first'])
  })

  it('ahead of a lower one that waits', async () => {
    const { book, resize } = await open([0, 1], { ...pulling, overflow: [waitlist({ per: 'slot' })] })
    await book('low', 'walk-in', '09:00')
    await book('high', 'online')
    expect(movers(await resize('09', 1))).toEqual(['high'])
  })

  it('also if a slot was added before or after', async () => {
    for (const hour of ['08', '12']) {
      const { opd, book, token, seats } = await open([1, 1], { ...pulling, overflow: [nextSlot()] })
      await book('a', 'online', '09:00')
      await book('b', 'online', '09:00')
      await opd.checkIn(token(1))
      await opd.addSlots({ sessionId: SESSION, slots: [{ start: `${hour}:00`, end: `${hour}:45`, capacity: 1 }] })
      expect(await seats('10:00')).toEqual(['b'])
      expect(movers(await opd.cancel(token(1)))).toEqual(['b'])
      expect(await seats('09:00')).toEqual(['b'])
    }
  })

  it('the seat that it leaves is given on, to waiters of each slot in the chain', async () => {
    const { opd, book, token, seats, waiting } = await open([1, 1, 1], {
      ...pulling,
      overflow: [nextSlot(), waitlist({ per: 'slot' })],
    })
    for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00')
    await book('w', 'walk-in', '11:00')
    expect(movers(await opd.cancel(token(1)))).toEqual(['b', 'c', 'w'])
    expect([await seats('09:00'), await seats('10:00'), await seats('11:00')]).toEqual([['b'], ['c'], ['w']])
    expect(await waiting()).toEqual([])
  })

  it('a token that waited for a later slot than it asked for is pulled forward as far as possible', async () => {
    const later = { name: 'later', attempt: () => Verdict.wait(1, 'slot') }
    const { opd, book, token, seats } = await open([1, 1], { ...pulling, overflow: [later] })
    await book('a', 'online', '09:00')
    await book('b', 'online', '10:00')
    await book('c', 'online', '09:00')
    await opd.cancel(token(1))
    expect(await seats('09:00')).toEqual([])
    expect(movers(await opd.cancel(token(2)))).toEqual(['c', 'c'])
    expect(await seats('09:00')).toEqual(['c'])
  })
})

describe('a vacancy among overflow seats', () => {
  it('seats a waiter of another slot if the limit of the session was the obstacle', async () => {
    const capacity = { ...fixed(), seats: (_group: number, base: number) => base + 1, perSession: () => 1 }
    const { opd, book, token, seats } = await open([1, 1], { capacity, overflow: [bump(), waitlist({ per: 'slot' })] })
    for (const patient of ['a', 'b']) await book(patient, 'online', '09:00')
    for (const patient of ['c', 'd']) await book(patient, 'online', '10:00')
    expect(movers(await opd.cancel(token(1)))).toEqual(['d'])
    expect(await seats('10:00')).toEqual(['c', 'd'])
  })
})
