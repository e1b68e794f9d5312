import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keysOf, readKeys } from '../src/security/keys'
import type { Answer, Client, Json, Request } from './client'
import { DATE, openDay, type Started, start } from './start'

/** How far each operation is open to a key that is bound to a doctor. The table of operations says it too; this one is independent. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'for all': [
    ...['listDoctors', 'getDoctor', 'getCaller', 'getOpenApi', 'getFhirCapabilities', 'getLiveness', 'getReadiness'],
    'getMyToken',
  ],
  'for none': ['admitPatient', 'erasePatient', 'getMetrics'],
  'own patients only': ['findPatients', 'searchPatients'],
  'own doctor only': [
    ...[
      'registerDoctor',
      'openSession',
      'openSessions',
      'addSlots',
      'resizeSlot',
      'closeSession',
      'sweepSession',
      'listSessions',
    ],
    ...['blockTime', 'unblockTime', 'delay'],
    ...['book', 'bookEmergency', 'reschedule', 'reclassify', 'confirm', 'cancel', 'getToken', 'listTokens'],
    ...['getTokenEstimate', 'getTokenLink'],
    ...['callNext', 'checkIn', 'call', 'skip', 'start', 'complete', 'leaveUnseen', 'noShow', 'undo', 'reinstate'],
    ...['getSession', 'getQueue', 'getWaitingList', 'getSlot', 'getBoard', 'getStatistics', 'streamEvents'],
    ...['getPatient', 'changePatient', 'listPatientTokens', 'getFhirAppointment', 'searchFhirSlots'],
  ],
}
const KEYLESS = ['getLiveness', 'getReadiness', 'getMyToken']
const ROLES = ['display', 'doctor', 'desk', 'admin', 'metrics']
/** Fields of requests that name no doctor's day, token or patient. Any other field must be checked for keys bound to a doctor. */
const HARMLESS = [
  ...[
    'date',
    'start',
    'withinDays',
    'from',
    'to',
    'open',
    'status',
    'after',
    'last-event-id',
    'preview',
    'if-match',
    'if-none-match',
    'limit',
    'cursor',
    'number',
    'idempotency-key',
    'room',
    'rooms',
    'travelMinutes',
    'origin',
  ],
  ...[
    'name',
    'phone',
    'hospitalNumber',
    'birthDate',
    'age',
    'gender',
    'specialization',
    'minutesPerVisit',
    'slots',
    'capacity',
    'displace',
    'minutes',
    'week',
    'every',
    'except',
  ],
  ...['actor', 'note', 'source', 'now', 'patient', 'attributes', 'override', 'holdMinutes', 'expected'],
]
const CHECKED = [
  'doctorId',
  'doctorIds',
  'schedule',
  'sessionId',
  'slotId',
  'elsewhere',
  'tokenId',
  'bump',
  'patientId',
]

const secretOf = (name: string) => `${name}-secret-0123456789abcdef`
const bound = ROLES.filter((role) => role !== 'metrics').map((role) => `${role}-rao`)
const keys = readKeys(
  [
    ...ROLES.map((role) => `${role}=${role}:${secretOf(role)}`),
    ...bound.map((name) => `${name}=${name.split('-')[0]}@dr-rao:${secretOf(name)}`),
  ].join('\n'),
)

let server: Started
let admin: Client
/** A token and a patient of each doctor. */
interface Own {
  readonly tokenId: string
  readonly patientId: string
  readonly phone: string
  /** Of the patient’s page. */
  readonly link: string
}
const own = {} as Record<string, Own>

beforeAll(async () => {
  server = await start({ keys: keysOf(() => keys), failedKeysPerMinute: 1000, patientIndex: 'own' })
  admin = await server.client(secretOf('admin'))
  for (const [doctorId, phone] of [
    ['dr-rao', '9845000001'],
    ['dr-shah', '9845000002'],
  ] as const) {
    await openDay(admin, doctorId, [9, 9, 9])
    const patient = { name: `Patient of ${doctorId}`, phone }
    const body = { doctorId, date: DATE, start: '09:00', source: 'online', patient, tokenId: `own-id-of-${doctorId}` }
    const { token } = (await admin.call('book', { body })).body
    const { path } = (await admin.call('getTokenLink', { params: { tokenId: token.id } })).body
    own[doctorId] = { tokenId: token.id, patientId: token.patientId, phone, link: path.split('#')[1] }
  }
})
afterAll(() => server.stop())

const BODIES: Readonly<Record<string, (doctorId: string) => object>> = {
  registerDoctor: (doctorId) => ({ name: doctorId }),
  openSession: () => ({ slots: [{ start: '09:00', end: '10:00', capacity: 9 }] }),
  openSessions: () => ({ from: DATE, to: DATE, week: {} }),
  addSlots: () => ({ slots: [{ start: '18:00', end: '19:00', capacity: 9 }] }),
  resizeSlot: () => ({ capacity: 9 }),
  delay: () => ({ minutes: 10 }),
  book: (doctorId) => ({ slotId: `${doctorId}.${DATE}.0900`, source: 'online', patientId: own[doctorId]!.patientId }),
  bookEmergency: (doctorId) => ({ slotId: `${doctorId}.${DATE}.0900`, patientId: own[doctorId]!.patientId }),
  reschedule: () => ({ date: DATE, start: '10:00' }),
  reclassify: () => ({ source: 'paid' }),
  searchPatients: (doctorId) => ({ phone: own[doctorId]!.phone }),
  admitPatient: (doctorId) => ({ name: `Patient of ${doctorId}`, phone: own[doctorId]!.phone }),
  changePatient: (doctorId) => ({ name: `Patient of ${doctorId}`, phone: own[doctorId]!.phone }),
}

/** A request that names only what is a doctor's, and changes nothing if it can be previewed. */
function requestOf(operationId: string, doctorId: string): Request {
  const { method, parameters } = admin.operations.get(operationId)!
  const has = (name: string) => parameters.some((each) => each.in === 'query' && each.name === name)
  const { tokenId, patientId, link } = own[doctorId]!
  return {
    params: {
      doctorId,
      sessionId: `${doctorId}.${DATE}`,
      slotId: `${doctorId}.${DATE}.0900`,
      tokenId,
      patientId,
      link,
    },
    query: {
      ...(has('preview') && { preview: 'true' }),
      ...(has('doctorId') && { doctorId }),
      ...(operationId === 'listTokens' && { status: 'confirmed' }),
      ...(operationId === 'searchFhirSlots' && { schedule: `Schedule/${doctorId}`, start: DATE }),
      ...(operationId === 'findPatients' && { ids: patientId }),
    },
    ...(method !== 'GET' && method !== 'DELETE' && { body: BODIES[operationId]?.(doctorId) ?? {} }),
  }
}

/** Returns `allowed`, or the code of the refusal. */
async function outcomeOf(client: Client, operationId: string, request: Request): Promise<string> {
  const response = await client.send(operationId, request)
  if (![401, 403].includes(response.status)) {
    await response.body?.cancel()
    // A request that is not understood would prove nothing.
    expect([400, 404, 422], `${operationId} ${response.status}`).not.toContain(response.status)
    return 'allowed'
  }
  return ((await response.json()) as Json).code
}

const mayUse = (operationId: string, role: string): boolean => {
  const { path, method } = admin.operations.get(operationId)!
  const { description } = admin.document.paths[path][method.toLowerCase()]
  return /Roles: ([a-z, ]+)\.$/.exec(description)![1]!.split(', ').includes(role)
}

describe('every operation', () => {
  it('is in the table', () => {
    expect(Object.values(SCOPES).flat().sort()).toEqual([...admin.operations.keys()].sort())
  })

  it('has only fields that are checked for keys bound to a doctor, or name nothing', () => {
    for (const operationId of SCOPES['own doctor only']!) {
      const { parameters, body } = admin.operations.get(operationId)!
      const { $ref } = body ?? {}
      expect($ref, operationId).toBeUndefined()
      const fields = [...parameters.map(({ name }: Json) => name), ...Object.keys(body?.properties ?? {})]
      for (const field of fields) expect([...HARMLESS, ...CHECKED], `${operationId} ${field}`).toContain(field)
    }
  })

  it('is refused without a key and with a wrong one, but for health, readiness and a patient’s own link', async () => {
    for (const client of [await server.client(), await server.client(secretOf('nobody'))])
      for (const operationId of admin.operations.keys()) {
        const expected = KEYLESS.includes(operationId) ? 'allowed' : 'key-missing'
        expect(await outcomeOf(client, operationId, requestOf(operationId, 'dr-rao')), operationId).toBe(expected)
      }
  })

  it.each([...ROLES, ...bound])('with the key %s answers as its role and its doctor allow', async (name) => {
    const client = await server.client(secretOf(name))
    const [role = '', isBound] = name.split('-')
    for (const [scope, operations] of Object.entries(SCOPES))
      for (const operationId of operations)
        for (const doctorId of isBound ? ['dr-shah', 'dr-rao'] : ['dr-shah']) {
          const mine = doctorId === 'dr-rao'
          const isOutside = scope === 'for none' || (scope === 'own doctor only' && !mine)
          const expected = KEYLESS.includes(operationId)
            ? 'allowed'
            : !mayUse(operationId, role)
              ? 'role-missing'
              : isBound && isOutside
                ? 'not-your-doctor'
                : 'allowed'
          // Erased, the patient would be missing in the rest of the table.
          if (operationId === 'erasePatient' && expected === 'allowed') continue
          const outcome = await outcomeOf(client, operationId, requestOf(operationId, doctorId))
          expect(outcome, `${name} ${operationId} ${doctorId}`).toBe(expected)
        }
  })
})

describe('a key bound to a doctor', () => {
  it('is shown nothing of another doctor, even if it does not name its own', async () => {
    for (const name of bound) {
      const client = await server.client(secretOf(name))
      for (const [operationId, { method }] of admin.operations) {
        if (method !== 'GET' || operationId === 'streamEvents' || SCOPES['for all']!.includes(operationId)) continue
        const { query: { doctorId: _, schedule: __, ...query } = {}, ...request } = requestOf(operationId, 'dr-rao')
        const response = await client.send(operationId, { ...request, query })
        const text = await response.text()
        const may = mayUse(operationId, name.split('-')[0]!) && operationId !== 'getMetrics'
        expect(response.status, `${name} ${operationId}`).toBe(may ? 200 : 403)
        for (const others of may ? ['dr-shah', own['dr-shah']!.phone] : [])
          expect(text, `${name} ${operationId}`).not.toContain(others)
      }
      const stream = await client.send('streamEvents', { query: { after: '0' } })
      let text = ''
      for await (const part of stream.body!) {
        text += Buffer.from(part).toString()
        if (text.includes('event: token.confirmed')) break
      }
      expect(text).not.toContain('dr-shah')
    }
  })

  it('finds only the patients of its doctor, by phone and by id', async () => {
    const client = await server.client(secretOf('doctor-rao'))
    const idsOf = ({ body }: Answer) => body.patients.map(({ id }: Json) => id)
    const [rao, shah] = [own['dr-rao']!, own['dr-shah']!]
    const search = async (phone: string) => idsOf(await client.call('searchPatients', { body: { phone } }))
    expect(await search(rao.phone)).toEqual([rao.patientId])
    expect(await search(shah.phone)).toEqual([])
    const query = { ids: `${rao.patientId},${shah.patientId}` }
    expect(idsOf(await client.call('findPatients', { query }))).toEqual([rao.patientId])
  })

  it('may not name another doctor beside its own', async () => {
    const client = await server.client(secretOf('admin-rao'))
    const { patientId, tokenId } = own['dr-rao']!
    const slotId = `dr-rao.${DATE}.0900`
    const params = { sessionId: `dr-rao.${DATE}`, tokenId }
    const shah = own['dr-shah']!
    const elsewhere = [`dr-rao.${DATE}`, `dr-shah.${DATE}`]
    const requests: [string, Request][] = [
      ['book', { body: { slotId, source: 'online', patientId: shah.patientId } }],
      ['book', { body: { slotId, source: 'online', patientId: 'p-nobody' } }],
      ['book', { body: { slotId, source: 'online', patientId, override: true, bump: shah.tokenId } }],
      ['book', { body: { slotId, source: 'online', patientId, tokenId: shah.tokenId } }],
      ['book', { body: { doctorIds: ['dr-rao', 'dr-shah'], date: DATE, source: 'online', patientId } }],
      ['reschedule', { params, body: { doctorId: 'dr-shah', date: DATE } }],
      ['reschedule', { params, body: { slotId: `dr-shah.${DATE}.0900` } }],
      ['blockTime', { params, body: { elsewhere } }],
      ['closeSession', { params, body: { expected: 'move', elsewhere } }],
      ['listTokens', { query: { status: 'confirmed', patientId: shah.patientId } }],
      ['listPatientTokens', { params: { patientId }, query: { doctorId: 'dr-shah' } }],
      ['searchFhirSlots', { query: { schedule: 'Schedule/dr-shah' } }],
      ['searchFhirSlots', { query: { schedule: 'dr-shah' } }],
      ['getFhirAppointment', { params: { tokenId: shah.tokenId } }],
    ]
    for (const [operationId, request] of requests) {
      const { status, body } = await client.call(operationId, request)
      expect([status, body.code], JSON.stringify(request)).toEqual([403, 'not-your-doctor'])
    }
    const unknown = await client.call('getToken', { params: { tokenId: 'nothing' } })
    expect([unknown.status, unknown.body.code]).toEqual([404, 'token-not-found'])
    const fresh = { slotId, source: 'online', patient: { name: 'Om Iyer', phone: '9845000003' }, tokenId: 'a-new-id' }
    expect((await client.call('book', { body: fresh })).status).toBe(201)
  })
})

it('the role metrics may not open the pages, which others may', async () => {
  for (const [role, status] of [
    ['metrics', 403],
    ['display', 200],
  ] as const)
    for (const path of ['/', '/docs', '/docs/swagger-ui.css']) {
      const response = await fetch(server.url + path, { headers: { Authorization: `Bearer ${secretOf(role)}` } })
      await response.body?.cancel()
      expect(response.status, `${role} ${path}`).toBe(status)
    }
})

it('an admin may erase a patient', async () => {
  const { patientId } = own['dr-shah']!
  expect((await admin.call('erasePatient', { params: { patientId } })).body).toMatchObject({ erased: true })
})
