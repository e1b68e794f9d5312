import fc from 'fast-check'
import { OpdScheduler, publicHospital, standard } from 'opd-scheduler'
import {
  type Appointment,
  type AppointmentResponse,
  appointmentOf,
  commandOf,
  type FhirContext,
} from 'opd-scheduler/fhir'
import { describe, expect, it } from 'vitest'
import { clinic, DAY, SESSION, ZONE } from '../scheduler/clinic'
import { property } from '../support/seed'
import { R4, R5 } from './week'

const CONTEXT: FhirContext = { timeZone: ZONE, sourceSystem: R4.sourceSystem! }

/** A request for a seat that lacks nothing. */
const PROPOSED: Appointment = {
  resourceType: 'Appointment',
  status: 'proposed',
  slot: [{ reference: `Slot/${SESSION}.0900` }],
  appointmentType: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'WALKIN' }] },
  participant: [
    { actor: { reference: 'Patient/17' }, status: 'accepted' },
    { actor: { reference: 'Practitioner/dr-rao' }, status: 'needs-action' },
  ],
}

const RESPONSE: AppointmentResponse = {
  resourceType: 'AppointmentResponse',
  appointment: { reference: 'Appointment/t-1' },
  actor: { reference: 'Patient/17' },
  participantStatus: 'accepted',
}

const problemOf = (resource: object, context = CONTEXT): unknown => {
  const result = commandOf(resource as Appointment, context)
  return 'problem' in result ? [result.problem, result.path] : result
}

describe('commandOf', () => {
  it('asks for the slot, the time or the day that a proposed Appointment names', () => {
    const { slot: _, ...rest } = PROPOSED
    const who = { patientId: '17', source: 'walk-in' }
    expect(commandOf(PROPOSED, CONTEXT)).toEqual({ op: 'book', slotId: `${SESSION}.0900`, ...who })
    expect(commandOf({ ...rest, start: `${DAY}T03:30:00Z`, end: `${DAY}T04:30:00Z` }, CONTEXT)).toEqual({
      op: 'book',
      doctorId: 'dr-rao',
      date: DAY,
      start: '09:00',
      ...who,
    })
    const requestedPeriod = [{ start: `${DAY}T08:00:00+05:30`, end: `${DAY}T23:59:00+05:30` }]
    expect(commandOf({ ...rest, requestedPeriod }, CONTEXT)).toEqual({
      op: 'book',
      doctorId: 'dr-rao',
      date: DAY,
      ...who,
    })
  })

  it('reschedules if the Appointment replaces another, in both releases', () => {
    const expected = { op: 'reschedule', tokenId: 't-1', slotId: `${SESSION}.0900` }
    const old = { reference: 'Appointment/t-1' }
    expect(commandOf({ ...PROPOSED, replaces: [old] } as Appointment, CONTEXT)).toEqual(expected)
    const url = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.replaces'
    expect(commandOf({ ...PROPOSED, extension: [{ url, valueReference: old }] }, CONTEXT)).toEqual(expected)
  })

  it('takes the booking class from your system, from the type, or from you', () => {
    const coding = [{ system: R4.sourceSystem!, code: 'paid' }]
    expect(commandOf({ ...PROPOSED, appointmentType: { coding } }, CONTEXT)).toMatchObject({ source: 'paid' })
    const { appointmentType: _, ...untyped } = PROPOSED
    expect(problemOf(untyped)).toEqual(['unknown-class', 'Appointment.appointmentType'])
    expect(commandOf(untyped, { ...CONTEXT, source: () => 'online' })).toMatchObject({ source: 'online' })
    const routine = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'ROUTINE' }] }
    expect(problemOf({ ...PROPOSED, appointmentType: routine })).toEqual([
      'unknown-class',
      'Appointment.appointmentType',
    ])
  })

  it('carries out what other statuses and the patient say, with the sender and the key', () => {
    const told = (status: string) => commandOf({ ...PROPOSED, id: 't-1', status } as Appointment, CONTEXT)
    expect(told('cancelled')).toEqual({ op: 'cancel', tokenId: 't-1' })
    expect(told('noshow')).toEqual({ op: 'noShow', tokenId: 't-1' })
    expect([told('arrived'), told('checked-in')]).toEqual([
      { op: 'checkIn', tokenId: 't-1' },
      { op: 'checkIn', tokenId: 't-1' },
    ])
    const more = { ...CONTEXT, actor: 'portal', commandId: 'c-1' }
    expect(commandOf(RESPONSE, more)).toEqual({ op: 'confirm', tokenId: 't-1', actor: 'portal', commandId: 'c-1' })
    expect(commandOf({ ...RESPONSE, participantStatus: 'declined' }, CONTEXT)).toEqual({ op: 'cancel', tokenId: 't-1' })
  })

  it.each([
    ['another resource', { resourceType: 'Patient' }, 'not-a-request', 'resourceType'],
    ['a status that the scheduler decides', { ...PROPOSED, status: 'booked' }, 'not-a-request', 'Appointment.status'],
    ['two slots', { ...PROPOSED, slot: [PROPOSED.slot![0], PROPOSED.slot![0]] }, 'several', 'Appointment.slot'],
    ['a foreign slot', { ...PROPOSED, slot: [{ reference: 'Slot/example' }] }, 'unknown-reference', 'Appointment.slot'],
    [
      'a slot of another doctor',
      { ...PROPOSED, slot: [{ reference: `Slot/dr-x.${DAY}.0900` }] },
      'contradiction',
      'Appointment.slot',
    ],
    ['no time', { ...PROPOSED, slot: undefined }, 'missing', 'Appointment.slot'],
    ['no patient', { ...PROPOSED, participant: [] }, 'missing', 'Appointment.participant'],
    [
      'two patients',
      {
        ...PROPOSED,
        participant: [PROPOSED.participant[0], { actor: { reference: 'Patient/18' }, status: 'accepted' }],
      },
      'several',
      'Appointment.participant',
    ],
    [
      'a time without an offset',
      { ...PROPOSED, slot: undefined, start: `${DAY}T09:00:00` },
      'bad-time',
      'Appointment.start',
    ],
    [
      'a period of two days',
      {
        ...PROPOSED,
        slot: undefined,
        requestedPeriod: [{ start: `${DAY}T09:00:00+05:30`, end: '2026-01-31T09:00:00+05:30' }],
      },
      'several',
      'Appointment.requestedPeriod',
    ],
    ['no id', { ...PROPOSED, status: 'cancelled' }, 'missing', 'Appointment.id'],
    ['an answer of nobody', { ...RESPONSE, actor: undefined }, 'not-a-request', 'AppointmentResponse.actor'],
    [
      'an answer of the doctor',
      { ...RESPONSE, actor: { reference: 'Practitioner/dr-rao' } },
      'not-a-request',
      'AppointmentResponse.actor',
    ],
    [
      'a tentative answer',
      { ...RESPONSE, participantStatus: 'tentative' },
      'not-a-request',
      'AppointmentResponse.participantStatus',
    ],
    [
      'a proposed new time',
      { ...RESPONSE, proposedNewTime: true },
      'not-a-request',
      'AppointmentResponse.proposedNewTime',
    ],
  ])('has a problem with %s', (_name, resource, problem, path) => {
    expect(problemOf(resource)).toEqual([problem, path])
  })

  it('answers rubbish with a problem, and shows none of its values', async () => {
    const anyResource = fc.record(
      {
        resourceType: fc.constantFrom('Appointment', 'AppointmentResponse'),
        id: fc.anything(),
        status: fc.oneof(fc.constantFrom('proposed', 'cancelled', 'arrived'), fc.anything()),
        slot: fc.anything(),
        start: fc.anything(),
        participant: fc.oneof(fc.array(fc.anything()), fc.anything()),
        appointment: fc.anything(),
        extension: fc.anything(),
        requestedPeriod: fc.anything(),
        participantStatus: fc.oneof(fc.constantFrom('accepted', 'declined'), fc.anything()),
      },
      { requiredKeys: ['resourceType'] },
    )
    let problems = 0
    await property(
      anyResource,
      (resource) => {
        const result = commandOf(resource as never, CONTEXT)
        if ('problem' in result) problems++
        else expect(result).toHaveProperty('tokenId')
      },
      2000,
    )
    expect(problems).toBeGreaterThan(1000)
    const { message } = commandOf(
      { ...PROPOSED, participant: [{ actor: { reference: 'secret' }, status: 'accepted' }] },
      CONTEXT,
    ) as { message: string }
    expect(message).not.toContain('secret')
  })
})

describe('an Appointment of ours', () => {
  it('asks for the same seat again when it is proposed elsewhere, in both releases', async () => {
    const classes = ['emergency', 'paid', 'follow-up', 'online', 'walk-in']
    let seats = 0
    await property(
      fc.array(fc.record({ source: fc.constantFrom(...classes), hour: fc.integer({ min: 9, max: 12 }) }), {
        minLength: 1,
        maxLength: 12,
      }),
      async (requests) => {
        const rules = publicHospital()
        const [here, there] = [await clinic([3, 3, 3, 3], { rules }), await clinic([3, 3, 3, 3], { rules })]
        for (const [index, { source, hour }] of requests.entries())
          await here.book(`p-${index}`, source, `${String(hour).padStart(2, '0')}:00`)
        const session = (await here.opd.session(SESSION))!
        for (const token of session.tokens.filter(({ slotId }) => slotId !== null)) {
          const [r4, r5] = [appointmentOf(token, session, R4), appointmentOf(token, session, R5)]
          const command = commandOf({ ...r4, status: 'proposed' }, CONTEXT)
          expect(commandOf({ ...r5, status: 'proposed' }, CONTEXT)).toEqual(command)
          const answer = await there.opd.execute(command as never)
          if (answer.status !== 'confirmed') throw new Error(`${answer.status}, seat ${token.slotId}`)
          const again = appointmentOf(answer.token, (await there.opd.session(SESSION))!, R4)
          const same = ({ start, end, slot, appointmentType, participant }: Appointment) => ({
            start,
            end,
            slot,
            appointmentType,
            participant,
          })
          expect(same(again)).toEqual(same(r4))
          seats++
        }
      },
      60,
    )
    expect(seats).toBeGreaterThan(100)
  })

  it('has the right offset on the day of a clock change', async () => {
    const timeZone = 'Europe/Berlin'
    const options = { ...R4, timeZone }
    const opd = new OpdScheduler({ timeZone, clock: () => Date.parse('2026-03-28T12:00:00Z'), rules: standard() })
    await opd.registerDoctor({ id: 'dr-rao', name: 'Dr. Rao' })
    await opd.openSession({
      doctorId: 'dr-rao',
      date: '2026-03-29',
      slots: [{ start: '01:00', end: '03:00', capacity: 1 }],
    })
    await opd.book({ doctorId: 'dr-rao', date: '2026-03-29', source: 'online', patientId: 'p-1' })
    const session = (await opd.session('dr-rao.2026-03-29'))!
    const appointment = appointmentOf(session.tokens[0]!, session, options)
    expect([appointment.start, appointment.end]).toEqual(['2026-03-29T01:00:00+01:00', '2026-03-29T03:00:00+02:00'])
  })
})

describe('what arrives from elsewhere', () => {
  const reading = (resource: object) => problemOf({ ...PROPOSED, ...resource })

  it('is no patient or slot of ours, although the id is one', () => {
    const elsewhere = { actor: { reference: 'https://elsewhere.example/fhir/Patient/17' }, status: 'accepted' }
    expect(reading({ participant: [elsewhere] })).toEqual(['missing', 'Appointment.participant'])
    const slot = [{ reference: `https://elsewhere.example/Slot/${SESSION}.0900` }]
    expect(reading({ slot })).toEqual(['unknown-reference', 'Appointment.slot'])
    const idOf = (type: string, reference: string) => new RegExp(`/${type}/(\\w+)$`).exec(reference)?.[1]
    const { slot: _, ...rest } = PROPOSED
    const participant = [elsewhere, { actor: { reference: '/Practitioner/rao' }, status: 'accepted' }]
    const command = commandOf({ ...rest, start: `${DAY}T03:30:00Z`, participant } as Appointment, { ...CONTEXT, idOf })
    expect(command).toMatchObject({ patientId: '17', doctorId: 'rao' })
  })

  it('may name the patient as the subject of R5, and then only this patient', () => {
    const [patient, doctor] = PROPOSED.participant
    expect(reading({ participant: [doctor], subject: patient!.actor })).toMatchObject({ patientId: '17' })
    expect(reading({ subject: patient!.actor })).toMatchObject({ patientId: '17' })
    expect(reading({ subject: { reference: 'Patient/18' } })).toEqual(['several', 'Appointment.participant'])
  })

  it('may ask for a day by its date', () => {
    const { slot: _, ...rest } = PROPOSED
    const period = (start: string, end: string) => problemOf({ ...rest, requestedPeriod: [{ start, end }] })
    expect(period(DAY, DAY)).toMatchObject({ op: 'book', doctorId: 'dr-rao', date: DAY })
    expect(period(DAY, '2026-01-31')).toEqual(['several', 'Appointment.requestedPeriod'])
    expect(period('9999-12-31', '9999-12-31')).toEqual(['bad-time', 'Appointment.requestedPeriod.start'])
    expect(period('2026-13-01', '2026-13-01')).toEqual(['bad-time', 'Appointment.requestedPeriod.start'])
  })

  it('is no answer of the patient if it does not say whose it is', () => {
    const { actor: _, ...anonymous } = RESPONSE
    expect(problemOf(anonymous)).toEqual(['not-a-request', 'AppointmentResponse.actor'])
  })

  it('is a problem or a command that the engine can read, never an exception', async () => {
    const { opd } = await clinic([1])
    const seen = new Set<string>()
    const whole = {
      ...PROPOSED,
      id: 'a-1',
      start: `${DAY}T03:30:00Z`,
      requestedPeriod: [],
      replaces: [],
      extension: [],
    }
    const junk = fc.oneof(
      fc.anything({ withNullPrototype: true }),
      fc.constantFrom(null, '', 'a b', 0, [], [null], {}, [{}], 'cancelled', 'noshow', 'arrived', undefined),
      fc.constantFrom('9999-12-31T00:00:00Z', '0001-01-01T00:00:00Z', '1970-01-01T00:00:00+14:00'),
      fc.constantFrom([{ actor: { reference: 'Practitioner/dr.rao' } }, PROPOSED.participant[0]]),
      fc.constant({ coding: [{ system: R4.sourceSystem!, code: 'x'.repeat(41) }] }),
    )
    const mutated = (base: object) =>
      fc
        .tuple(fc.subarray(Object.keys(base), { maxLength: 3 }), fc.array(junk, { minLength: 3, maxLength: 3 }))
        .map(([keys, values]) => ({ ...base, ...Object.fromEntries(keys.map((key, n) => [key, values[n]])) }))
    await property(
      fc.oneof(mutated(whole), mutated({ ...whole, status: 'cancelled' }), mutated(RESPONSE), junk),
      async (resource) => {
        const found = commandOf(resource as Appointment, CONTEXT)
        seen.add('problem' in found ? found.problem : found.op)
        // Rejects with invalid-input if the command is not of the language.
        if (!('problem' in found)) await opd.plan(found)
      },
      4_000,
    )
    for (const each of ['book', 'cancel', 'checkIn', 'confirm', 'not-a-request', 'missing', 'bad-time', 'bad-value'])
      expect(seen, each).toContain(each)
  })
})
