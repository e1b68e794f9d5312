import { elastic, fixed, OpdScheduler, type Rules, standard, strictlyLower } from 'opd-scheduler'
import { Verdict } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { at, clinic, SESSION } from '../scheduler/clinic'

const BUMPS = { who: strictlyLower() } as const

const answering = (verdict: Verdict, more: Partial<Rules> = {}): Rules => ({
  ...standard(),
  capacity: fixed(),
  overflow: [{ name: 'own', attempt: () => verdict, bumps: BUMPS }],
  ...more,
})

describe('a forbidden verdict of a strategy is named', () => {
  it.each([
    [Verdict.seat(0.5), "strategy 'own' names something that is no slot (slot 0.5)"],
    [Verdict.wait(0.5, 'slot'), "strategy 'own' names something that is no slot (slot 0.5)"],
    [Verdict.seat(0), "strategy 'own' seats it in a slot without a free seat for it (slot 0)"],
    [Verdict.bump(0), "strategy 'own' bumps in a slot where it may bump no token (slot 0)"],
    [Verdict.bump(2), "strategy 'own' bumps in a slot where it may bump no token (slot 2)"],
    [Verdict.wait(2, 'slot'), "strategy 'own' waits for a slot or list that does not exist (slot 2)"],
    [Verdict.wait(3, 'slot'), "strategy 'own' waits for a slot or list that does not exist (slot 3)"],
    [Verdict.wait(-1, 'slot'), "strategy 'own' waits for a slot or list that does not exist (slot -1)"],
    [Verdict.wait(1, 'later' as never), "strategy 'own' waits for a slot or list that does not exist (slot 1)"],
    [{ kind: 9, slot: 1 } as never, "strategy 'own' returns an object, which is no verdict"],
  ])('%o', async (verdict, message) => {
    const { book } = await clinic([1, 1], { rules: answering(verdict) })
    await book('a', 'online', '09:00')
    await expect(book('b', 'online', '09:00')).rejects.toMatchObject({
      code: 'invalid-rules',
      message: `${message}. Check the functions that you gave to the scheduler.`,
    })
  })

  it('no token is bumped in a slot that is over, in the one just lost, or for a hold', async () => {
    const refused = {
      code: 'invalid-rules',
      message: expect.stringContaining('bumps in a slot where it may bump no token'),
    }
    const over = await clinic([1, 1], { rules: answering(Verdict.bump(0)) })
    await over.book('a', 'online', '09:00')
    await over.book('b', 'online', '10:00')
    over.clock.now = at('10:30')
    await expect(over.book('e', 'emergency', '10:00')).rejects.toMatchObject(refused)

    const again = { name: 'again', attempt: () => Verdict.bump(0), bumps: BUMPS }
    const lost = await clinic([2], { rules: answering(Verdict.bump(0), { displaced: [again] }) })
    await lost.book('a', 'paid', '09:00')
    await lost.book('b', 'walk-in', '09:00')
    await expect(lost.book('e', 'emergency', '09:00')).rejects.toMatchObject(refused)
    expect(await lost.seats('09:00')).toEqual(['a', 'b'])

    const held = await clinic([1], { rules: answering(Verdict.bump(0)) })
    await held.book('a', 'online', '09:00')
    const hold = { slotId: `${SESSION}.0900`, source: 'emergency', patientId: 'e', holdMinutes: 5 }
    await expect(held.opd.book(hold)).rejects.toMatchObject(refused)
  })

  it('allowed verdicts', async () => {
    for (const [verdict, status, strategy] of [
      [Verdict.seat(1), 'confirmed', 'own'],
      [Verdict.wait(0, 'slot'), 'waitlisted', 'own'],
      [Verdict.wait(0, 'onward'), 'confirmed', 'own'],
    ] as const) {
      const { opd, book } = await clinic([1, 1], { rules: answering(verdict) })
      await book('a', 'online', '09:00')
      expect((await opd.history(`${SESSION}.t1`))[0]).toMatchObject({ strategy: 'free-seat', by: null })
      expect(await book('b', 'online', '09:00')).toMatchObject({ status })
      expect((await opd.history(`${SESSION}.t2`))[0]).toMatchObject({ strategy, cause: 'booked' })
    }
    const { book } = await clinic([1, 1], { rules: answering(Verdict.drop('whatever')) })
    await book('a', 'online', '09:00')
    expect(await book('b', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
    const failing = await clinic([1, 1], { rules: answering(Verdict.fail()) })
    await failing.book('a', 'online', '09:00')
    expect(await failing.book('b', 'online', '09:00')).toMatchObject({ code: 'slot-full' })
  })

  it('no token waits for a slot that is over, and none is seated twice in the slot next to it', async () => {
    const { book, clock } = await clinic([1, 1], { rules: answering(Verdict.wait(0, 'slot')) })
    await book('a', 'online', '10:00')
    clock.now = at('10:30')
    expect(await book('b', 'online', '10:00')).toMatchObject({ code: 'slot-full' })
    const twice = await clinic([1, 2], { rules: answering(Verdict.seat(1)) })
    await twice.book('a', 'online', '09:00')
    await twice.book('b', 'online', '10:00')
    expect(await twice.book('b', 'online', '09:00')).toMatchObject({
      code: 'duplicate-token',
      details: { slotId: `${SESSION}.1000` },
    })
  })

  it('no token is bumped if the asker sees a free seat, even if the victim’s class does not', async () => {
    const capacity = elastic({ for: ['emergency'], extra: 1 })
    const { book, seats } = await clinic([0, 1], { rules: answering(Verdict.bump(1), { capacity }) })
    await book('a', 'online', '10:00')
    await book('e1', 'emergency', '09:00')
    expect(await book('e2', 'emergency', '09:00')).toMatchObject({ status: 'confirmed', moves: [] })
    expect(await seats('10:00')).toEqual(['a', 'e2'])
  })

  it('nor if the victim may stay in an overflow seat of its own class', async () => {
    const capacity = elastic({ for: ['online'], extra: 1 })
    const { book, seats } = await clinic([1], { rules: answering(Verdict.bump(0), { capacity }) })
    await book('a', 'online', '09:00')
    expect(await book('p', 'paid', '09:00')).toMatchObject({ status: 'confirmed', moves: [] })
    expect(await seats('09:00')).toEqual(['a', 'p'])
  })

  it('a bumped token is dropped with the code of the verdict, or because it was outranked', async () => {
    for (const [verdict, cause, status] of [
      [Verdict.drop('sent-home'), 'sent-home', 'dropped'],
      [Verdict.wait(0, 'slot'), 'outranked', 'waitlisted'],
    ] as const) {
      const rules = answering(Verdict.bump(0), { displaced: [{ name: 'then', attempt: () => verdict }] })
      const { opd, book } = await clinic([1], { rules })
      await book('a', 'online', '09:00')
      expect(await book('e', 'emergency', '09:00')).toMatchObject({ moves: [{ cause, status, strategy: 'then' }] })
      expect((await opd.history(`${SESSION}.t1`)).at(-1)).toMatchObject({
        cause,
        by: { tokenId: `${SESSION}.t2`, rank: 1 },
      })
    }
  })
})

describe('a forbidden answer of a policy is named', () => {
  const { priority } = standard()
  it.each<[Partial<Rules>, string]>([
    [{ priority: { base: () => Number.NaN } }, "the priority policy ranks source 'online' as NaN"],
    [{ priority: { base: () => 1, at: () => Number.NaN } }, 'the priority policy aged rank 1 to NaN'],
    [
      { priority, capacity: { ...fixed(), groupOf: () => 1 } },
      "the capacity policy puts source 'online' into group 1 of 1",
    ],
    [{ priority, capacity: { ...fixed(), groupOf: () => -1 } }, "puts source 'online' into group -1 of 1"],
    [{ priority, capacity: { ...fixed(), groupOf: () => 0.5 } }, "puts source 'online' into group 0.5 of 1"],
    [{ admission: { permit: () => 'yes' as never } }, "admission.permit returns 'yes'"],
    [{ admission: { bumpsPerToken: -1 } }, 'admission.bumpsPerToken is -1'],
    [{ admission: { bumpsPerToken: 1.5 } }, 'admission.bumpsPerToken is 1.5'],
  ])('%o', async (more, message) => {
    const { store } = await clinic([1])
    const rules = { ...standard(), ...more }
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, rules, clock: () => at('06:00') })
    await expect(opd.book({ doctorId: 'dr-rao', source: 'online', patientId: 'a' })).rejects.toThrow(message)
  })

  it.each<[Partial<Rules['capacity']>, string]>([
    [{ seats: () => -1 }, 'the capacity policy gives group 0 -1 seats'],
    [{ seats: () => 1.5 }, 'the capacity policy gives group 0 1.5 seats'],
    [{ ceiling: () => -1 }, 'the capacity policy gives a slot of 1 seats a ceiling of -1'],
    [{ ceiling: (base) => base / 2 }, 'the capacity policy gives a slot of 1 seats a ceiling of 0.5'],
    [
      { quotas: { channels: 1, releaseMinutes: 0, share: () => -1 } },
      'the capacity policy reserves for channel 0 -1 seats',
    ],
    [
      { quotas: { channels: 1, releaseMinutes: 0, share: () => 0.5 } },
      'the capacity policy reserves for channel 0 0.5 seats',
    ],
    [{ perSession: () => -1 }, 'the capacity policy gives a session of 3 seats -1 overflow seats'],
    [{ perSession: () => 0.5 }, 'the capacity policy gives a session of 3 seats 0.5 overflow seats'],
  ])('%o', async (more, message) => {
    const rules = { ...standard(), capacity: { ...fixed(), ...more } }
    await expect(clinic([1, 2], { rules })).rejects.toThrow(message)
  })

  it('a budget that is too large to store is no limit', async () => {
    for (const bumpsPerToken of [2 ** 31, 2 ** 32, Number.POSITIVE_INFINITY]) {
      const { book } = await clinic([1], { rules: { ...standard(), admission: { bumpsPerToken } } })
      expect(await book('a', 'online', '09:00')).toMatchObject({ token: { bumpBudget: null } })
    }
    const { book } = await clinic([1], { rules: { ...standard(), admission: { bumpsPerToken: 2 ** 31 - 1 } } })
    expect(await book('a', 'online', '09:00')).toMatchObject({ token: { bumpBudget: 2 ** 31 - 1 } })
  })
})
