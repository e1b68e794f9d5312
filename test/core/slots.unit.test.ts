import { bump, fixed, memoryStore, OpdScheduler, quotas, type Rules, standard, waitlist } from 'opd-scheduler'
import { type CapacityPolicy, Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'

const plain = (more: Partial<Rules> = {}): Rules => ({
  ...standard(),
  capacity: fixed(),
  overflow: [bump(), waitlist()],
  displaced: [waitlist()],
  ...more,
})

async function open(capacities: readonly number[], more: Partial<Rules> = {}) {
  const day = await clinic(capacities, { rules: plain(more) })
  const token = (n: number) => ({ tokenId: `${SESSION}.t${n}` })
  const add = (...slots: [start: string, end: string, capacity: number][]) =>
    day.opd.addSlots({
      sessionId: SESSION,
      slots: slots.map(([start, end, capacity]) => ({ start, end, capacity })),
    })
  return { ...day, token, add }
}

describe('added slots', () => {
  it.each([
    ['08:30', '09:30', '0900'],
    ['09:30', '09:45', '0900'],
    ['09:00', '09:30', '0900'],
    ['09:00', '10:00', '0900'],
    ['10:30', '11:30', '1000'],
    ['11:59', '12:30', '1100'],
  ])('from %s to %s are refused for the slot they overlap', async (start, end, slot) => {
    const { add, opd } = await open([1, 1, 1])
    const refused = await add([start, end, 1])
    expect(refused).toMatchObject({ code: 'slot-overlap', details: { slotId: `${SESSION}.${slot}` } })
    expect((await opd.session(SESSION))!.slots).toHaveLength(3)
  })

  it('are refused as a whole if one of them is over or overlaps', async () => {
    const { add, opd, clock } = await open([1])
    clock.now = at('08:00')
    expect(await add(['07:00', '08:00', 1], ['12:00', '13:00', 1])).toMatchObject({ code: 'slot-past' })
    expect(await add(['12:00', '13:00', 1], ['12:30', '13:30', 1])).toMatchObject({ code: 'slot-overlap' })
    expect(await add(['08:30', '09:00', 1], ['10:00', '10:30', 1])).toMatchObject({ status: 'open' })
    const starts = (await opd.session(SESSION))!.slots.map((slot) => slot.start)
    expect(starts).toEqual(['08:30', '09:00', '10:00'])
  })

  it('may not begin before a late slot that was planned before them', async () => {
    const { add, opd } = await open([1, 1])
    await opd.delay({ sessionId: SESSION, minutes: 90 })
    for (const [start, end] of [
      ['09:15', '09:45'],
      ['10:00', '10:15'],
      ['12:00', '12:45'],
    ] as const)
      expect(await add([start, end, 1]), start).toMatchObject({ code: 'slot-overlap' })
    expect(await add(['08:00', '09:00', 1], ['12:30', '13:00', 1])).toMatchObject({ status: 'open' })
    expect((await opd.session(SESSION))!.slots.map((slot) => slot.start)).toEqual(['08:00', '09:00', '10:00', '12:30'])
  })

  it.each([
    ['09:00', '1000'],
    ['09:20', '1000'],
    ['08:59', '0900'],
  ])('between others: a token that asked at %s for the earliest slot asked for %s', async (time, slot) => {
    const clock = { now: at(time) }
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: plain(), clock: () => clock.now })
    const date = '2026-01-30'
    await opd.registerDoctor({ id: 'dr-bo', name: 'Dr. Bo' })
    const slots = [
      { start: '08:00', end: '08:45', capacity: 1 },
      { start: '10:00', end: '11:00', capacity: 1 },
    ]
    await opd.openSession({ doctorId: 'dr-bo', date, slots })
    await opd.book({ doctorId: 'dr-bo', date, source: 'online', patientId: 'a' })
    clock.now = at('09:25')
    const added = { sessionId: `dr-bo.${date}`, slots: [{ start: '09:00', end: '10:00', capacity: 1 }] }
    expect(await opd.addSlots(added)).toMatchObject({ status: 'open' })
    expect(await opd.token(`dr-bo.${date}.t1`)).toMatchObject({ wantedSlotId: `dr-bo.${date}.${slot}` })
  })

  it('leave tokens that wait for a slot, or for it and later ones, waiting for it', async () => {
    const hold = (accepts: 'slot' | 'onward') => ({ name: 'own', attempt: () => Verdict.wait(2, accepts) })
    for (const accepts of ['slot', 'onward'] as const) {
      const { book, add, opd, token } = await open([1, 1, 0], { overflow: [hold(accepts)] })
      await book('a', 'online', '09:00')
      await book('b', 'online', '09:00')
      await add(['07:00', '08:00', 0])
      expect(await opd.token(token(2).tokenId)).toMatchObject({
        status: 'waitlisted',
        wantedSlotId: `${SESSION}.0900`,
        waitsFor: { slotId: `${SESSION}.1100`, accepts },
      })
    }
  })

  it.each([
    ['earlier', '07:00'],
    ['later', '12:00'],
  ])('%s than a seat do not protect it from a bump', async (_when, start) => {
    const { book, add, seats, waiting } = await open([1])
    await book('a', 'online')
    await add([start, `${start.slice(0, 2)}:45`, 0])
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ moves: [{ patientId: 'a' }] })
    expect([await seats('09:00'), await waiting()]).toEqual([['e'], ['a']])
  })

  it('do not move checked-in tokens, nor the order of those beside them', async () => {
    const { opd, book, add, token, seats } = await open([2], { overflow: [bump()] })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    await opd.checkIn(token(2))
    await add(['11:00', '12:00', 0])
    await opd.cancel(token(1))
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ status: 'confirmed', moves: [] })
    expect(await book('f', 'emergency', '09:00')).toMatchObject({ code: 'slot-full' })
    expect(await seats('09:00')).toEqual(['b', 'e'])
  })

  it('ask the rules only for groups that they have', async () => {
    const store = memoryStore()
    const perGroup = (...seats: number[]): CapacityPolicy => ({
      groups: seats.length,
      groupOf: () => 0,
      seats: (group, base) => base + seats[group]!,
    })
    await clinic([1], { store, rules: plain({ capacity: perGroup(0, 2) }) })
    const rules = plain({ capacity: perGroup(0) })
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, rules, clock: () => at('06:00') })
    const added = await opd.addSlots({ sessionId: SESSION, slots: [{ start: '10:00', end: '11:00', capacity: 1 }] })
    expect(added).toMatchObject({ session: { slots: [{ seats: [1, 3] }, { seats: [1, 1] }] } })
  })

  it('ask the rules only for channels that they have', async () => {
    const store = memoryStore()
    const capacity = quotas({ shares: { online: 1, paid: 1 }, releaseMinutes: 0, exempt: ['emergency'] })
    await clinic([2], { store, rules: plain({ capacity }) })
    const asked: number[] = []
    const share = (channel: number) => asked.push(channel) && 1
    const two = { ...fixed(), groups: 2, quotas: { channels: 2, releaseMinutes: 0, share } }
    const add = async (hour: number, now: CapacityPolicy) => {
      const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, rules: plain({ capacity: now }), clock })
      const slots = [{ start: `${hour}:00`, end: `${hour + 1}:00`, capacity: 5 }]
      return opd.addSlots({ sessionId: SESSION, slots })
    }
    const clock = () => at('06:00')
    expect(await add(10, two)).toMatchObject({ session: { slots: [{}, { shares: [1, 1, 0, 0] }] } })
    expect(asked).toEqual([0, 1])
    expect(await add(11, fixed())).toMatchObject({ session: { slots: [{}, {}, { shares: [0, 0, 0, 0] }] } })
  })
})

describe('a closed session', () => {
  it('is not closed twice, and does not change seats', async () => {
    const { opd, book, add, token } = await open([1, 1])
    await book('a', 'online', '09:00')
    await opd.noShow(token(1))
    expect(await opd.closeSession({ sessionId: SESSION })).toMatchObject({ status: 'closed' })
    const refused = { status: 'rejected', code: 'session-closed' }
    const answers = [
      await opd.closeSession({ sessionId: SESSION }),
      await opd.resizeSlot({ slotId: `${SESSION}.0900`, capacity: 5 }),
      await opd.reinstate(token(1)),
      await add(['13:00', '14:00', 1]),
      await book('b', 'online', '09:00'),
      await book('b', 'online'),
    ]
    for (const answer of answers) {
      expect(answer).toMatchObject(refused)
      expect(answer).toMatchObject({ details: expect.not.objectContaining({ slotId: expect.anything() }) })
    }
  })
})

describe('a refusal names the slot that was asked for, or none if none was', () => {
  it.each([
    ['09:00', 'slot-past', `${SESSION}.0900`],
    ['10:00', 'slot-full', `${SESSION}.1000`],
    [undefined, 'no-capacity', undefined],
  ])('%s', async (start, code, slotId) => {
    const { book, clock } = await open([1, 1, 1], { overflow: [] })
    for (const hour of ['10:00', '11:00']) await book(hour, 'online', hour)
    clock.now = at('10:00')
    const refused = await book('x', 'online', start)
    expect(refused).toMatchObject({ code })
    expect((refused as { details: { slotId?: string } }).details.slotId).toBe(slotId)
  })

  it('nothing is left to begin', async () => {
    const { opd, book, clock } = await open([1, 1])
    clock.now = at('10:30')
    const refused = await opd.book({ doctorId: 'dr-rao', source: 'online', patientId: 'x' })
    expect(refused).toMatchObject({ code: 'slot-past' })
    expect((refused as { details: object }).details).not.toHaveProperty('slotId')
    const onTheDay = await book('x', 'online')
    expect(onTheDay).toMatchObject({ status: 'confirmed', token: { slotId: `${SESSION}.1000`, named: false } })
    clock.now = at('11:00')
    expect(await book('y', 'online')).toMatchObject({ code: 'slot-past' })
  })

  it('no newcomer is seated if the only strategy drops newcomers', async () => {
    const home = { name: 'home', attempt: () => Verdict.drop('sent-home') }
    const none = { name: 'none', from: 'nobody', into: 'entitled' } as const
    const { opd, book, token } = await open([1], { overflow: [home], promotion: none })
    await book('a', 'online', '09:00')
    await opd.noShow(token(1))
    await book('b', 'online', '09:00')
    expect(await opd.reinstate(token(1))).toMatchObject({ code: 'no-capacity' })
    expect(await opd.token(token(1).tokenId)).toMatchObject({ status: 'no-show' })
  })
})
