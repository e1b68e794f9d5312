import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client, Json } from './client'
import { DATE, openDay, type Started, start } from './start'

let server: Started
let client: Client
const sessionId = `dr-rao.${DATE}`

beforeAll(async () => {
  server = await start({ patientIndex: 'own' })
  client = await server.client()
  await openDay(client)
})
afterAll(() => server.stop())

const book = async (more: object = {}): Promise<Json> => {
  const body = {
    doctorId: 'dr-rao',
    date: DATE,
    source: 'online',
    patient: { name: `Asha ${n++}`, phone: '98450 12345' },
    ...more,
  }
  const { status, body: done } = await client.call('book', { body })
  expect(status).toBe(201)
  return done.token
}
let n = 0
const step = async (operationId: string, tokenId: string, body: object = {}): Promise<string> => {
  const answer = await client.call(operationId, { params: { tokenId }, body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.status
}

it('answers every operation of its document as documented', async () => {
  const { tokens } = (await client.call('getSession', { params: { sessionId } })).body
  expect(tokens).toEqual([])
  for (const operationId of ['listDoctors', 'listSessions', 'getBoard', 'getStatistics', 'getLiveness', 'getReadiness'])
    expect((await client.call(operationId)).status).toBe(200)
  expect((await client.call('getMetrics')).body).toContain('opd_request_seconds')
  expect((await client.call('getOpenApi')).body.openapi).toBe('3.1.0')
  expect((await client.call('getDoctor', { params: { doctorId: 'dr-rao' } })).body.minutesPerVisit).toBe(5)

  const timetable = { from: DATE, to: DATE, week: {} }
  const opened = await client.call('openSessions', { params: { doctorId: 'dr-rao' }, body: timetable })
  expect(opened.body).toEqual({ opened: [], asBefore: [], other: [], failed: [] })

  expect((await client.call('getCaller')).body).toMatchObject({ role: 'admin', doctorId: null, today: DATE })

  const first = await book()
  const { estimate } = (await client.call('getTokenEstimate', { params: { tokenId: first.id } })).body
  const link = (await client.call('getTokenLink', { params: { tokenId: first.id } })).body.path.split('#')[1]
  const own = (await client.call('getMyToken', { params: { link } })).body
  expect(own).toMatchObject({ number: '001', status: 'confirmed', place: null, estimate })
  const held = await book({ holdMinutes: 5 })
  expect(held.status).toBe('held')
  expect(await step('confirm', held.id)).toBe('confirmed')
  expect(await step('reclassify', held.id, { source: 'paid' })).toBe('confirmed')
  expect(await step('reschedule', held.id, { date: DATE, start: '11:00' })).toBe('confirmed')
  const emergency = await client.call('bookEmergency', {
    body: { slotId: `${sessionId}.0900`, patient: { name: 'Om Iyer' } },
  })
  expect(emergency.status).toBe(201)
  const { body: slot } = await client.call('getSlot', { params: { slotId: `${sessionId}.0900` } })
  expect(slot.seated.map(({ id }: Json) => id)).toEqual([emergency.body.token.id, first.id])
  expect((await client.call('getFhirCapabilities')).body.fhirVersion).toBe('4.0.1')
  const fhirSlots = await client.call('searchFhirSlots', { query: { schedule: 'Schedule/dr-rao', start: DATE } })
  expect(fhirSlots.body.entry[0].resource.id).toBe(`${sessionId}.0900`)
  const appointment = await client.call('getFhirAppointment', { params: { tokenId: first.id } })
  expect(appointment.body).toMatchObject({ resourceType: 'Appointment', id: first.id, status: 'booked' })

  expect(await step('checkIn', first.id)).toBe('checked-in')
  const called = await client.call('callNext', { params: { sessionId }, body: {} })
  expect(called.body.token.id).toBe(first.id)
  expect(await step('skip', first.id)).toBe('checked-in')
  expect(await step('call', first.id, { room: '2' })).toBe('called')
  expect(await step('start', first.id)).toBe('in-consultation')
  const { inConsultation } = (await client.call('getQueue', { params: { sessionId } })).body
  expect(inConsultation).toMatchObject([{ tokenId: first.id, room: '2' }])
  expect(await step('complete', first.id)).toBe('completed')
  expect(await step('undo', first.id)).toBe('in-consultation')
  const second = await book()
  expect(await step('checkIn', second.id)).toBe('checked-in')
  expect(await step('leaveUnseen', second.id)).toBe('left')
  const third = await book()
  expect(await step('noShow', third.id)).toBe('no-show')
  expect(await step('reinstate', third.id)).toBe('confirmed')
  expect(await step('cancel', third.id)).toBe('cancelled')

  const slots = [{ start: '12:00', end: '12:30', capacity: 1 }]
  expect((await client.call('addSlots', { params: { sessionId }, body: { slots } })).body.session.slots).toHaveLength(4)
  const resized = await client.call('resizeSlot', { params: { slotId: `${sessionId}.1200` }, body: { capacity: 3 } })
  expect(resized.status).toBe(200)
  expect((await client.call('getWaitingList', { params: { sessionId } })).body.waiting).toEqual([])
  expect((await client.call('sweepSession', { params: { sessionId }, body: {} })).body.status).toBe('open')

  const details = { name: 'Ravi Kumar', phone: '+91 (98450) 54-321', age: 61 }
  const { status, headers, body: patient } = await client.call('admitPatient', { body: details })
  expect([status, headers.get('location')]).toEqual([201, `/api/v1/patients/${patient.id}`])
  expect(patient).toMatchObject({ ...details, phone: '+919845054321', gender: null })
  const params = { patientId: patient.id }
  const changed = await client.call('changePatient', { params, body: { ...details, age: 62 } })
  expect(changed.body).toMatchObject({ id: patient.id, age: 62 })
  expect((await client.call('getPatient', { params })).body).toEqual(changed.body)
  expect((await client.call('findPatients', { query: { ids: patient.id } })).body.patients).toEqual([changed.body])
  const found = await client.call('searchPatients', { body: { phone: '098450 54321' } })
  expect(found.body).toEqual({ patients: [changed.body], more: false })
  const mine = await book({ patient: undefined, patientId: patient.id })
  expect((await client.call('listPatientTokens', { params })).body.tokens[0].id).toBe(mine.id)
  const { body: shown } = await client.call('getToken', { params: { tokenId: mine.id } })
  expect(shown).toMatchObject({ patient: changed.body, history: [{ type: 'token.confirmed', actor: 'local' }] })
  expect((await client.call('erasePatient', { params })).body).toMatchObject({ erased: true, notes: 0 })
  expect((await client.call('getPatient', { params })).status).toBe(410)
  expect((await client.call('getToken', { params: { tokenId: mine.id } })).body.patient).toBeNull()

  await openDay(client, 'dr-shah')
  const away = { from: '10:00', to: '11:00', elsewhere: [`dr-shah.${DATE}`] }
  const blocked = await client.call('blockTime', { params: { sessionId }, body: away })
  expect(blocked.body.session.slots.map((each: Json) => each.blocked)).toEqual([false, true, false, false])
  expect((await client.call('unblockTime', { params: { sessionId }, body: {} })).body.status).toBe('open')
  const late = await client.call('delay', { params: { sessionId }, body: { minutes: 70 } })
  const [opens] = late.body.session.slots
  expect(Date.parse(opens.startsAt) - Date.parse(opens.plannedAt)).toBe(70 * 60_000)
  expect((await client.call('getQueue', { params: { sessionId } })).body.late).toBe(70)
  expect((await client.call('listTokens', { query: { status: 'dropped,left' } })).body.tokens).toHaveLength(1)

  const stream = await client.send('streamEvents', { query: { after: '0' } })
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  await stream.body?.cancel()
  client.called.add('streamEvents')
  expect((await client.call('closeSession', { params: { sessionId }, body: {} })).body.status).toBe('closed')

  expect([...client.operations.keys()].filter((operationId) => !client.called.has(operationId))).toEqual([])
})

it('has a document that is valid OpenAPI 3.1', async () => {
  const validated = await new Validator().validate(structuredClone(client.document))
  expect(validated.errors).toBeUndefined()
  expect(validated.valid).toBe(true)
})

it('answers unknown paths and methods with a problem document', async () => {
  const nowhere = await fetch(`${server.url}/api/nothing`)
  expect(nowhere.status).toBe(404)
  expect(nowhere.headers.get('content-type')).toContain('application/problem+json')
  expect(await nowhere.json()).toMatchObject({ status: 404, code: 'not-found', type: '/problems/not-found' })
  const wrongMethod = await fetch(`${server.url}/api/v1/doctors`, { method: 'DELETE' })
  expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})
