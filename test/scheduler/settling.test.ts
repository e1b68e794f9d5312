import {
  bump,
  bySource,
  cascade,
  fixed,
  lowerInOrder,
  OpdScheduler,
  standard,
  type TokenDone,
  waitlist,
  waitlistFirst,
  withAging,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION, ZONE } from './clinic'

describe('a rule that fails while a session is settled', () => {
  it('is named, nothing is stored, and the next command reads the session anew', async () => {
    let isBroken = false
    const fills = (): boolean => {
      if (isBroken) throw new Error('no table of hours')
      return true
    }
    const rules = { ...standard(), capacity: fixed(), overflow: [waitlist()], promotion: { ...waitlistFirst(), fills } }
    const { opd, store, book, waiting, seats } = await clinic([1], { rules })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    const stored = await store.load(SESSION, 0)
    isBroken = true
    await expect(opd.cancel({ tokenId: `${SESSION}.t1` })).rejects.toMatchObject({
      code: 'invalid-rules',
      message: expect.stringContaining('no table of hours'),
    })
    expect(await store.load(SESSION, 0)).toEqual(stored)
    expect(await waiting()).toEqual(['b'])
    isBroken = false
    expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({ status: 'cancelled' })
    expect(await seats('09:00')).toEqual(['b'])
  })
})

describe('a plan', () => {
  it('tells what follows, and is refused once a waiter has aged', async () => {
    const rules = {
      ...standard(),
      priority: withAging(bySource({ emergency: 1, 'follow-up': 3, online: 4 }), { everyMinutes: 30, best: 2 }),
      capacity: fixed(),
      overflow: [cascade({ who: lowerInOrder() }), waitlist()],
      displaced: [waitlist()],
    }
    const { opd, store, clock, book } = await clinic([1, 0, 0, 1], { rules })
    await book('a', 'online', '12:00')
    await book('b', 'follow-up', '12:00')
    const sweep = { op: 'sweepSession', sessionId: SESSION } as const
    clock.now = at('09:59')
    const { basis, ...planned } = await opd.plan(sweep)
    expect(planned).toMatchObject({ status: 'open', moves: [] })
    clock.now = at('10:00')
    expect(await opd.execute(sweep, { basis })).toMatchObject({ status: 'rejected', code: 'plan-stale' })
    const later = await opd.plan(sweep)
    expect(later).toMatchObject({
      moves: [
        { patientId: 'b', status: 'waitlisted' },
        { patientId: 'a', to: `${SESSION}.1200`, cause: 'aged' },
      ],
    })
    const done = await opd.execute(sweep, { basis: later.basis })
    expect(done).toMatchObject({ moves: (later as { moves: unknown }).moves })
    // Another scheduler reads the same from the store.
    const other = new OpdScheduler({ timeZone: ZONE, rules, store, clock: () => clock.now })
    expect(await other.session(SESSION)).toEqual(await opd.session(SESSION))
  })
})

describe('an emergency who bumps as soon as she waits', () => {
  const rules = {
    ...standard(),
    priority: bySource({ emergency: 1, online: 4 }),
    capacity: fixed(),
    overflow: [bump(), waitlist()],
    displaced: [waitlist()],
  }
  const tomorrow = '2026-01-31'

  /** Today 09:00 is full of emergencies and 10:00 has an online patient; tomorrow an online patient has the only seat. */
  async function fullDays() {
    const { opd, book, seats } = await clinic([1, 1], { rules })
    await opd.openSession({ doctorId: 'dr-rao', date: tomorrow, slots: hourly([1]) })
    await book('a', 'emergency', '09:00')
    await book('b', 'online', '10:00')
    const later = await opd.book({ doctorId: 'dr-rao', date: tomorrow, source: 'online', patientId: 'c' })
    return { opd, seats, later: (later as TokenDone).token }
  }

  it('is seated today, and not sent to another day on which she would bump as well', async () => {
    const { opd, seats } = await fullDays()
    const answer = await opd.book({ doctorId: 'dr-rao', withinDays: 2, source: 'emergency', patientId: 'e' })
    expect(answer).toMatchObject({ status: 'confirmed', moves: [{ patientId: 'b', status: 'waitlisted' }] })
    expect(await seats('10:00')).toEqual(['e'])
  })

  it('can be moved to a day on which a booking would seat her', async () => {
    const { opd, seats, later } = await fullDays()
    await opd.reclassify({ tokenId: later.id, source: 'emergency' })
    expect(await opd.reschedule({ tokenId: later.id, date: DAY })).toMatchObject({ status: 'confirmed' })
    expect(await seats('10:00')).toEqual(['c'])
  })
})
