import { bumpAndCascade, elastic, OpdScheduler, quotas, standard, type TokenDone } from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, SESSION } from './clinic'

const T = (n: number) => ({ tokenId: `${SESSION}.t${n}` })
const ABOVE = { override: true, actor: 'matron' }

describe('quotas', () => {
  it('added while sessions are open do not give seats that were not recorded', async () => {
    const { store, clock } = await clinic([1], { rules: standard() })
    const capacity = quotas({ shares: { 'walk-in': 1 }, releaseMinutes: 0, of: standard().capacity })
    const opd = new OpdScheduler({
      timeZone: 'Asia/Kolkata',
      rules: { ...standard(), capacity, overflow: [] },
      store,
      clock: () => clock.now,
    })
    const book = async (patientId: string, source: string) =>
      (await opd.book({ slotId: `${SESSION}.0900`, source, patientId })).status
    expect([await book('a', 'online'), await book('b', 'online'), await book('c', 'walk-in')]).toEqual([
      'confirmed',
      'rejected',
      'rejected',
    ])
    expect([await book('e', 'emergency'), await book('f', 'emergency')]).toEqual(['confirmed', 'confirmed'])
  })

  it('removed while sessions are open give every class the seats it sees without them', async () => {
    const kept = quotas({ shares: { 'walk-in': 1 }, releaseMinutes: 0, of: elastic({ for: ['emergency'], extra: 1 }) })
    const { store, clock } = await clinic([2], { rules: { ...standard(), capacity: kept } })
    const rules = { ...standard(), capacity: elastic({ for: ['emergency'], extra: 1 }), overflow: [] }
    const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', rules, store, clock: () => clock.now })
    const book = async (patientId: string, source: string) =>
      (await opd.book({ slotId: `${SESSION}.0900`, source, patientId })).status
    expect([await book('a', 'online'), await book('b', 'online')]).toEqual(['confirmed', 'rejected'])
    expect([await book('e', 'emergency'), await book('f', 'emergency')]).toEqual(['confirmed', 'rejected'])
  })

  it('never reserve more seats than there are, and do not stop exempt sources', async () => {
    const shares = { online: 3, 'walk-in': 3 }
    const capacity = quotas({ shares, releaseMinutes: 0, exempt: ['emergency'] })
    const rules = { ...standard(), capacity }
    const { opd, book, seats } = await clinic([5], { rules })
    expect((await opd.session(SESSION))!.slots[0]).toMatchObject({ shares: [0, 3, 2, -1], kept: 5 })
    for (const patient of ['w1', 'w2']) await book(patient, 'walk-in', '09:00')
    for (const patient of ['o1', 'o2', 'o3']) expect((await book(patient, 'online', '09:00')).status).toBe('confirmed')
    expect(await book('p', 'paid', '09:00')).toMatchObject({ status: 'waitlisted', moves: [] })
    expect(await book('e', 'emergency', '09:00')).toMatchObject({ status: 'confirmed', moves: [{ patientId: 'w2' }] })
    expect(await seats('09:00')).toEqual(['w1', 'o1', 'o2', 'o3', 'e'])
    expect(checkInvariants((await opd.session(SESSION))!, rules)).toEqual([])
    expect(() => quotas({ shares, releaseMinutes: 0, exempt: ['online'] })).toThrow("'online' has a share")
  })
})

describe('above the rules', () => {
  it('a bump by hand records its cause and its actor, even if the bumped token is dropped', async () => {
    const { opd, book } = await clinic([1], { rules: bumpAndCascade() })
    await book('v', 'emergency', '09:00')
    await book('x', 'online', '09:00', { ...ABOVE, bump: T(1).tokenId, note: 'told to' })
    const [, bumped] = await opd.history(T(1).tokenId)
    expect(bumped).toMatchObject({ cause: 'by-hand', actor: 'matron', to: null })
    expect(bumped!.sentence).toContain('above the rules, by matron (told to)')
  })

  it('a reinstated token gets the slot back in which it sat, not the one it had asked for', async () => {
    const { opd, book, clock, seats } = await clinic([1, 1])
    await book('a', 'online', '09:00')
    await book('b', 'online', '09:00')
    clock.now = at('10:30')
    await opd.noShow(T(2))
    await book('c', 'paid', '10:00')
    expect(await opd.reinstate({ ...T(2), ...ABOVE })).toMatchObject({ status: 'confirmed', token: { override: true } })
    expect(await seats('10:00')).toEqual(['b', 'c'])
    await opd.noShow(T(2))
    expect(await opd.undo(T(2))).toMatchObject({ status: 'confirmed', token: { override: true } })
    expect(await opd.resizeSlot({ slotId: `${SESSION}.1000`, capacity: 3 })).toMatchObject({ status: 'open' })
  })
})

describe('a sweep', () => {
  it('goes on if one session cannot be read, and throws at the end', async () => {
    const { opd, store, clock, book } = await clinic([1], { deadlineMs: 20 })
    await opd.openSession({
      doctorId: 'dr-rao',
      date: '2026-01-29',
      slots: [{ start: '09:00', end: '10:00', capacity: 1 }],
    })
    await book('a', 'online', '09:00', { holdMinutes: 5 })
    clock.now += 5 * 60_000
    const load = store.load.bind(store)
    store.load = (stream, after) =>
      stream === 'dr-rao.2026-01-29' ? Promise.reject(new Error('disk')) : load(stream, after)
    const other = new OpdScheduler({ timeZone: 'Asia/Kolkata', store, clock: () => clock.now, deadlineMs: 100 })
    await expect(other.sweep()).rejects.toThrow('disk')
    expect((await opd.token(T(1).tokenId))!.status).toBe('expired')
  })
})

describe('details', () => {
  it('a visit without check-in has no time of check-in', async () => {
    const { opd, book } = await clinic([2])
    await book('a', 'online', '09:00')
    await opd.start(T(1))
    expect((await opd.queue({ doctorId: 'dr-rao', date: DAY }))!.inConsultation[0]!.checkedInAt).toBeNull()
    expect((await opd.token(T(1).tokenId))!.checkedInAt).toBeNull()
  })

  it('a completed token does not come back if the patient has another live token in its slot', async () => {
    const { opd, book } = await clinic([2])
    await book('p', 'online', '09:00')
    await opd.complete(T(1))
    expect(((await book('p', 'online', '09:00')) as TokenDone).status).toBe('confirmed')
    expect(await opd.checkIn(T(1))).toMatchObject({ code: 'duplicate-token' })
    expect(await opd.undo(T(1))).toMatchObject({ code: 'duplicate-token' })
  })

  it('rules for visits and quotas are checked when the scheduler is made', () => {
    const wrong = [
      { visit: { completed: 'free' } },
      { visit: { maxSkips: 0 } },
      { visit: { skipCalls: 1.5 } },
      { visit: { graceMinutes: -1 } },
      { visit: { calls: {} } },
      { admission: { permit: true } },
      { promotion: { ...standard().promotion, offers: { minutes: 5 } } },
      { capacity: { ...standard().capacity, quotas: { channels: 2, releaseMinutes: Number.NaN, share: () => 0 } } },
    ]
    for (const part of wrong) {
      const rules = { ...standard(), ...part } as never
      expect(() => new OpdScheduler({ timeZone: 'UTC', rules }), JSON.stringify(part)).toThrow('rules.')
    }
  })
})
