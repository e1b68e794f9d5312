import {
  emergencyBypass,
  fixed,
  standard,
  type TokenDone,
  waitlist,
  waitlistFirst,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from './clinic'

const first = { tokenId: `${SESSION}.t1` }

describe('a visit', () => {
  it('goes from seat to chair to done, and only forwards', async () => {
    const { opd, book, clock } = await clinic([2])
    await book('a', 'online', '09:00')
    expect(await opd.reinstate(first)).toMatchObject({
      code: 'invalid-transition',
      details: { tokenStatus: 'confirmed' },
    })
    clock.now = at('09:05')
    expect(await opd.checkIn(first)).toMatchObject({
      status: 'checked-in',
      token: { position: 1, updatedAt: clock.now },
    })
    expect(await opd.checkIn(first)).toMatchObject({ code: 'invalid-transition' })
    expect(await opd.noShow(first)).toMatchObject({ code: 'invalid-transition' })
    expect(await opd.start(first)).toMatchObject({ status: 'in-consultation' })
    expect(await opd.cancel(first)).toMatchObject({ code: 'invalid-transition' })
    expect(await opd.complete(first)).toMatchObject({
      status: 'completed',
      token: { position: null, plannedTime: null },
    })
    expect(await opd.complete(first)).toMatchObject({ code: 'invalid-transition' })
    expect((await opd.history(first.tokenId)).map((entry) => entry.type)).toEqual([
      'token.confirmed',
      'token.checked-in',
      'token.started',
      'token.completed',
    ])
  })

  it('spends its seat, or frees it if the rules say so', async () => {
    const spends = await clinic([1], { rules: { ...standard(), capacity: fixed() } })
    await spends.book('a', 'online', '09:00')
    await spends.book('b', 'online', '09:00')
    await spends.opd.complete(first)
    expect(await spends.waiting()).toEqual(['b'])
    const frees = await clinic([1], { rules: emergencyBypass() })
    await frees.book('a', 'online', '09:00')
    expect(await frees.book('b', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
    await frees.opd.complete(first)
    expect(await frees.book('b', 'online', '09:00')).toMatchObject({ status: 'confirmed' })
  })

  it('a checked-in patient is never bumped', async () => {
    const { opd, book } = await clinic([1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'walk-in', '09:00')
    await opd.checkIn(first)
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ status: 'waitlisted' })
    expect(await opd.token(first.tokenId)).toMatchObject({ status: 'checked-in', bumps: 0 })
  })

  it('has a planned time: a visit for each token before it from the slot’s start, whatever the clock says', async () => {
    const { opd, book, clock } = await clinic([10])
    for (let n = 1; n <= 10; n++) await book(`p${n}`, 'online', '09:00')
    const time = async (n: number) => (await opd.token(`${SESSION}.t${n}`))!.plannedTime
    expect([await time(5), await time(10)]).toEqual(['2026-01-30T09:20:00+05:30', '2026-01-30T09:45:00+05:30'])
    clock.now = at('09:10')
    await opd.complete(first)
    expect([await time(2), await time(5)]).toEqual(['2026-01-30T09:00:00+05:30', '2026-01-30T09:15:00+05:30'])
  })
})

describe('the patient in consultation', () => {
  it('comes first and has no planned time', async () => {
    const { opd, book, clock } = await clinic([3])
    await book('a', 'paid', '09:00')
    await book('b', 'online', '09:00')
    await book('c', 'walk-in', '09:00')
    clock.now = at('09:10')
    const last = { tokenId: `${SESSION}.t3` }
    expect(await opd.start(last)).toMatchObject({ token: { position: 1, plannedTime: null } })
    expect(await opd.token(first.tokenId)).toMatchObject({ position: 2, plannedTime: '2026-01-30T09:05:00+05:30' })
    expect(await opd.complete(last)).toMatchObject({ token: { position: null, plannedTime: null } })
    expect(await opd.token(first.tokenId)).toMatchObject({ position: 1, plannedTime: '2026-01-30T09:00:00+05:30' })
  })
})

describe('a no-show who comes late', () => {
  it('gets no second token beside one booked since', async () => {
    const { opd, book, clock } = await clinic([1, 2], { rules: { ...standard(), capacity: fixed() } })
    await book('a', 'online', '09:00')
    clock.now = at('09:05')
    await opd.noShow(first)
    await book('b', 'online', '09:00')
    await book('a', 'online', '10:00')
    // Its old slot is taken, and the patient has a seat in the next one.
    expect(await opd.reinstate(first)).toMatchObject({ code: 'duplicate-token' })
    await opd.cancel({ tokenId: `${SESSION}.t3` })
    expect(await opd.reinstate(first)).toMatchObject({ status: 'confirmed', token: { slotId: `${SESSION}.1000` } })
  })

  it('gets a free seat, or waits in its old order; no token is bumped', async () => {
    const { opd, book, waiting, seats, clock } = await clinic([1, 0], { rules: waitlistWithEmergencyBump() })
    await book('a', 'emergency', '09:00')
    await book('b', 'walk-in', '09:00')
    await book('c', 'emergency', '09:00')
    clock.now = at('09:15')
    expect(await opd.noShow(first)).toMatchObject({
      status: 'no-show',
      moves: [{ patientId: 'c', cause: 'no-show', from: null }],
    })
    expect(await opd.reinstate(first)).toMatchObject({
      status: 'waitlisted',
      token: { position: 1, reinstated: true },
      moves: [],
    })
    expect([await seats('09:00'), await waiting()]).toEqual([['c'], ['a', 'b']])
    await opd.cancel({ tokenId: `${SESSION}.t3` })
    expect([await seats('09:00'), await waiting()]).toEqual([['a'], ['b']])
  })

  it('is refused if its slot is over and the token accepts no other', async () => {
    const { opd, book, clock } = await clinic([1], { rules: waitlistWithEmergencyBump() })
    await book('a', 'online', '09:00')
    await opd.noShow(first)
    clock.now = at('10:00')
    expect(await opd.reinstate(first)).toMatchObject({ code: 'no-capacity' })
    expect(await opd.token(first.tokenId)).toMatchObject({ status: 'no-show' })
  })
})

describe('reclassify', () => {
  it('lets a waiter ask again with its new class, and bump', async () => {
    const { opd, book, seats, waiting } = await clinic([2], { rules: waitlistWithEmergencyBump() })
    await book('a', 'paid', '09:00')
    await book('b', 'walk-in', '09:00')
    await book('c', 'walk-in', '09:00')
    const result = await opd.reclassify({ tokenId: `${SESSION}.t3`, source: 'emergency', attributes: { triage: 1 } })
    expect(result).toMatchObject({
      status: 'confirmed',
      token: { source: 'emergency', attributes: { triage: 1 }, rank: 1 },
      moves: [{ patientId: 'b', status: 'waitlisted' }],
    })
    expect([await seats('09:00'), await waiting()]).toEqual([['a', 'c'], ['b']])
    expect((await opd.history(`${SESSION}.t3`)).map((entry) => entry.type)).toEqual([
      'token.waitlisted',
      'token.reclassified',
      'token.promoted',
    ])
  })

  it('keeps its seat, with the better of both ranks, and moves up in line', async () => {
    const { opd, book } = await clinic([2], { rules: waitlistWithEmergencyBump() })
    await book('a', 'walk-in', '09:00')
    await book('b', 'walk-in', '09:00')
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    expect(await opd.reclassify({ tokenId: `${SESSION}.t2`, source: 'paid' })).toMatchObject({
      status: 'checked-in',
      token: { position: 1, rank: 2 },
    })
    expect(await opd.reclassify({ tokenId: `${SESSION}.t2`, source: 'walk-in' })).toMatchObject({
      token: { rank: 2, baseRank: 5 },
    })
    expect(await opd.reclassify({ tokenId: `${SESSION}.t2`, source: 'nobody' })).toMatchObject({
      code: 'unknown-source',
    })
  })

  it('refuses a class that may not have that seat', async () => {
    const { opd, book } = await clinic([1])
    await book('a', 'online', '09:00')
    const extra = (await book('e', 'emergency', '09:00')) as TokenDone
    expect(extra).toMatchObject({ status: 'confirmed' })
    expect(await opd.reclassify({ tokenId: extra.token.id, source: 'online' })).toMatchObject({ code: 'no-capacity' })
    expect(await opd.reclassify({ tokenId: first.tokenId, source: 'emergency' })).toMatchObject({ status: 'confirmed' })
  })
})

describe('slots that change', () => {
  it('an added slot seats the tokens that wait for it, and moves no others', async () => {
    const { opd, book, seats, waiting } = await clinic([1, 1], { rules: { ...standard(), capacity: fixed() } })
    await book('a', 'online', '09:00')
    await book('b', 'online', '10:00')
    await book('c', 'online')
    await book('d', 'online', '10:00')
    expect(await waiting()).toEqual(['c', 'd'])
    const added = await opd.addSlots({ sessionId: SESSION, slots: [{ start: '08:00', end: '09:00', capacity: 2 }] })
    expect(added).toMatchObject({
      status: 'open',
      moves: [{ patientId: 'c', to: `${SESSION}.0800`, cause: 'slot-added' }],
    })
    expect([await seats('08:00'), await seats('09:00'), await seats('10:00'), await waiting()]).toEqual([
      ['c'],
      ['a'],
      ['b'],
      ['d'],
    ])
    await opd.cancel({ tokenId: `${SESSION}.t2` })
    expect([await seats('10:00'), await waiting()]).toEqual([['d'], []])
  })

  it('must not overlap or be over', async () => {
    const { opd, clock } = await clinic([1, 1])
    const add = (start: string, end: string) =>
      opd.addSlots({ sessionId: SESSION, slots: [{ start, end, capacity: 1 }] })
    for (const [start, end] of [
      ['08:30', '09:30'],
      ['10:59', '12:00'],
      ['09:00', '10:00'],
      ['09:10', '09:20'],
    ] as const) {
      expect(await add(start, end), `${start}-${end}`).toMatchObject({ code: 'slot-overlap' })
    }
    expect(await add('08:00', '09:00')).toMatchObject({ status: 'open' })
    clock.now = at('15:00')
    expect(await add('14:00', '15:00')).toMatchObject({ code: 'slot-past' })
    expect(
      await opd.openSession({
        doctorId: 'dr-rao',
        date: '2026-01-31',
        slots: [
          { start: '09:00', end: '10:00', capacity: 1 },
          { start: '09:59', end: '11:00', capacity: 1 },
        ],
      }),
    ).toMatchObject({ code: 'slot-overlap' })
  })

  it('more seats promote; fewer seats are refused while in use, or move the last in order', async () => {
    const { opd, book, seats, waiting } = await clinic([1, 1], { rules: waitlistWithEmergencyBump() })
    const slotId = `${SESSION}.0900`
    for (const patient of ['a', 'b', 'c']) await book(patient, patient === 'a' ? 'walk-in' : 'online', '09:00')
    expect(await opd.resizeSlot({ slotId, capacity: 3 })).toMatchObject({
      moves: [{ patientId: 'b', cause: 'slot-resized' }, { patientId: 'c' }],
    })
    expect(await opd.resizeSlot({ slotId, capacity: 1 })).toMatchObject({
      status: 'rejected',
      code: 'capacity-in-use',
      details: { used: 3, capacity: 3 },
    })
    const shrunk = await opd.resizeSlot({ slotId, capacity: 1, displace: true })
    expect(shrunk).toMatchObject({
      moves: [
        { patientId: 'a', status: 'waitlisted' },
        { patientId: 'c', status: 'waitlisted' },
      ],
    })
    expect([await seats('09:00'), await waiting()]).toEqual([['b'], ['c', 'a']])
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    expect(await opd.resizeSlot({ slotId, capacity: 0, displace: true })).toMatchObject({ code: 'capacity-in-use' })
  })
})

describe('the waiting list', () => {
  it('a promotion never goes into a slot that is over', async () => {
    const { opd, book, clock, waiting } = await clinic([1], {
      rules: { ...waitlistWithEmergencyBump(), overflow: [waitlist()], promotion: waitlistFirst() },
    })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    clock.now = at('10:00')
    expect(await opd.noShow(first)).toMatchObject({ moves: [] })
    expect(await waiting()).toEqual(['b'])
  })

  it('ages by waiting, from the session’s start on, and never into the emergency tier', async () => {
    const { opd, book, clock, waiting } = await clinic([1, 1, 1], { rules: { ...standard(), capacity: fixed() } })
    for (const n of [1, 2, 3]) await book(`e${n}`, 'emergency', `${n === 1 ? '09' : n + 8}:00`.padStart(5, '0'))
    await book('w', 'walk-in', '09:00')
    clock.now = at('08:59')
    const token = () => opd.token(`${SESSION}.t4`)
    expect(await token()).toMatchObject({ rank: 5, baseRank: 5 })
    clock.now = at('10:00')
    expect(await token()).toMatchObject({ rank: 3 })
    await book('f', 'follow-up', '11:00')
    expect(await waiting()).toEqual(['w', 'f'])
    clock.now = at('20:00')
    expect(await token()).toMatchObject({ rank: 2 })
  })
})
