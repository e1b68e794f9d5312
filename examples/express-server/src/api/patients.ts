import { z } from 'zod'
import { normalPhone, type Patient as Person, type Written } from '../patients/patients'
import { ADMIN, DESK, STAFF } from '../security/caller'
import { fingerprintOf, writeHeaders } from './command'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { date, doctorId, patientId } from './schemas/ids'
import { Patient, PatientDetails, phone } from './schemas/patient'
import { Token } from './schemas/token'
import type { Services } from './services'

/** Operations on patients' personal data, which is kept in its own table. */
export function patientOperations(services: Services): Operation[] {
  const { scheduler, patients, clock } = services
  const tag = 'Patients'
  const byId = { path: '/api/v1/patients/{patientId}', tag, params: z.object({ patientId }) } as const
  return [
    operation({
      id: 'findPatients',
      method: 'get',
      path: '/api/v1/patients',
      tag,
      summary: 'Find patients by phone or by ids',
      roles: STAFF,
      scope: 'found',
      query: z.strictObject({
        phone: phone.optional(),
        ids: z
          .string()
          .regex(/^[A-Za-z0-9.-]{1,64}(,[A-Za-z0-9.-]{1,64}){0,99}$/, 'give 1 to 100 ids with commas between')
          .optional()
          .describe('Up to 100 ids, separated by commas.'),
      }),
      answer: z.object({ patients: z.array(Patient) }),
      async handle({ query: { phone, ids } }) {
        if ((phone === undefined) === (ids === undefined))
          throw new Problem('invalid-input', 'query.phone: give either phone or ids.')
        const found = phone === undefined ? patients.list(ids!.split(',')) : patients.findByPhone(normalPhone(phone))
        return { body: { patients: await found } }
      },
    }),
    operation({
      id: 'admitPatient',
      method: 'post',
      path: '/api/v1/patients',
      tag,
      summary: 'Add a patient, or return the one with this phone and name',
      roles: DESK,
      headers: writeHeaders,
      body: PatientDetails,
      answer: Patient,
      problems: [410],
      async handle({ headers, body }) {
        const write = { at: clock(), key: headers['idempotency-key'], fingerprint: fingerprintOf('admit', body) }
        return { body: admitted(await patients.admit(body, write)) }
      },
    }),
    operation({
      ...byId,
      id: 'getPatient',
      method: 'get',
      summary: 'Get a patient',
      roles: STAFF,
      scope: 'named',
      answer: Patient,
      problems: [404],
      async handle({ params }) {
        return { body: (await patients.get(params.patientId)) ?? unknown(params.patientId) }
      },
    }),
    operation({
      ...byId,
      id: 'changePatient',
      method: 'put',
      summary: 'Change a patient’s data',
      roles: DESK,
      scope: 'named',
      headers: writeHeaders,
      body: PatientDetails,
      answer: Patient,
      problems: [404, 410],
      async handle({ params, headers, body }) {
        const fingerprint = fingerprintOf('change', params.patientId, body)
        const write = { at: clock(), key: headers['idempotency-key'], fingerprint }
        return { body: admitted(await patients.change(params.patientId, body, write), params.patientId) }
      },
    }),
    operation({
      ...byId,
      id: 'erasePatient',
      method: 'delete',
      summary: 'Erase a patient’s personal data; their tokens stay valid under an opaque id',
      roles: ADMIN,
      headers: writeHeaders,
      answer: z.object({ erased: z.literal(true) }),
      problems: [404],
      async handle({ params, headers }) {
        const fingerprint = fingerprintOf('erase', params.patientId)
        const write = { at: clock(), key: headers['idempotency-key'], fingerprint }
        const outcome = await patients.erase(params.patientId, write)
        if (outcome === 'unknown') unknown(params.patientId)
        if (outcome === 'key-reused') reused()
        return { body: { erased: true as const } }
      },
    }),
    operation({
      id: 'listPatientTokens',
      method: 'get',
      path: '/api/v1/patients/{patientId}/tokens',
      tag,
      summary: 'List a patient’s tokens by date',
      roles: STAFF,
      scope: 'named',
      params: z.object({ patientId }),
      query: z.strictObject({ doctorId: doctorId.optional(), from: date.optional(), to: date.optional() }),
      answer: z.object({ tokens: z.array(Token) }),
      async handle({ params, query }) {
        return { body: { tokens: await scheduler.tokens({ ...query, ...params }) } }
      },
    }),
  ]
}

/** Returns the written patient, or throws the problem. */
export function admitted(written: Written, patientId = ''): Person {
  if (written.status === 'done') return written.patient
  if (written.status === 'unknown') return unknown(patientId)
  if (written.status === 'key-reused') return reused()
  throw new Problem('patient-erased', 'This patient was erased. To add the person again, use a new Idempotency-Key.')
}

function unknown(patientId: string): never {
  throw new Problem('patient-not-found', `There is no patient '${patientId}'.`)
}

function reused(): never {
  throw new Problem('command-id-reused', 'This Idempotency-Key belongs to another write. Use a new one.')
}
