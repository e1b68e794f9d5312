import {
  type BookTarget,
  bumpAndCascade,
  emergencyOverflow,
  OpdScheduler,
  type TokenDone,
  waitlistWithEmergencyBump,
} from 'opd-scheduler'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, hourly, SESSION } from './clinic'

describe('the target of a booking', () => {
  it('a slot by id or by doctor, date and start', async () => {
    const { opd, book } = await clinic([1, 1])
    const byId = await opd.book({ slotId: `${SESSION}.1000`, source: 'online', patientId: 'a' })
    expect(byId).toMatchObject({
      status: 'confirmed',
      token: { id: `${SESSION}.t1`, number: '001', slotId: `${SESSION}.1000` },
    })
    expect(await book('b', 'online', '09:00')).toMatchObject({
      status: 'confirmed',
      token: { slotId: `${SESSION}.0900` },
    })
  })

  it('the earliest slot of a day that has not begun and has room', async () => {
    const { clock, book, opd } = await clinic([1, 1, 1], { rules: emergencyOverflow() })
    expect(await book('a', 'online')).toMatchObject({ token: { slotId: `${SESSION}.0900`, named: false } })
    expect(await book('b', 'online')).toMatchObject({ token: { slotId: `${SESSION}.1000` } })
    await opd.cancel({ tokenId: `${SESSION}.t1` })
    clock.now = at('09:00')
    expect(await book('c', 'online')).toMatchObject({ token: { slotId: `${SESSION}.1100` } })
    clock.now = at('11:00')
    const anyDay = { doctorId: 'dr-rao', source: 'online', patientId: 'd' }
    expect(await opd.book(anyDay)).toMatchObject({ status: 'rejected', code: 'slot-past' })
  })

  it('the running slot of a day, if no slot is still to begin', async () => {
    const { clock, book, opd } = await clinic([1, 3])
    const first = (await book('a', 'online', '10:00')) as { token: { id: string } }
    clock.now = at('10:30')
    const urgent = await book('b', 'emergency')
    expect(urgent).toMatchObject({ status: 'confirmed', token: { slotId: `${SESSION}.1000`, named: false } })
    const moved = await opd.reschedule({ tokenId: first.token.id, date: DAY })
    expect(moved).toMatchObject({ code: 'duplicate-token' })
    clock.now = at('11:00')
    expect(await book('c', 'emergency')).toMatchObject({ status: 'rejected', code: 'slot-past' })
  })

  it('a named slot while it runs, and not once it is over', async () => {
    const { clock, book } = await clinic([2])
    clock.now = at('09:59')
    expect(await book('a', 'walk-in', '09:00')).toMatchObject({ status: 'confirmed' })
    clock.now = at('10:00')
    expect(await book('b', 'walk-in', '09:00')).toMatchObject({ status: 'rejected', code: 'slot-past', moves: [] })
  })

  it('the coming sessions of a doctor: today, else the next one that seats it', async () => {
    const { opd, clock } = await clinic([1], { rules: bumpAndCascade() })
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-02-02', slots: hourly([1]) })
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([1]) })
    const ask = (patientId: string, source = 'online') => opd.book({ doctorId: 'dr-rao', source, patientId })
    const dates = []
    for (const patient of ['a', 'b', 'c']) dates.push(((await ask(patient)) as TokenDone).token.date)
    expect(dates).toEqual([DAY, '2026-01-31', '2026-02-02'])
    expect(await ask('d')).toMatchObject({ status: 'rejected', code: 'no-capacity' })
    expect(await ask('a')).toMatchObject({ status: 'rejected', code: 'duplicate-token' })
    await opd.cancel({ tokenId: (await opd.tokens({ patientId: 'b' }))[0]!.id })
    clock.now = at('22:00')
    expect(await ask('e')).toMatchObject({ status: 'confirmed', token: { date: '2026-01-31' } })
  })

  it('waits in the first coming session if no session has a seat', async () => {
    const { opd } = await clinic([1])
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([1]) })
    const ask = (patientId: string) => opd.book({ doctorId: 'dr-rao', source: 'online', patientId })
    expect(await ask('a')).toMatchObject({ status: 'confirmed', token: { date: DAY } })
    expect(await ask('b')).toMatchObject({ status: 'confirmed', token: { date: '2026-01-31' } })
    expect(await ask('c')).toMatchObject({ status: 'waitlisted', token: { date: DAY } })
  })

  it('says what does not exist', async () => {
    const { opd, book } = await clinic([1])
    const ask = (target: BookTarget) => opd.book({ source: 'online', patientId: 'a', ...target })
    expect(await ask({ doctorId: 'dr-no' })).toMatchObject({ code: 'doctor-not-found' })
    expect(await ask({ doctorId: 'dr-no', date: DAY })).toMatchObject({ code: 'doctor-not-found' })
    expect(await ask({ doctorId: 'dr-rao', date: '2026-03-01' })).toMatchObject({ code: 'session-not-found' })
    expect(await ask({ slotId: `${SESSION}.1700` })).toMatchObject({
      code: 'slot-not-found',
      details: { slotId: `${SESSION}.1700` },
    })
    expect(await book('a', 'stranger', '09:00')).toMatchObject({ code: 'unknown-source' })
    await opd.closeSession({ sessionId: SESSION })
    expect(await book('a', 'online', '09:00')).toMatchObject({ code: 'session-closed' })
    expect(await ask({ doctorId: 'dr-rao' })).toMatchObject({ code: 'session-not-found' })
  })

  it('accepts the host’s own token ids, once', async () => {
    const { book, opd } = await clinic([2])
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots: hourly([2]) })
    expect(await book('a', 'online', '09:00', { tokenId: 'visit-17' })).toMatchObject({
      token: { id: 'visit-17', number: '001' },
    })
    const again = await opd.book({
      doctorId: 'dr-rao',
      date: '2026-01-31',
      source: 'online',
      patientId: 'b',
      tokenId: 'visit-17',
    })
    expect(again).toMatchObject({ status: 'rejected', code: 'token-id-taken' })
    expect(await book('b', 'online', '09:00', { tokenId: 'visit-17' })).toMatchObject({ code: 'token-id-taken' })
    expect(await opd.token('visit-17')).toMatchObject({ patientId: 'a', slotId: `${SESSION}.0900` })
    expect(await opd.checkIn({ tokenId: 'visit-17' })).toMatchObject({ status: 'checked-in' })
    expect((await opd.session(SESSION))!.tokens).toHaveLength(1)
  })
})

describe('time zones', () => {
  it('today is the facility’s day, not the machine’s', async () => {
    const opd = new OpdScheduler({ timeZone: 'Pacific/Auckland', clock: () => Date.parse('2026-01-29T20:00:00Z') })
    await opd.registerDoctor({ id: 'dr-tui', name: 'Dr. Tui' })
    for (const date of ['2026-01-29', '2026-01-30'])
      await opd.openSession({ doctorId: 'dr-tui', date, slots: hourly([5], 10) })
    expect(await opd.book({ doctorId: 'dr-tui', source: 'online', patientId: 'a' })).toMatchObject({
      token: { date: '2026-01-30' },
    })
  })

  it('a slot that ends at or before its start ends the next day', async () => {
    const { opd, clock } = await clinic([1])
    await opd.openSession({
      doctorId: 'dr-rao',
      date: '2026-01-29',
      slots: [{ start: '22:00', end: '02:00', capacity: 1 }],
    })
    clock.now = at('01:30')
    const night = { slotId: 'dr-rao.2026-01-29.2200', source: 'emergency', patientId: 'a' }
    expect(await opd.book(night)).toMatchObject({ status: 'confirmed' })
    clock.now = at('02:00')
    expect(await opd.book({ ...night, patientId: 'b' })).toMatchObject({ code: 'slot-past' })
  })

  it('refuses a local time that a clock change skips or repeats, unless `disambiguation` says which is meant', async () => {
    const opd = new OpdScheduler({ timeZone: 'Europe/Berlin', clock: () => Date.parse('2026-01-01T00:00:00Z') })
    await opd.registerDoctor({ id: 'dr-may', name: 'Dr. May' })
    const open = (date: string, slot: object) =>
      opd.openSession({ doctorId: 'dr-may', date, slots: [{ start: '01:00', end: '04:00', capacity: 1, ...slot }] })
    await expect(open('2026-03-29', { start: '02:30' })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(open('2026-10-25', { start: '02:30' })).rejects.toMatchObject({ code: 'invalid-input' })
    await open('2026-10-25', { start: '02:30', disambiguation: 'later' })
    await open('2026-03-29', { start: '02:30', disambiguation: 'later' })
    const starts = (await opd.sessions()).map((session) => new Date(session.slots[0]!.startsAt).toISOString())
    expect(starts).toEqual(['2026-03-29T01:30:00.000Z', '2026-10-25T01:30:00.000Z'])
    const night = await opd.openSession({
      doctorId: 'dr-may',
      date: '2026-03-28',
      slots: [{ start: '23:00', end: '05:00', capacity: 3 }],
    })
    expect(night).toMatchObject({
      session: {
        slots: [{ startsAt: Date.parse('2026-03-28T22:00:00Z'), endsAt: Date.parse('2026-03-29T03:00:00Z') }],
      },
    })
  })

  it('needs a zone that exists', () => {
    expect(() => new OpdScheduler({ timeZone: 'Mars/Olympus' })).toThrow(/Give an IANA name/)
  })
})

describe('a booking for a patient who is here now', () => {
  const here = (patientId: string, more: object = {}) =>
    ({ doctorId: 'dr-rao', now: true, source: 'emergency', patientId, ...more }) as const

  it('counts the running slot, and then the next ones', async () => {
    const { clock, opd } = await clinic([1, 1, 1], { rules: bumpAndCascade() })
    clock.now = at('09:30')
    const slots = []
    for (const patient of ['a', 'b', 'c']) slots.push(((await opd.book(here(patient))) as TokenDone).token.start)
    expect(slots).toEqual(['09:00', '10:00', '11:00'])
    const plainly = await opd.book({ doctorId: 'dr-rao', date: DAY, source: 'emergency', patientId: 'd' })
    expect(plainly).toMatchObject({ code: 'no-capacity' })
  })

  it('asks for the running slot: if no seat is free, a token is bumped there first', async () => {
    const { clock, opd, book } = await clinic([1, 1], { rules: waitlistWithEmergencyBump() })
    for (const start of ['09:00', '10:00']) await book(`at ${start}`, 'online', start)
    clock.now = at('09:30')
    expect(await opd.book(here('b', { date: DAY }))).toMatchObject({
      token: { start: '09:00', wantedSlotId: `${SESSION}.0900`, named: false },
      moves: [{ tokenId: `${SESSION}.t1`, from: `${SESSION}.0900`, status: 'waitlisted' }],
    })
  })

  it('never books another day for a patient who is here', async () => {
    const { clock, opd } = await clinic([1], { rules: bumpAndCascade() })
    const slots = [{ start: '09:00', end: '10:00', capacity: 5 }]
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-01-31', slots })
    clock.now = at('09:30')
    expect(await opd.book(here('a'))).toMatchObject({ status: 'confirmed', token: { date: DAY } })
    expect(await opd.book(here('b'))).toMatchObject({ code: 'no-capacity' })
    clock.now = at('20:00')
    expect(await opd.book(here('c'))).toMatchObject({ code: 'slot-past' })
  })

  it('takes the next slot before the first one begins and between two, and none after the last', async () => {
    const { clock, opd } = await clinic([3], { rules: bumpAndCascade() })
    await opd.addSlots({ sessionId: SESSION, slots: [{ start: '11:00', end: '12:00', capacity: 1 }] })
    expect(await opd.book(here('a'))).toMatchObject({ token: { start: '09:00' } })
    clock.now = at('10:30')
    expect(await opd.book(here('b', { date: DAY }))).toMatchObject({ token: { start: '11:00' } })
    clock.now = at('12:00')
    expect(await opd.book(here('c'))).toMatchObject({ code: 'slot-past' })
  })

  it.each([
    { start: '09:00', date: DAY },
    { slotId: `${SESSION}.0900`, doctorId: undefined },
  ])('names no slot: %o', async (named) => {
    const { opd } = await clinic([1])
    const wrong = opd.book({ ...here('a'), ...named } as never)
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('now is true'),
    })
  })
})
