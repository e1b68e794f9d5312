import { bumpAndCascade, type SessionView, standard, type TokenStatus } from 'opd-scheduler'
import { appointmentOf, encounterOf, scheduleOf, slotOf } from 'opd-scheduler/fhir'
import { describe, expect, it } from 'vitest'
import { at, clinic, DAY, SESSION } from '../scheduler/clinic'
import { R4, R5 } from './week'

/** The patient's token, its session and both appointments. */
async function written(opd: { session(id: string): Promise<SessionView | undefined> }, patientId: string) {
  const session = (await opd.session(SESSION))!
  const token = session.tokens.find((each) => each.patientId === patientId)!
  return { session, token, r4: appointmentOf(token, session, R4), r5: appointmentOf(token, session, R5) }
}

describe('appointmentOf', () => {
  it('says who has which seat, when, and with what number', async () => {
    const { opd, book } = await clinic([2])
    await book('p-1', 'emergency', '09:00')
    const { r4, r5 } = await written(opd, 'p-1')
    expect(r4).toEqual({
      resourceType: 'Appointment',
      id: `${SESSION}.t1`,
      identifier: [{ system: `https://hospital.example/opd-number/${SESSION}`, value: '001' }],
      status: 'booked',
      appointmentType: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'EMERGENCY' },
          { system: 'https://hospital.example/booking-class', code: 'emergency' },
        ],
      },
      start: `${DAY}T09:00:00+05:30`,
      end: `${DAY}T10:00:00+05:30`,
      slot: [{ reference: `Slot/${SESSION}.0900` }],
      created: `${DAY}T06:00:00+05:30`,
      participant: [
        { actor: { reference: 'Patient/p-1' }, status: 'accepted' },
        { actor: { reference: 'Practitioner/dr-rao' }, status: 'accepted' },
      ],
      priority: 1,
    })
    const { priority: _, ...same } = r4
    expect(r5).toEqual({
      ...same,
      subject: { reference: 'Patient/p-1' },
      priority: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority', code: 'EM' }] },
    })
  })

  it('maps each status of a token, and why it was cancelled', async () => {
    const { opd, book } = await clinic([1])
    await book('p-1', 'online', '09:00')
    const { session, token } = await written(opd, 'p-1')
    const expected: Readonly<Record<TokenStatus, readonly unknown[]>> = {
      held: ['pending', undefined, undefined],
      offered: ['pending', undefined, undefined],
      waitlisted: ['waitlist', undefined, undefined],
      confirmed: ['booked', undefined, 'planned'],
      'checked-in': ['checked-in', undefined, 'arrived'],
      called: ['checked-in', undefined, 'arrived'],
      'in-consultation': ['fulfilled', undefined, 'in-progress'],
      completed: ['fulfilled', undefined, 'finished'],
      'no-show': ['noshow', undefined, 'cancelled'],
      left: ['cancelled', 'pat', 'cancelled'],
      cancelled: ['cancelled', 'pat', 'cancelled'],
      rescheduled: ['cancelled', 'other', 'cancelled'],
      expired: ['cancelled', 'other', undefined],
      dropped: ['cancelled', 'prov', 'cancelled'],
    }
    for (const [status, codes] of Object.entries(expected)) {
      const each = { ...token, status } as typeof token
      const { status: code, cancelationReason } = appointmentOf(each, session, R4)
      const reason = cancelationReason?.coding?.[0]?.code
      expect([code, reason, encounterOf(each, session, R4)?.status], status).toEqual(codes)
      expect(appointmentOf(each, session, R5).cancellationReason?.coding?.[0]?.code, status).toBe(reason)
    }
    const away = { ...token, status: 'rescheduled', cause: 'blocked' } as typeof token
    expect(appointmentOf(away, session, R4).cancelationReason?.coding?.[0]?.code).toBe('prov')
    const parts = (status: TokenStatus) =>
      appointmentOf({ ...token, status } as typeof token, session, R4).participant[0]?.status
    expect([parts('held'), parts('cancelled'), parts('confirmed')]).toEqual(['needs-action', 'declined', 'accepted'])
    expect(encounterOf({ ...token, status: 'in-consultation' } as typeof token, session, R5)).toMatchObject({
      status: 'in-progress',
      class: [{ coding: [{ code: 'AMB' }] }],
      subjectStatus: { coding: [{ code: 'receiving-care' }] },
    })
  })

  it('keeps the Appointment if a token is bumped to another slot', async () => {
    const { opd, book } = await clinic([1, 1], { rules: bumpAndCascade() })
    await book('p-1', 'online', '09:00')
    const before = await written(opd, 'p-1')
    await opd.book({ slotId: `${SESSION}.0900`, source: 'emergency', patientId: 'p-2' })
    const after = await written(opd, 'p-1')
    expect(after.r4.id).toBe(before.r4.id)
    expect([after.r4.status, after.r4.start]).toEqual(['booked', `${DAY}T10:00:00+05:30`])
  })

  it('is a new Appointment after a reschedule, which replaces the old one', async () => {
    const { opd, book } = await clinic([1, 1])
    await book('p-1', 'online', '09:00')
    await opd.reschedule({ tokenId: `${SESSION}.t1`, slotId: `${SESSION}.1000` })
    const session = (await opd.session(SESSION))!
    const [old, replacement] = session.tokens.map((token) => appointmentOf(token, session, R4))
    expect([old!.status, old!.slot]).toEqual(['cancelled', undefined])
    expect(replacement!.extension).toEqual([
      {
        url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.replaces',
        valueReference: { reference: `Appointment/${SESSION}.t1` },
      },
    ])
    expect(appointmentOf(session.tokens[1]!, session, R5).replaces).toEqual([
      { reference: `Appointment/${SESSION}.t1` },
    ])
  })

  it('has the time that the patient was told, while the Slot has the actual one', async () => {
    const { opd, book } = await clinic([1])
    await book('p-1', 'online', '09:00')
    await opd.delay({ doctorId: 'dr-rao', date: DAY, minutes: 40 })
    const { session, r4 } = await written(opd, 'p-1')
    expect([r4.start, r4.end]).toEqual([`${DAY}T09:00:00+05:30`, `${DAY}T10:00:00+05:30`])
    const { start, end } = slotOf(session.slots[0]!, session, R4)
    expect([start, end]).toEqual([`${DAY}T09:40:00+05:30`, `${DAY}T10:40:00+05:30`])
  })

  it('says in which times a waiting patient takes a seat', async () => {
    const { opd, book } = await clinic([1, 1, 1], { rules: { ...standard(), overflow: standard().displaced } })
    for (const [index, start] of ['09:00', '10:00', '11:00'].entries()) await book(`p-${index}`, 'online', start)
    await book('p-9', 'walk-in', '10:00')
    const { token, r4 } = await written(opd, 'p-9')
    expect(token.status).toBe('waitlisted')
    expect(r4.requestedPeriod).toEqual([{ start: `${DAY}T10:00:00+05:30`, end: `${DAY}T12:00:00+05:30` }])
    expect(r4).not.toHaveProperty('start')
    expect(r4).not.toHaveProperty('slot')
  })

  it('keeps the time of a no-show, and writes a visit from standby at the time of the patient', async () => {
    const { opd, book, clock } = await clinic([1])
    await book('p-1', 'online', '09:00')
    await book('p-2', 'walk-in', '09:00')
    await opd.checkIn({ tokenId: `${SESSION}.t2` })
    clock.now = at('09:05')
    await opd.callNext({ doctorId: 'dr-rao', date: DAY, room: '2' })
    await opd.start({ tokenId: `${SESSION}.t2` })
    const inside = await written(opd, 'p-2')
    expect(inside.r4.participant[2]).toEqual({ actor: { reference: 'Location/2' }, status: 'accepted' })
    expect(encounterOf(inside.token, inside.session, R4)?.location).toEqual([{ location: { reference: 'Location/2' } }])
    clock.now = at('09:15')
    await opd.complete({ tokenId: `${SESSION}.t2` })
    await opd.noShow({ tokenId: `${SESSION}.t1` })
    const missed = await written(opd, 'p-1')
    expect([missed.r4.status, missed.r4.start]).toEqual(['noshow', `${DAY}T09:00:00+05:30`])
    const seen = await written(opd, 'p-2')
    expect([seen.r4.status, seen.r4.start, seen.r4.end]).toEqual([
      'fulfilled',
      `${DAY}T06:00:00+05:30`,
      `${DAY}T09:15:00+05:30`,
    ])
    expect(encounterOf(seen.token, seen.session, R4)).toMatchObject({
      status: 'finished',
      period: { start: `${DAY}T06:00:00+05:30`, end: `${DAY}T09:15:00+05:30` },
    })
  })

  it('refuses another session, an unknown zone and an urgency out of range', async () => {
    const { opd, book } = await clinic([1])
    await book('p-1', 'online', '09:00')
    const { token, session } = await written(opd, 'p-1')
    expect(() => appointmentOf(token, { ...session, id: 'dr-x.2026-01-30' }, R4)).toThrow(RangeError)
    expect(() => appointmentOf(token, session, { ...R4, timeZone: 'IST' })).toThrow('timeZone')
    expect(() => appointmentOf(token, session, { ...R4, urgency: () => 0 })).toThrow('whole number from 1 to 9')
  })
})

describe('slotOf and scheduleOf', () => {
  it('say which seats are left', async () => {
    const { opd, book } = await clinic([2, 1, 1])
    await book('p-1', 'online', '09:00')
    await book('p-2', 'online', '10:00', { holdMinutes: 30 })
    await book('p-3', 'online', '11:00')
    await opd.blockTime({ doctorId: 'dr-rao', date: DAY, from: '11:00', to: '12:00' })
    const session = (await opd.session(SESSION))!
    const slots = session.slots.map((slot) => slotOf(slot, session, R4))
    expect(slots.map(({ status, extension }) => [status, extension![0]!.valueInteger])).toEqual([
      ['free', 1],
      ['busy-tentative', 0],
      ['busy-unavailable', 0],
    ])
    const { tokens: _, ...summary } = session
    expect(slotOf(session.slots[1]!, summary, R4).status).toBe('busy')
    expect(scheduleOf((await opd.doctors())[0]!, [session], R4)).toEqual({
      resourceType: 'Schedule',
      id: 'dr-rao',
      active: true,
      actor: [{ reference: 'Practitioner/dr-rao' }],
      planningHorizon: { start: `${DAY}T09:00:00+05:30`, end: `${DAY}T12:00:00+05:30` },
    })
    expect(scheduleOf((await opd.doctors())[0]!, [], R4)).not.toHaveProperty('planningHorizon')
  })
})

it('what the hospital cancels because the doctor is away is not the patient’s doing', async () => {
  const { opd, book } = await clinic([1])
  await opd.registerDoctor({ id: 'dr-shah', name: 'Dr. Shah' })
  await opd.openSession({ doctorId: 'dr-shah', date: DAY, slots: [{ start: '11:00', end: '12:00', capacity: 1 }] })
  await book('p-1', 'online', '09:00')
  await opd.blockTime({ sessionId: SESSION, elsewhere: [`dr-shah.${DAY}`] })
  const session = (await opd.session(SESSION))!
  expect(session.tokens[0]).toMatchObject({ status: 'rescheduled', cause: 'blocked' })
  expect(appointmentOf(session.tokens[0]!, session, R4).cancelationReason?.coding?.[0]?.code).toBe('prov')
})

it('a waiting patient who is there has a visit, which ends if the day does', async () => {
  const { opd, book } = await clinic([1])
  for (const patientId of ['p-1', 'p-2']) await book(patientId, 'walk-in', '09:00')
  const tokenId = `${SESSION}.t2`
  const visit = async () => encounterOf((await opd.token(tokenId))!, (await opd.session(SESSION))!, R4)?.status
  expect(await visit()).toBeUndefined()
  await opd.checkIn({ tokenId })
  expect(await visit()).toBe('arrived')
  await opd.closeSession({ doctorId: 'dr-rao', date: DAY })
  expect((await opd.token(tokenId))!.status).toBe('dropped')
  expect(await visit()).toBe('cancelled')
})

it('a full slot is tentative only if holds are what fills it, and a slot that is over gives no seats', async () => {
  const { opd, clock, book } = await clinic([1, 2])
  await book('p-1', 'online', '09:00', { holdMinutes: 60 })
  const statuses = async () => {
    const session = (await opd.session(SESSION))!
    return session.slots.map((slot) => slotOf(slot, session, R4).status)
  }
  expect(await statuses()).toEqual(['busy-tentative', 'free'])
  // An emergency gets an extra seat, so without the hold the slot would be full all the same.
  await book('p-2', 'emergency', '09:00')
  expect((await opd.session(SESSION))!.slots[0]).toMatchObject({ capacity: 1, used: 2 })
  expect(await statuses()).toEqual(['busy', 'free'])
  clock.now = at('11:00')
  expect((await statuses())[1]).toBe('busy-unavailable')
})
