import { z } from 'zod'
import { comparableName, type Erased } from '../patients/person'
import { ADMIN, DESK, STAFF } from '../security/caller'
import { writeHeaders } from './command'
import { type Operation, operation } from './operation'
import {
  admissionOf,
  admitted,
  detailsOf,
  erased,
  fingerprintOf,
  phoneOf,
  present,
  reused,
  taken,
  unknown,
} from './patient-details'
import { Problem } from './problem'
import { patientId } from './schemas/ids'
import { Erasure, Patient, PatientDetails, PatientSearch, PatientWanted } from './schemas/patient'
import type { Services } from './services'

const FOUND_AT_MOST = 20

/** Operations on patients' personal data, which is kept in its own table. */
export function patientOperations(services: Services): Operation[] {
  const { patients, clock, show } = services
  const tag = 'Patients'
  const byId = { path: '/api/v1/patients/{patientId}', tag, params: z.object({ patientId }) } as const
  return [
    operation({
      id: 'findPatients',
      method: 'get',
      path: '/api/v1/patients',
      tag,
      summary: 'Get patients by ids',
      roles: STAFF,
      scope: 'found',
      query: z.strictObject({
        ids: z
          .string()
          .regex(/^[A-Za-z0-9.-]{1,64}(,[A-Za-z0-9.-]{1,64}){0,99}$/, 'give 1 to 100 ids with commas between')
          .meta({ description: 'Up to 100 ids, separated by commas.', example: 'p-17' }),
      }),
      answer: z.object({ patients: z.array(Patient) }),
      problems: ['not-found'],
      async handle({ query }) {
        ownIndex(services)
        return { body: show({ patients: await patients.list(query.ids.split(',')) }) }
      },
    }),
    operation({
      id: 'searchPatients',
      method: 'post',
      path: '/api/v1/patients/search',
      tag,
      summary: 'Search patients by phone, hospital number or the beginning of the name; a POST, for URLs are logged',
      roles: STAFF,
      scope: 'found',
      body: PatientSearch,
      answer: z.object({
        patients: z.array(Patient),
        more: z.boolean().describe('Whether there are more than the limit.'),
      }),
      problems: ['not-found'],
      async handle({ body: { phone, hospitalNumber, name, limit = FOUND_AT_MOST } }) {
        ownIndex(services)
        if ([phone, hospitalNumber, name].filter((each) => each !== undefined).length !== 1)
          throw new Problem('invalid-input', 'body: give one of phone, hospitalNumber and name.')
        const search = {
          ...(phone !== undefined && { phone: phoneOf(phone, 'body.phone', services) }),
          ...(hospitalNumber !== undefined && { hospitalNumber: hospitalNumber.toUpperCase() }),
          ...(name !== undefined && { name: comparableName(name) }),
        }
        const found = await patients.search(search, limit + 1)
        return { body: show({ patients: found.slice(0, limit), more: found.length > limit }) }
      },
    }),
    operation({
      id: 'admitPatient',
      method: 'post',
      path: '/api/v1/patients',
      tag,
      summary: 'Add a patient (201), or return the one whom these details mean (200)',
      roles: DESK,
      headers: writeHeaders,
      body: PatientWanted,
      answer: Patient,
      statuses: [200, 201],
      problems: ['not-found', 'patient-ambiguous', 'hospital-number-taken', 'patient-erased'],
      async handle({ headers, body }) {
        ownIndex(services)
        const given = admissionOf(body, 'body', headers['idempotency-key'], ['admit', body], services)
        const { patient, found } = admitted(await patients.admit(given))
        if (found) return { body: show(patient) }
        const Location = `${services.publicUrl}/api/v1/patients/${patient.id}`
        return { status: 201, body: show(patient), headers: { Location } }
      },
    }),
    operation({
      ...byId,
      id: 'getPatient',
      method: 'get',
      summary: 'Get a patient; 410 if erased',
      roles: STAFF,
      scope: 'named',
      answer: Patient,
      problems: ['not-found', 'patient-not-found', 'patient-erased'],
      async handle({ params }) {
        ownIndex(services)
        return { body: show(present(await patients.get(params.patientId), params.patientId)) }
      },
    }),
    operation({
      ...byId,
      id: 'changePatient',
      method: 'put',
      summary: 'Change a patient’s data: all details are replaced',
      roles: DESK,
      scope: 'named',
      headers: writeHeaders,
      body: PatientDetails,
      answer: Patient,
      problems: ['not-found', 'patient-not-found', 'hospital-number-taken', 'patient-erased'],
      async handle({ params, headers, body }) {
        ownIndex(services)
        const fingerprint = fingerprintOf('change', params.patientId, body)
        const write = { at: clock(), key: headers['idempotency-key'], fingerprint }
        const changed = await patients.change(params.patientId, detailsOf(body, 'body', services), write)
        if (changed.status === 'done') return { body: show(changed.patient) }
        if (changed.status === 'unknown') return unknown(params.patientId)
        if (changed.status === 'taken') return taken(changed.patientId)
        return changed.status === 'erased' ? erased() : reused()
      },
    }),
    operation({
      ...byId,
      id: 'erasePatient',
      method: 'delete',
      summary: 'Erase a patient’s personal data and notes; their tokens stay valid under an opaque id',
      roles: ADMIN,
      headers: writeHeaders,
      answer: Erasure,
      statuses: [200, 202],
      problems: ['patient-not-found'],
      async handle({ params, headers }) {
        const fingerprint = fingerprintOf('erase', params.patientId)
        const write = { at: clock(), key: headers['idempotency-key'], fingerprint }
        const outcome = await patients.erase(params.patientId, services.patientIndex === 'external', write)
        if (outcome === 'unknown') return unknown(params.patientId)
        return outcome === 'key-reused' ? reused() : erasureOf(outcome)
      },
    }),
  ]
}

/** Refuses operations on people if the hospital's own index has them. */
function ownIndex({ patientIndex }: Services): void {
  if (patientIndex === 'own') return
  throw new Problem(
    'not-found',
    'The hospital has its own index of patients (PATIENTS=external), so there are none here.',
  )
}

function erasureOf({ isPending, details, notes }: Erased) {
  const stays = ['the id', 'tokens with their numbers, times, sources and attributes', 'names of staff']
  const erased = isPending ? ('pending' as const) : (true as const)
  return { status: isPending ? 202 : 200, body: { erased, details, notes, stays } }
}
