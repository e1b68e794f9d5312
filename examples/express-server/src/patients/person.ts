export const GENDERS = ['female', 'male', 'other', 'unknown'] as const

export type Gender = (typeof GENDERS)[number]

/** Personal data. It is never in the scheduler's log, from which nothing can be erased. */
export interface Details {
  readonly name: string
  /** In E.164, such as +919845012345. */
  readonly phone: string | null
  /** The hospital's number of the patient (MRN), in capital letters. No two patients have the same. */
  readonly hospitalNumber: string | null
  /** Such as 1991-04-30. */
  readonly birthDate: string | null
  /** In full years when the details were last changed. */
  readonly age: number | null
  readonly gender: Gender | null
}

export interface Patient extends Details {
  /** Opaque and random; the scheduler's tokens carry it. */
  readonly id: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** The record of an erased patient. */
export interface Erased {
  readonly id: string
  /** Whether the storage still holds bytes of the data, because another program reads it. */
  readonly isPending: boolean
  /** Names of the details that were erased. */
  readonly details: readonly string[]
  /** Number of notes that were erased. */
  readonly notes: number
}

/** Returns a name as it is compared: without case, punctuation, invisible characters and double blanks. */
export function comparableName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
}

export function isErased(patient: Patient | Erased): patient is Erased {
  return 'isPending' in patient
}
