import { OpdScheduler, quotas, standard, type TokenDone } from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

/** Complaints about other booking systems. Each test is a promise of this one. */
describe('complaints of the users of other systems', () => {
  it('C1: parallel requests book one seat twice', async () => {
    const { opd, book, seats } = await clinic([1], { rules: { ...standard(), overflow: [] } })
    const results = await Promise.all(Array.from({ length: 50 }, (_, n) => book(`p${n}`, 'online', '09:00')))
    expect(results.filter((result) => result.status === 'confirmed')).toHaveLength(1)
    expect(results.filter((result) => result.status === 'rejected' && result.code === 'slot-full')).toHaveLength(49)
    expect(await seats('09:00')).toEqual(['p0'])
    expect((await opd.session(SESSION))!.slots[0]).toMatchObject({ used: 1, free: 0 })
  })

  it('C2: two pending bookings of one seat are both confirmed', async () => {
    const { opd, book, clock } = await clinic([1], { rules: { ...standard(), overflow: [] } })
    const holds = await Promise.all(['a', 'b'].map((patient) => book(patient, 'online', '09:00', { holdMinutes: 10 })))
    expect(holds.map((result) => result.status)).toEqual(['held', 'rejected'])
    clock.now += 10 * 60_000
    const second = await book('b', 'online', '09:00', { holdMinutes: 10 })
    expect(second.status).toBe('held')
    expect(await opd.confirm({ tokenId: `${SESSION}.t1` })).toMatchObject({ status: 'rejected', code: 'hold-expired' })
    expect((await opd.confirm({ tokenId: `${SESSION}.t2` })).status).toBe('confirmed')
  })

  it('C3: a clerk decides on an outdated view', async () => {
    const one = await clinic([1], { rules: { ...standard(), overflow: [] } })
    const other = new OpdScheduler({
      timeZone: 'Asia/Kolkata',
      rules: { ...standard(), overflow: [] },
      store: one.store,
      clock: () => one.clock.now,
    })
    const request = { doctorId: 'dr-rao', date: DAY, start: '09:00', source: 'online' }
    expect((await other.book({ ...request, patientId: 'x' })).status).toBe('confirmed')
    expect(await one.book('y', 'online', '09:00')).toMatchObject({ status: 'rejected', code: 'slot-full' })
    await other.cancel({ tokenId: `${SESSION}.t1` })
    expect((await one.book('y', 'online', '09:00')).status).toBe('confirmed')
  })

  it('C4: bookings go past the maximum', async () => {
    const { opd, book } = await clinic([3, 3])
    for (let n = 0; n < 40; n++) await book(`p${n}`, n % 7 === 0 ? 'emergency' : 'online', n % 2 ? '09:00' : '10:00')
    const view = (await opd.session(SESSION))!
    expect(checkInvariants(view, standard())).toEqual([])
    expect(view.slots.every((slot) => slot.used <= slot.ceiling && slot.ceiling === 5)).toBe(true)
  })

  it('C5: reserved seats are counted twice', async () => {
    const rules = {
      ...standard(),
      capacity: quotas({ shares: { 'walk-in': 2, paid: 1 }, releaseMinutes: 30 }),
      overflow: [],
    }
    const { opd, book } = await clinic([4], { rules })
    expect((await opd.session(SESSION))!.slots[0]).toMatchObject({ capacity: 4, free: 4, kept: 3 })
    const sources = ['walk-in', 'online', 'online', 'walk-in', 'paid', 'walk-in', 'online']
    const results = []
    for (const [n, source] of sources.entries()) results.push(await book(`p${n}`, source, '09:00'))
    const codes = results.map((result) => (result.status === 'rejected' ? result.code : result.status))
    const [yes, kept, full] = ['confirmed', 'quota-exhausted', 'slot-full']
    expect(codes).toEqual([yes, yes, kept, yes, yes, full, full])
    expect((await opd.session(SESSION))!.slots[0]).toMatchObject({ used: 4, free: 0, kept: 0 })
  })

  it('C6: an abandoned hold is never freed', async () => {
    const { opd, book, clock, seats } = await clinic([1])
    await book('a', 'online', '09:00', { holdMinutes: 15 })
    expect((await book('b', 'online', '09:00')).status).toBe('waitlisted')
    clock.now += 15 * 60_000
    const { sessions, changed, moves } = await opd.sweep()
    expect({ sessions, changed, who: moves.map((move) => `${move.patientId} ${move.status}`) }).toEqual({
      sessions: 1,
      changed: 1,
      who: ['a expired', 'b confirmed'],
    })
    expect(await seats('09:00')).toEqual(['b'])
  })

  it('C7: east of UTC a token is issued for the day before', async () => {
    // 02:30 in Auckland is the afternoon of the day before in London.
    const clock = { now: Date.parse('2026-01-30T02:30:00+13:00') }
    const opd = new OpdScheduler({ timeZone: 'Pacific/Auckland', clock: () => clock.now })
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    for (const date of ['2026-01-29', DAY]) await opd.openSession({ doctorId: 'dr-rao', date, slots: hourly([1]) })
    const { token } = (await opd.book({ doctorId: 'dr-rao', source: 'online', patientId: 'a' })) as TokenDone
    expect(token).toMatchObject({ date: DAY, plannedTime: '2026-01-30T09:00:00+13:00' })
  })

  it('C8: numbers begin again at 1', async () => {
    const { opd, book } = await clinic([9])
    for (let n = 0; n < 4; n++) await book(`p${n}`, 'online', '09:00')
    for (let n = 1; n <= 4; n++) await opd.cancel({ tokenId: `${SESSION}.t${n}` })
    const next = (await book('p9', 'online', '09:00')) as TokenDone
    expect(next.token.number).toBe('005')
    const moved = (await opd.reschedule({ tokenId: next.token.id, date: DAY })) as never as { code: string }
    expect(moved.code).toBe('duplicate-token')
  })

  it('C9: cancelling leaves the token active', async () => {
    const { opd, book } = await clinic([1])
    await book('a', 'online', '09:00')
    await opd.checkIn({ tokenId: `${SESSION}.t1` })
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    expect(await opd.token(`${SESSION}.t1`)).toMatchObject({ status: 'cancelled', slotId: null, position: null })
    expect(await opd.callNext({ sessionId: SESSION })).toMatchObject({ code: 'queue-empty' })
    expect(await opd.start({ tokenId: `${SESSION}.t1` })).toMatchObject({ code: 'invalid-transition' })
  })

  it('C10: a no-show cannot be corrected', async () => {
    const { opd, book } = await clinic([1])
    const tokenId = `${SESSION}.t1`
    await book('a', 'online', '09:00')
    await opd.noShow({ tokenId, actor: 'desk' })
    expect((await opd.undo({ tokenId, actor: 'desk' })).status).toBe('confirmed')
    await opd.noShow({ tokenId })
    await book('b', 'paid', '09:00')
    expect(await opd.undo({ tokenId })).toMatchObject({ status: 'rejected', code: 'slot-full' })
    expect((await opd.reinstate({ tokenId })).status).toBe('waitlisted')
    const history = (await opd.history(tokenId)).map((entry) => entry.sentence)
    expect(history).toContain('The last step was taken back; it has its seat at 09:00.')
    expect(history.at(-1)).toBe('Came after all and waits for a seat at 09:00 or later.')
  })

  it('C11: absent patients are never marked, or too early', async () => {
    const rules = { ...standard(), visit: { graceMinutes: 30, graceFrom: 'start' } } as const
    const { opd, book, clock } = await clinic([2], { rules })
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    clock.now = at('09:29')
    expect((await opd.sweep()).moves).toEqual([])
    clock.now = at('09:30')
    expect((await opd.sweep()).moves).toMatchObject([{ patientId: 'a', status: 'no-show', cause: 'grace-over' }])
    expect((await opd.token(`${SESSION}.t2`))!.status).toBe('checked-in')
  })

  it('C12: a patient who was absent when called is lost', async () => {
    const { opd, book } = await clinic([3])
    for (const [n, patient] of ['a', 'b', 'c'].entries()) {
      await book(patient, 'online', '09:00')
      await opd.checkIn({ tokenId: `${SESSION}.t${n + 1}` })
    }
    const called: string[] = []
    const next = async (): Promise<string> => {
      const { token } = (await opd.callNext({ sessionId: SESSION })) as TokenDone
      called.push(token.patientId)
      return token.id
    }
    await opd.skip({ tokenId: await next() })
    for (let n = 0; n < 3; n++) await opd.start({ tokenId: await next() })
    expect(called).toEqual(['a', 'b', 'c', 'a'])
  })

  it('C14: a cancelled seat is not released', async () => {
    const { opd, book, seats } = await clinic([1])
    await book('a', 'online', '09:00')
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    expect((await opd.sessions())[0]).toMatchObject({ free: 1 })
    expect((await book('b', 'online', '09:00')).status).toBe('confirmed')
    expect(await seats('09:00')).toEqual(['b'])
  })

  it('C15: a retry makes two bookings, or calls two patients', async () => {
    const { opd, book } = await clinic([3])
    const first = await book('a', 'online', '09:00', { commandId: 'booking-1' })
    expect(await book('a', 'online', '09:00', { commandId: 'booking-1' })).toEqual(first)
    await book('b', 'online', '09:00')
    for (const n of [1, 2]) await opd.checkIn({ tokenId: `${SESSION}.t${n}` })
    const call = { sessionId: SESSION, commandId: 'call-1' }
    expect(await opd.callNext(call)).toEqual(await opd.callNext(call))
    expect((await opd.queue({ sessionId: SESSION }))!.called.map((entry) => entry.patientId)).toEqual(['a'])
  })

  it('C16: patients cannot come back the same day with a result', async () => {
    const { opd, book } = await clinic([3])
    await book('a', 'paid', '09:00')
    await book('b', 'online', '09:00')
    const [a, b] = [`${SESSION}.t1`, `${SESSION}.t2`] as const
    await opd.complete({ tokenId: a })
    await opd.checkIn({ tokenId: b })
    expect(await opd.checkIn({ tokenId: a })).toMatchObject({ status: 'checked-in', token: { rank: 2, number: '001' } })
    expect((await opd.queue({ sessionId: SESSION }))!.present.map((entry) => entry.tokenId)).toEqual([a, b])
  })

  it('C17: a walk-in who also has an appointment later confuses the system', async () => {
    const { opd, book } = await clinic([2, 2])
    expect((await book('a', 'online', '10:00')).status).toBe('confirmed')
    expect((await book('a', 'walk-in', '09:00')).status).toBe('confirmed')
    expect(await book('a', 'walk-in', '10:00')).toMatchObject({ code: 'duplicate-token' })
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    expect((await opd.queue({ sessionId: SESSION }))!.present.map((entry) => entry.tokenId)).toEqual([`${SESSION}.t2`])
    expect((await opd.token(`${SESSION}.t1`))!.status).toBe('confirmed')
  })

  it('C18: position and estimate count the patients of other days', async () => {
    const { opd, book, clock } = await clinic([6])
    const tomorrow = '2026-01-31'
    await opd.openSession({ doctorId: 'dr-rao', date: tomorrow, slots: hourly([6]) })
    clock.now = at('09:00')
    for (let n = 1; n <= 6; n++) {
      await book(`p${n}`, 'online', '09:00')
      await opd.start({ tokenId: `${SESSION}.t${n}` })
      clock.now += 9 * 60_000
      await opd.complete({ tokenId: `${SESSION}.t${n}` })
    }
    const { token } = (await opd.book({
      doctorId: 'dr-rao',
      date: tomorrow,
      start: '09:00',
      source: 'online',
      patientId: 'z',
    })) as TokenDone
    expect(token).toMatchObject({ position: 1, plannedTime: '2026-01-31T09:00:00+05:30' })
    expect((await opd.queue({ sessionId: SESSION }))!.observed).toBe(6)
    expect(await opd.queue({ doctorId: 'dr-rao', date: tomorrow })).toMatchObject({ observed: 0, minutesPerVisit: 5 })
  })

  it('C19: tokens do not move up by themselves', async () => {
    const { opd, book, seats } = await clinic([1])
    for (const patient of ['a', 'b', 'c']) await book(patient, 'online', '09:00')
    expect(await opd.cancel({ tokenId: `${SESSION}.t1` })).toMatchObject({ moves: [{ patientId: 'b' }] })
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    expect(await opd.leaveUnseen({ tokenId: `${SESSION}.t2` })).toMatchObject({ moves: [{ patientId: 'c' }] })
    expect(await seats('09:00')).toEqual(['c'])
  })
})
