import {
  type CommandResult,
  emergencyOverflow,
  fixed,
  type Rules,
  standard,
  waitlistWithEmergencyBump,
  withCeiling,
} from 'opd-scheduler'
import { checkInvariants } from 'opd-scheduler/testing'
import { describe, expect, it } from 'vitest'
import { at, clinic, hourly, SESSION } from './clinic'

const idOf = (result: CommandResult): string => ('token' in result ? result.token.id : '')
const lastOf = async (opd: Awaited<ReturnType<typeof clinic>>['opd'], tokenId: string) =>
  (await opd.history(tokenId)).at(-1)?.sentence

describe('a patient who was seen', () => {
  it('stays completed after coming back and leaving, and says so in the history', async () => {
    const rules = waitlistWithEmergencyBump()
    const { opd, clock, book, seats } = await clinic([1], { rules })
    const tokenId = idOf(await book('a', 'online', '09:00'))
    await book('b', 'online', '09:00')
    clock.now = at('09:00')
    await opd.complete({ tokenId })
    expect(await opd.checkIn({ tokenId })).toMatchObject({ token: { seen: true, status: 'checked-in' } })
    expect(await opd.leaveUnseen({ tokenId })).toMatchObject({ status: 'completed', moves: [] })
    expect(await lastOf(opd, tokenId)).toBe('Left again; the visit that was completed before stays.')
    expect(await seats('09:00')).toEqual(['a'])
    await opd.checkIn({ tokenId })
    expect(await opd.cancel({ tokenId })).toMatchObject({ status: 'completed' })
    await opd.checkIn({ tokenId })
    await opd.call({ tokenId })
    expect(await opd.noShow({ tokenId })).toMatchObject({ status: 'completed' })
    expect(await lastOf(opd, tokenId)).toBe('Did not come back; the visit that was completed before stays.')
    expect(await opd.stats({ doctorId: 'dr-rao' })).toMatchObject({ byStatus: { completed: 1 } })
    expect(checkInvariants((await opd.session(SESSION))!, rules)).toEqual([])
  })

  it('gives the second seat up if completed visits free theirs', async () => {
    const { opd, clock, book, seats } = await clinic([1], {
      rules: { ...waitlistWithEmergencyBump(), visit: { completed: 'frees', maxSkips: 1 } },
    })
    const tokenId = idOf(await book('a', 'online', '09:00'))
    clock.now = at('09:00')
    await opd.complete({ tokenId })
    await opd.checkIn({ tokenId })
    await book('b', 'online', '09:00')
    await opd.call({ tokenId })
    expect(await opd.skip({ tokenId })).toMatchObject({ status: 'completed', moves: [{ cause: 'skipped' }] })
    expect(await lastOf(opd, tokenId)).toBe(
      'Did not answer its calls; the visit that was completed before stays; gave up its seat at 09:00.',
    )
    expect(await seats('09:00')).toEqual(['b'])
  })

  it.each([
    ['into the old seat, which stays above the rules', [0], '09:00', true],
    ['into a free seat in a later slot, which is under the rules', [0, 1], '10:00', false],
  ] as const)('comes back after a seat above the rules was freed: %s', async (_title, capacities, start, override) => {
    const capacity = withCeiling(fixed(), 1)
    const rules: Rules = { ...waitlistWithEmergencyBump(), capacity, visit: { completed: 'frees' } }
    const { opd, clock, book } = await clinic(capacities, { rules })
    const tokenId = idOf(await book('a', 'online', '09:00', { override: true, actor: 'matron' }))
    clock.now = at('09:10')
    await opd.complete({ tokenId })
    expect(await opd.token(tokenId)).toMatchObject({ slotId: null })
    clock.now = at('10:05')
    expect(await opd.checkIn({ tokenId })).toMatchObject({ status: 'checked-in', token: { start, override } })
    expect(checkInvariants((await opd.session(SESSION))!, rules)).toEqual([])
  })

  it('is a violation if it ends as if it had not been', async () => {
    const { opd, clock, book } = await clinic([1])
    const tokenId = idOf(await book('a', 'online', '09:00'))
    clock.now = at('09:00')
    await opd.checkIn({ tokenId })
    await opd.leaveUnseen({ tokenId })
    const view = (await opd.session(SESSION))!
    const wrong = { ...view, tokens: view.tokens.map((token) => ({ ...token, seen: true })) }
    expect(checkInvariants(view, standard())).toEqual([])
    expect(checkInvariants(wrong as typeof view, standard())).toEqual([
      { invariant: 2, message: `token ${tokenId} is left, but the patient was seen before` },
    ])
  })
})

describe('a cancellation', () => {
  it('is taken back into the old seat, into another one, or onto the waiting list', async () => {
    const { opd, book, waiting } = await clinic([1, 1], { rules: waitlistWithEmergencyBump() })
    const tokenId = idOf(await book('a', 'online', '09:00'))
    await opd.cancel({ tokenId })
    expect(await opd.undo({ tokenId })).toMatchObject({ status: 'confirmed', token: { start: '09:00' } })
    expect(await lastOf(opd, tokenId)).toBe('The last step was taken back; it has its seat at 09:00.')
    await opd.cancel({ tokenId })
    await book('b', 'online', '09:00')
    expect(await opd.undo({ tokenId })).toMatchObject({ status: 'confirmed', token: { start: '10:00' } })
    expect(await lastOf(opd, tokenId)).toBe(
      'The last step was taken back; it got a seat at 10:00, as its old one was gone.',
    )
    await opd.cancel({ tokenId })
    for (const patient of ['c', 'd']) await book(patient, 'online', '10:00')
    expect(await opd.undo({ tokenId })).toMatchObject({ status: 'waitlisted', token: { reinstated: true } })
    expect(await lastOf(opd, tokenId)).toBe('The last step was taken back; it waits for a seat at 09:00 or later.')
    expect(await waiting()).toEqual(['a', 'd'])
    const last = idOf(await book('e', 'online', '10:00'))
    await opd.cancel({ tokenId: last })
    expect(await opd.undo({ tokenId: last })).toMatchObject({ status: 'waitlisted' })
    expect(checkInvariants((await opd.session(SESSION))!, waitlistWithEmergencyBump())).toEqual([])
  })

  it('is not taken back if it was part of a move', async () => {
    const { opd, book } = await clinic([1, 1])
    const tokenId = idOf(await book('a', 'online', '09:00'))
    await opd.reschedule({ tokenId, date: '2026-01-30', start: '10:00' })
    expect(await opd.undo({ tokenId })).toMatchObject({ code: 'invalid-transition' })
  })
})

describe('the service date', () => {
  it('limits who may have come, in the facility’s zone', async () => {
    const { opd, clock, book } = await clinic([2])
    const tokenId = idOf(await book('a', 'online', '09:00'))
    clock.now = Date.parse('2026-01-29T23:59:59.999+05:30')
    const refused = await opd.checkIn({ tokenId })
    expect(refused).toMatchObject({
      code: 'outside-service-date',
      details: { sessionId: SESSION, date: '2026-01-30', tokenStatus: 'confirmed' },
      message: `The session ${SESSION} is on 2026-01-30, and that date has not begun or is over. Check the token, or give override: true with an actor.`,
    })
    for (const op of ['start', 'complete', 'noShow'] as const)
      expect(await opd[op]({ tokenId })).toMatchObject({ code: 'outside-service-date' })
    expect(await opd.cancel({ tokenId: idOf(await book('b', 'online', '09:00')) })).toMatchObject({
      status: 'cancelled',
    })
    await expect(opd.checkIn({ tokenId, override: true })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(opd.cancel({ tokenId, override: true } as never)).rejects.toMatchObject({ code: 'invalid-input' })
    const known = { tokenId, override: true, actor: 'matron', commandId: 'early' }
    expect(await opd.checkIn(known)).toMatchObject({ status: 'checked-in' })
    expect(await opd.checkIn(known)).toMatchObject({ status: 'checked-in' })
    expect((await opd.history(tokenId)).at(-1)).toMatchObject({ actor: 'matron' })
  })

  it('ends with a night clinic’s last slot and its grace, if that is later than midnight', async () => {
    const { opd, clock } = await clinic([1])
    const slots = [
      { start: '22:00', end: '23:30', capacity: 2 },
      { start: '23:30', end: '01:00', capacity: 2 },
    ]
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-02-02', slots })
    const target = { doctorId: 'dr-rao', date: '2026-02-02', source: 'online' }
    const tokens = []
    for (const patientId of ['a', 'b']) tokens.push(idOf(await opd.book({ ...target, start: '23:30', patientId })))
    clock.now = Date.parse('2026-02-03T01:14:59+05:30')
    expect(await opd.checkIn({ tokenId: tokens[0]! })).toMatchObject({ status: 'checked-in' })
    clock.now = Date.parse('2026-02-03T01:15:00+05:30')
    expect(await opd.checkIn({ tokenId: tokens[1]! })).toMatchObject({ code: 'outside-service-date' })
    expect(await opd.complete({ tokenId: tokens[0]! })).toMatchObject({ status: 'completed' })
    expect(await opd.noShow({ tokenId: tokens[1]! })).toMatchObject({ status: 'no-show' })
  })

  it('begins when the clock is put forward, if that skips midnight', async () => {
    // In Beirut 2026-03-29 begins at 01:00, two hours before 01:00 UTC.
    const { opd, clock } = await clinic([1], { timeZone: 'Asia/Beirut' })
    await opd.openSession({ doctorId: 'dr-rao', date: '2026-03-29', slots: hourly([1]) })
    const booked = { doctorId: 'dr-rao', date: '2026-03-29', source: 'online', patientId: 'a' }
    const tokenId = idOf(await opd.book(booked))
    clock.now = Date.parse('2026-03-28T21:59:59Z')
    expect(await opd.checkIn({ tokenId })).toMatchObject({ code: 'outside-service-date' })
    clock.now = Date.parse('2026-03-28T22:00:00Z')
    expect(await opd.checkIn({ tokenId })).toMatchObject({ status: 'checked-in' })
  })
})

describe('a wrong class', () => {
  it('is corrected to the true rank, above the rules if need be', async () => {
    const rules = emergencyOverflow()
    const { opd, book } = await clinic([1], { rules })
    const right = idOf(await book('a', 'online', '09:00'))
    const wrong = idOf(await book('b', 'emergency', '09:00'))
    expect(await opd.reclassify({ tokenId: wrong, source: 'walk-in' })).toMatchObject({ code: 'no-capacity' })
    await expect(opd.reclassify({ tokenId: wrong, source: 'walk-in', override: true })).rejects.toMatchObject({
      code: 'invalid-input',
    })
    const given = { tokenId: wrong, source: 'walk-in', override: true, actor: 'matron', note: 'booked by mistake' }
    const corrected = await opd.reclassify(given)
    expect(corrected).toMatchObject({ status: 'confirmed', token: { override: true, start: '09:00' } })
    const { rank, baseRank } = 'token' in corrected ? corrected.token : { rank: 0, baseRank: 0 }
    expect(rank).toBe(baseRank)
    expect(await lastOf(opd, wrong)).toBe(
      `Was corrected to walk-in (rank ${rank}), by matron (booked by mistake); its seat is above the rules now.`,
    )
    expect(checkInvariants((await opd.session(SESSION))!, rules)).toEqual([])
    await opd.reclassify({ tokenId: right, source: 'walk-in', override: true, actor: 'matron' })
    expect(await lastOf(opd, right)).toBe(`Was corrected to walk-in (rank ${rank}), by matron.`)
    expect(await opd.session(SESSION)).toMatchObject({
      tokens: [
        { rank, override: false },
        { rank, override: true },
      ],
    })
  })
})
