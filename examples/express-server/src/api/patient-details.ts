import { hash, randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Admission, Admitted } from '../patients/admission'
import { type Details, type Erased, isErased, type Patient } from '../patients/person'
import { e164 } from '../patients/phone'
import { Problem } from './problem'
import type { PatientDetails, PatientWanted } from './schemas/patient'
import type { Services } from './services'

/** Reads details, whose fields are at this place of the request. */
export function detailsOf(given: z.output<typeof PatientDetails>, at: string, services: Services): Details {
  const { name, phone, hospitalNumber, birthDate = null, age = null, gender = null } = given
  if (birthDate !== null && (Date.parse(birthDate) > services.clock() || birthDate < '1870'))
    throw new Problem('invalid-input', `${at}.birthDate is '${birthDate}': give the day on which the patient was born.`)
  return {
    name: name.normalize('NFC').replace(/\s+/g, ' ').trim(),
    phone: phone == null ? null : phoneOf(phone, `${at}.phone`, services),
    hospitalNumber: hospitalNumber?.toUpperCase() ?? null,
    birthDate,
    age,
    gender,
  }
}

export function phoneOf(text: string, at: string, { phoneCountry }: Services): string {
  const phone = e164(text, phoneCountry)
  if (phone !== undefined) return phone
  const hint = `give a whole number, with + and the country's code if it is not of ${phoneCountry}`
  throw new Problem('invalid-input', `${at} is '${text}': ${hint}.`)
}

export function newPatientId(): string {
  return `p-${randomUUID()}`
}

/** Reads the wish for a patient. `content` is everything that a repeat of the request must have in common with it. */
export function admissionOf<K extends string | undefined>(
  { new: isNew = false, ...given }: z.output<typeof PatientWanted>,
  at: string,
  key: K,
  content: readonly unknown[],
  services: Services,
): Admission & { readonly key: K } {
  const details = detailsOf(given, at, services)
  return { details, isNew, id: newPatientId(), at: services.clock(), key, fingerprint: fingerprintOf(...content) }
}

/** Returns the patient, or throws the problem. */
export function admitted(given: Admitted): Extract<Admitted, { status: 'done' }> {
  switch (given.status) {
    case 'done':
      return given
    case 'ambiguous':
      throw new Problem(
        'patient-ambiguous',
        'These details may mean a patient who is there already. Give the patientId of one in details.patientIds, or "new": true.',
        { patientIds: given.patientIds },
      )
    case 'taken':
      return taken(given.patientId)
    case 'erased':
      return erased()
    case 'key-reused':
      return reused()
  }
}

/** Returns the patient, or throws the problem. */
export function present(patient: Patient | Erased | undefined, patientId: string): Patient {
  if (patient === undefined) return unknown(patientId)
  return isErased(patient) ? erased(patient) : patient
}

export function unknown(patientId: string): never {
  throw new Problem('patient-not-found', `There is no patient '${patientId}'.`)
}

export function erased(patient?: Erased): never {
  const details = patient && { erased: patient.isPending ? 'pending' : true }
  throw new Problem(
    'patient-erased',
    'This patient was erased. To add the person again, use a new Idempotency-Key.',
    details,
  )
}

export function taken(patientId: string): never {
  throw new Problem(
    'hospital-number-taken',
    'This hospital number belongs to another patient, or to one who is described differently. Check both, or give the patientId.',
    { patientIds: [patientId] },
  )
}

export function reused(): never {
  throw new Problem('command-id-reused', 'This Idempotency-Key belongs to another write. Use a new one.')
}

/** Hashes the content of a write, to detect another write under the same key. */
export function fingerprintOf(...content: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(content), 'base64url')
}
