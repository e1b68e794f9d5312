import { type Identity, identify } from './identity'
import { type Details, type Erased, isErased, type Patient } from './person'
import type { Decision, Found, Lookup, Stored } from './table'

/** An idempotent write: the same key and fingerprint mean the same write. */
export interface Write {
  /** Epoch milliseconds. */
  readonly at: number
  /** Idempotency key, if the client gave one. */
  readonly key?: string | undefined
  readonly fingerprint: string
}

/** The wish to have a patient with these details: the one they mean, or a new one. */
export interface Admission extends Write {
  readonly details: Details
  /** Whether the client says that the patient is new. */
  readonly isNew: boolean
  /** Id of the patient, if new. */
  readonly id: string
}

/** A booking's wish, with its command id as the key, and the id of the patient for whom it is made. */
export interface BookingAdmission extends Admission {
  readonly key: string
  /** Whether the key was made for this request, so that no earlier request can have had it. */
  readonly isFresh: boolean
}

export type Admitted =
  | { readonly status: 'done'; readonly patient: Patient; readonly found: boolean; readonly isRepeat: boolean }
  | { readonly status: 'ambiguous'; readonly patientIds: readonly string[] }
  | { readonly status: 'taken'; readonly patientId: string }
  | { readonly status: 'erased' | 'key-reused' }

export function lookupOf({ key, details: { phone, hospitalNumber }, isFresh = false }: Wish): Lookup {
  return { key: isFresh ? undefined : key, phone, hospitalNumber }
}

type Wish = Admission & { readonly isFresh?: boolean }

/** Decides about an admission; `stays` says whether the patient stays also without a booking. */
export function admission(given: Admission, stays: boolean): (found: Found) => Decision<Admitted> {
  const { key, fingerprint, details, id, at } = given
  return ({ claim, patient: claimed, near }) => {
    if (key !== undefined && claim !== undefined) {
      if (claimed !== undefined && isErased(claimed)) return { result: { status: 'erased' } }
      if (claimed === undefined || claim.fingerprint !== fingerprint) return { result: { status: 'key-reused' } }
      const result = { status: 'done', patient: withoutMark(claimed), found: claim.found, isRepeat: true } as const
      return stays ? { result } : { result, remember: { ...claim, key, uses: claim.uses + 1 } }
    }
    const who = identityOf(given, near)
    if (who.is === 'ambiguous')
      return { result: { status: 'ambiguous', patientIds: who.patients.map((each) => each.id) } }
    if (who.is === 'taken') return { result: { status: 'taken', patientId: who.patient.id } }
    const found = who.is === 'found'
    const patient = found ? withoutMark(who.patient) : { ...details, id, createdAt: at, updatedAt: at }
    const meant = found ? who.patient : { ...patient, stays: false }
    return {
      result: { status: 'done', patient, found, isRepeat: false },
      ...((!found || (stays && !meant.stays)) && { put: { ...meant, stays: stays || meant.stays } }),
      ...(key !== undefined && { remember: { key, patientId: meant.id, fingerprint, found, uses: 1 } }),
    }
  }
}

function identityOf({ details, isNew, at }: Admission, near: readonly Stored[]): Identity<Stored> {
  if (!isNew) return identify(details, near, at)
  const holder = near.find(({ hospitalNumber }) => hospitalNumber !== null && hospitalNumber === details.hospitalNumber)
  return holder === undefined ? { is: 'new' } : { is: 'taken', patient: holder }
}

export function withoutMark(patient: Stored): Patient
export function withoutMark(patient: Stored | Erased | undefined): Patient | Erased | undefined
export function withoutMark(patient: Stored | Erased | undefined): Patient | Erased | undefined {
  if (patient === undefined || isErased(patient)) return patient
  const { stays: _, ...shown } = patient
  return shown
}
