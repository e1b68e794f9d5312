import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presets } from 'opd-scheduler'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { patientsIn } from '../src/patients/patients'
import { sqliteTable } from '../src/patients/sqlite-table'
import type { Settings } from '../src/settings'
import { openStorage, type Storage } from '../src/storage'
import type { Answer, Client, Json } from './client'
import { freshDatabase } from './fresh-database'
import { DATE, MORNING, type Options, openDay, type Started, start } from './start'

const folder = mkdtempSync(join(tmpdir(), 'opd-server-'))
afterAll(() => rmSync(folder, { recursive: true }))

const STORAGES: readonly Settings['storage'][] = [
  { kind: 'memory' },
  { kind: 'sqlite', file: join(folder, 'opd.db') },
  { kind: 'postgres', url: await freshDatabase() },
]

describe.each(STORAGES)('patients in $kind', (settings) => {
  let storage: Storage
  let server: Started
  let client: Client

  beforeAll(async () => {
    storage = await openStorage(settings)
    server = await start({ ...storage, patientIndex: 'own', rules: presets.bumpAndCascade() })
    client = await server.client()
    await openDay(client, 'dr-rao', [40])
    await openDay(client, 'dr-full', [0])
  })
  afterAll(async () => {
    await server.stop()
    await storage.patients.close()
    await storage.close()
  })

  const withKey = (key?: string) => ({ headers: key === undefined ? {} : { 'Idempotency-Key': key } })
  const admit = (body: object, key?: string) => client.call('admitPatient', { body, ...withKey(key) })
  const book = (patient: object | string, more: object = {}, key?: string) => {
    const whom = typeof patient === 'string' ? { patientId: patient } : { patient }
    const body = { doctorId: 'dr-rao', date: DATE, source: 'online', ...whom, ...more }
    return client.call('book', { body, ...withKey(key) })
  }
  const search = async (body: object): Promise<Json[]> => (await client.call('searchPatients', { body })).body.patients
  const outcome = ({ status, body }: Answer) => [status, body.code ?? body.status]

  it('a phone in four spellings is one phone; one without + belongs to the country of the server', async () => {
    const spellings = ['+91 98880 00002', '9888000002', '09888000002', '0091 9888000002']
    const answers: Answer[] = []
    for (const phone of spellings) answers.push(await admit({ name: ' leela  NAIR', phone }))
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers[0]!.body).toMatchObject({ name: 'leela NAIR', phone: '+919888000002' })
    expect(await search({ phone: '098880-00002' })).toEqual([answers[0]!.body])
    const short = await admit({ name: 'Leela Nair', phone: '70001' })
    expect([short.status, short.body.detail]).toEqual([
      422,
      "body.phone is '70001': give a whole number, with + and the country's code if it is not of IN.",
    ])
  })

  it('father and son with one name and phone are two people', async () => {
    const named = { name: 'Ramesh Kumar', phone: '98450 00001', gender: 'male' }
    const father = await book({ ...named, age: 62 })
    const son = await book({ ...named, age: 31 })
    expect([father.body.patient.found, son.body.patient.found]).toEqual([false, false])
    expect(son.body.patient.id).not.toBe(father.body.patient.id)
    const again = await admit({ ...named, age: 32 })
    expect([again.status, again.body.id, again.body.age]).toEqual([200, son.body.patient.id, 31])

    const unclear = await book(named)
    expect(outcome(unclear)).toEqual([409, 'patient-ambiguous'])
    expect(unclear.body.details.patientIds.sort()).toEqual([father.body.patient.id, son.body.patient.id].sort())
    const chosen = await book(father.body.patient.id, {
      date: undefined,
      slotId: `dr-full.${DATE}.0900`,
      doctorId: undefined,
    })
    expect(outcome(chosen)[1]).not.toBe('patient-ambiguous')
    const third = await admit({ ...named, new: true })
    expect([third.status, await search({ phone: named.phone })]).toMatchObject([201, { length: 3 }])
  })

  it('the hospital number is the strongest identity', async () => {
    const first = await admit({ name: 'Fatima Bi', hospitalNumber: 'mrn-77', phone: '98450 00002' })
    expect(first.body.hospitalNumber).toBe('MRN-77')
    const moved = await admit({ name: 'FATIMA BI.', hospitalNumber: 'MRN-77', phone: '98450 99902' })
    expect([moved.status, moved.body.id]).toEqual([200, first.body.id])
    for (const wrong of [{ name: 'Anil Rao' }, { name: 'Anil Rao', new: true }]) {
      const refused = await admit({ ...wrong, hospitalNumber: 'MRN-77' })
      expect([...outcome(refused), refused.body.details.patientIds]).toEqual([
        409,
        'hospital-number-taken',
        [first.body.id],
      ])
    }
    // Another number is another person, with the same phone and name too.
    expect((await admit({ name: 'Fatima Bi', hospitalNumber: 'MRN-78', phone: '98450 00002' })).status).toBe(201)
    const other = await admit({ name: 'Om Iyer' })
    const change = { params: { patientId: other.body.id }, body: { name: 'Om Iyer', hospitalNumber: 'mrn-77' } }
    expect(outcome(await client.call('changePatient', change))).toEqual([409, 'hospital-number-taken'])
    expect(await search({ hospitalNumber: 'mrn-77' })).toEqual([first.body])

    // A number given for the first time to somebody with a known phone and name: staff decide.
    const known = await admit({ name: 'Zoya Khan', phone: '98450 00003' })
    const numbered = { name: 'Zoya Khan', phone: '98450 00003', hospitalNumber: 'MRN-79' }
    expect(outcome(await book(numbered))).toEqual([409, 'patient-ambiguous'])
    await client.call('changePatient', { params: { patientId: known.body.id }, body: numbered })
    expect((await book(numbered)).body.patient).toEqual({ id: known.body.id, found: true })
  })

  it('a patient without a phone is entered by name, and is always a new one', async () => {
    const answers = [await book({ name: 'Unknown man' }), await book({ name: 'Unknown man' })]
    expect(answers.map(outcome)).toEqual([
      [201, 'confirmed'],
      [201, 'confirmed'],
    ])
    expect(new Set(answers.map(({ body }) => body.patient.id)).size).toBe(2)
    const { body } = await client.call('getToken', { params: { tokenId: answers[0]!.body.token.id } })
    expect(body.patient).toMatchObject({ name: 'Unknown man', phone: null, age: null })
  })

  it('a refused booking stores nobody, and its key is free for corrected content', async () => {
    const patient = { name: 'Nobody Yet', phone: '98450 00004' }
    const preview = await client.call('book', {
      body: { doctorId: 'dr-rao', date: DATE, source: 'online', patient },
      query: { preview: 'true' },
    })
    expect(preview.body.patient.found).toBe(false)
    const refusals: [object, Record<string, string>, [number, string]][] = [
      [{ doctorId: 'dr-none' }, {}, [404, 'doctor-not-found']],
      [{ source: 'no-such-source' }, {}, [422, 'unknown-source']],
      [{ doctorId: 'dr-full' }, {}, [409, 'no-capacity']],
      [{}, { 'If-Match': preview.headers.get('etag')! }, [412, 'plan-stale']],
    ]
    await book({ name: 'Somebody Else' })
    for (const [more, headers, expected] of refusals) {
      const body = { doctorId: 'dr-rao', date: DATE, source: 'walk-in', patient, ...more }
      const refused = await client.call('book', { body, headers: { ...headers, 'Idempotency-Key': 'same-key' } })
      expect([refused.status, refused.body.code], JSON.stringify(more)).toEqual(expected)
      expect(await search({ phone: patient.phone })).toEqual([])
    }
    const done = await book(patient, { source: 'walk-in' }, 'same-key')
    expect([done.status, done.body.patient.found]).toEqual([201, false])
    expect((await book(patient, { source: 'walk-in' }, 'same-key')).body).toEqual(done.body)
    expect(outcome(await book(patient, { source: 'online' }, 'same-key'))).toEqual([422, 'command-id-reused'])
    // A preview stores nobody, and its ETag fits the booking.
    const whole = {
      doctorId: 'dr-rao',
      date: DATE,
      source: 'online',
      patient: { name: 'Seen Before', phone: '98450 00014' },
    }
    const seen = await client.call('book', { body: whole, query: { preview: 'true' } })
    expect(await search({ phone: '98450 00014' })).toEqual([])
    const headers = { 'If-Match': seen.headers.get('etag')! }
    expect(outcome(await client.call('book', { body: whole, headers }))).toEqual([201, 'confirmed'])
  })

  it('patientId is checked', async () => {
    expect(outcome(await book('Asha-Verma-9845012345'))).toEqual([404, 'patient-not-found'])
    const { body: patient } = await admit({ name: 'Short Stay' })
    expect((await book(patient.id)).body.patient).toEqual({ id: patient.id, found: true })
    await client.call('erasePatient', { params: { patientId: patient.id } })
    expect(outcome(await book(patient.id))).toEqual([410, 'patient-erased'])
  })

  it('concurrent requests add a person once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => admit({ name: 'Twin', phone: '98450 00005' })))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('of concurrent requests with one key and different people, one is done and the others get 422', async () => {
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          book({ name: `Rival ${'abcdefghij'[n]}`, phone: `98450 0${round}1${n}0` }, {}, `contested-${round}`),
        ),
      )
      const statuses = answers.map(({ status }) => status).sort()
      expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 422)])
      expect(answers.find(({ status }) => status === 422)!.body.code).toBe('command-id-reused')
      const winner = answers.find(({ status }) => status === 201)!
      const rivals = await search({ name: 'Rival', limit: 100 })
      expect(rivals).toHaveLength(round + 1)
      expect(rivals.map(({ id }) => id)).toContain(winner.body.patient.id)
    }
  })

  it('a repeated key gets the same answer, and other content under it is refused', async () => {
    const details = { name: 'Key Owner', phone: '98450 00006', age: 5 }
    const first = await admit(details, 'key-1')
    const again = await admit(details, 'key-1')
    expect([again.status, again.body]).toEqual([first.status, first.body])
    expect(outcome(await admit({ ...details, age: 6 }, 'key-1'))).toEqual([422, 'command-id-reused'])
    const change = {
      params: { patientId: first.body.id },
      headers: { 'Idempotency-Key': 'key-2' },
      body: { ...details, age: 7 },
    }
    const { body: changed } = await client.call('changePatient', change)
    expect(changed.age).toBe(7)
    expect((await client.call('changePatient', change)).body).toEqual(changed)
    expect((await client.call('changePatient', { ...change, body: details })).status).toBe(422)
  })

  it('a search is by phone, number or the beginning of the name, and has a limit', async () => {
    for (const name of ['Searcha One', 'searchá-two', 'सीता देवी']) await admit({ name })
    expect((await search({ name: 'SEARCH' })).map(({ name }) => name)).toEqual(['Searcha One', 'searchá-two'])
    expect((await search({ name: 'सीता' })).map(({ name }) => name)).toEqual(['सीता देवी'])
    const first = await client.call('searchPatients', { body: { name: 'search', limit: 1 } })
    expect([first.body.patients.length, first.body.more]).toEqual([1, true])
    for (const wrong of [{ name: 'se' }, { name: '%%%' }, {}, { name: 'searcha', phone: '98450 00006' }])
      expect((await client.call('searchPatients', { body: wrong })).status, JSON.stringify(wrong)).toBe(422)
    const [one, two] = await search({ name: 'search' })
    const listed = await client.call('findPatients', { query: { ids: `${two.id},p-none,${one.id},${two.id}` } })
    expect(listed.body.patients.map(({ id }: Json) => id).sort()).toEqual([one.id, two.id].sort())
    expect((await client.call('findPatients', { query: { phone: '9845000006' } })).status).toBe(422)
  })

  it('an erased patient is gone with all notes, the tokens stay, and no retry restores anything', async () => {
    const patient = { name: 'Erased Person', phone: '98450 00007', age: 80 }
    const booked = await book(patient, { note: 'Zubeida Quux called from 9123456780' }, 'booking-1')
    const { token } = booked.body
    const params = { patientId: token.patientId }
    const cancel = { params: { tokenId: token.id }, body: { note: 'her son Quux rang' }, ...withKey('cancel-1') }
    await client.call('cancel', cancel)
    const history = async () => (await client.call('getToken', { params: { tokenId: token.id } })).body
    expect((await history()).history.map(({ note }: Json) => note)).toEqual([
      'Zubeida Quux called from 9123456780',
      'her son Quux rang',
    ])
    const erase = { params, ...withKey('erase-1') }
    const erased = await client.call('erasePatient', erase)
    expect([erased.status, erased.body]).toEqual([
      200,
      {
        erased: true,
        details: ['name', 'phone', 'age'],
        notes: 2,
        stays: ['the id', 'tokens with their numbers, times, sources and attributes', 'names of staff'],
      },
    ])
    expect((await client.call('erasePatient', erase)).body).toEqual(erased.body)
    expect((await client.call('erasePatient', { params: { patientId: 'p-nobody' } })).status).toBe(404)
    const gone = await client.call('getPatient', { params })
    expect([...outcome(gone), gone.body.details]).toEqual([410, 'patient-erased', { erased: true }])
    expect(await search({ phone: patient.phone })).toEqual([])
    expect(await search({ name: 'erased' })).toEqual([])

    expect(outcome(await book(patient, { note: 'Zubeida Quux called from 9123456780' }, 'booking-1'))).toEqual([
      410,
      'patient-erased',
    ])
    expect(outcome(await client.call('changePatient', { params, body: patient }))).toEqual([410, 'patient-erased'])
    expect((await client.call('cancel', cancel)).status).toBe(200)
    const after = await history()
    expect([after.patient, after.token.status]).toEqual([null, 'cancelled'])
    expect(JSON.stringify(after)).not.toMatch(/Quux|Erased/)
    // Nor does the log have any of it.
    let read = 0
    for await (const { event } of server.scheduler.subscribe({ after: 0 })) {
      expect(JSON.stringify(event)).not.toMatch(/Quux|Erased/)
      read++
      if ('tokenId' in event && event.tokenId === token.id && event.type === 'token.cancelled') break
    }
    expect(read).toBeGreaterThan(5)
  })
})

describe('what is stored for ever', () => {
  it('attributes are numbers, true, false and single words: a longer text could name a person', async () => {
    const server = await start()
    const client = await server.client()
    await openDay(client)
    const body = { doctorId: 'dr-rao', date: DATE, source: 'online', patientId: 'p-1' }
    const refused = await client.call('book', { body: { ...body, attributes: { by: 'Zubeida Quux' } } })
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      'body.attributes.by is "Zubeida Quux": give a number, true, false, or one word in small letters such as elderly: attributes are never erased, so they may name nobody.',
    ])
    const booked = await client.call('book', { body: { ...body, attributes: { triage: 2, priorityGroup: 'elderly' } } })
    expect(booked.body.token.attributes).toEqual({ triage: 2, priorityGroup: 'elderly' })
    await server.stop()
  })

  it.each([
    ['blanks', '   '],
    ['only punctuation', '-- ..'],
    ['marks that turn the direction', 'Asha \u202Eamrev'],
    ['half of a character', 'Asha \ud800'],
    ['the trace of a damaged character', 'Asha \ufffd'],
  ])('a name of %s is refused', async (_, name) => {
    const server = await start({ patientIndex: 'own' })
    const client = await server.client()
    expect((await client.call('admitPatient', { body: { name, phone: '98450 00001' } })).status).toBe(422)
    await server.stop()
  })
})

it('with an index of the hospital, ids are not checked, nobody is stored, and notes can still be erased', async () => {
  const server = await start({ patientIndex: 'external' })
  const client = await server.client()
  await openDay(client)
  const body = { doctorId: 'dr-rao', date: DATE, source: 'online' }
  const booked = await client.call('book', { body: { ...body, patientId: 'MRN-1', note: 'Quux rang' } })
  expect([booked.status, booked.body.patient]).toEqual([201, undefined])
  expect((await client.call('book', { body: { ...body, patient: { name: 'Asha' } } })).status).toBe(422)
  const params = { patientId: 'MRN-1' }
  for (const [operationId, request] of [
    ['getPatient', { params }],
    ['findPatients', { query: { ids: 'MRN-1' } }],
    ['searchPatients', { body: { name: 'Asha' } }],
    ['admitPatient', { body: { name: 'Asha' } }],
    ['changePatient', { params, body: { name: 'Asha' } }],
  ] as const)
    expect((await client.call(operationId, request)).status, operationId).toBe(404)
  expect((await client.call('erasePatient', { params })).body).toMatchObject({ erased: true, details: [], notes: 1 })
  const { body: shown } = await client.call('getToken', { params: { tokenId: booked.body.token.id } })
  expect(shown.history[0].note).toBeNull()
  await server.stop()
})

it('a number told for a birthday later is still of the same person', async () => {
  const server = await start({ patientIndex: 'own' })
  const client = await server.client()
  const admit = async (age: number) =>
    (await client.call('admitPatient', { body: { name: 'Ageing', phone: '98450 00008', age } })).status
  expect(await admit(60)).toBe(201)
  server.time.now = MORNING + 5 * 365.25 * 86_400_000
  expect([await admit(65), await admit(63), await admit(60)]).toEqual([200, 200, 201])
  await server.stop()
})

describe('the note of a command', () => {
  async function promoted(options: Options = {}) {
    const server = await start({ patientIndex: 'own', rules: presets.waitlistWithEmergencyBump(), ...options })
    const client = await server.client()
    await openDay(client, 'dr-rao', [1])
    const slotId = `dr-rao.${DATE}.0900`
    for (const name of ['Asha', 'Bela'])
      await client.call('book', { body: { slotId, source: 'online', patient: { name } } })
    const note = 'Asha telephoned'
    const cancelled = await client.call('cancel', { params: { tokenId: `dr-rao.${DATE}.t1` }, body: { note } })
    const notesOf = async (token: string) => {
      const { body } = await client.call('getToken', { params: { tokenId: `dr-rao.${DATE}.${token}` } })
      return body.history.map((entry: { note: string | null }) => entry.note)
    }
    return { server, client, cancelled, note, notesOf }
  }

  it('about a patient is not in the histories of others whom it moved', async () => {
    const { server, client, note, notesOf } = await promoted()
    expect(await notesOf('t1')).toEqual([null, note])
    expect(await notesOf('t2')).toEqual([null, null])
    const block = { params: { sessionId: `dr-rao.${DATE}` }, body: { note: 'called to theatre' } }
    expect((await client.call('blockTime', block)).status).toBe(200)
    expect(await notesOf('t2')).toEqual([null, null, 'called to theatre'])
    await server.stop()
  })

  it('that cannot be stored does not make a command fail that was carried out', async () => {
    const patients = patientsIn(sqliteTable())
    const lines: string[] = []
    const { server, cancelled, notesOf } = await promoted({
      patients: { ...patients, addNote: async () => Promise.reject(new Error('disk full')) },
      log: pino({ level: 'info' }, { write: (line) => void lines.push(line) }),
    })
    expect([cancelled.status, cancelled.body.status, cancelled.body.noteLost]).toEqual([200, 'cancelled', true])
    expect(await notesOf('t1')).toEqual([null, null])
    expect(lines.join()).toContain('note lost')
    await server.stop()
  })
})
