/** What is known of a person. It lives here and never in the engine, whose log cannot forget. */
export interface Details {
  readonly name: string
  /** As `normalPhone` writes it. */
  readonly phone: string
  readonly age: number | null
  readonly gender: string | null
}

export interface Patient extends Details {
  /** Opaque and random: what the engine's tokens carry. */
  readonly id: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** A write that may be repeated: the same key with the same fingerprint is the same write. */
export interface Write {
  /** Epoch milliseconds. */
  readonly at: number
  /** Where none was given the write is remembered under no key. */
  readonly key?: string | undefined
  readonly fingerprint: string
}

export type Written =
  | { readonly status: 'done'; readonly patient: Patient }
  | { readonly status: 'unknown' | 'erased' | 'key-reused' }

/** The host's own table of patients, beside the engine. Every write is atomic. */
export interface Patients {
  get(id: string): Promise<Patient | undefined>
  /** Those of the ids that are known. */
  list(ids: readonly string[]): Promise<readonly Patient[]>
  /** Families share a phone. */
  findByPhone(phone: string): Promise<readonly Patient[]>
  /** The patient of this phone and name, added where there is none; what is known already stays. */
  admit(details: Details, write: Write): Promise<Written>
  change(id: string, details: Details, write: Write): Promise<Written>
  /** Forgets the person and keeps the id, so that no late retry brings them back. */
  erase(id: string, write: Write): Promise<'erased' | 'unknown' | 'key-reused'>
  /** Rejects where the storage does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Digits, with a plus in front where one was given. */
export function normalPhone(phone: string): string {
  return phone.replace(/[^+\d]/g, '')
}

/** By what `admit` finds a person again, besides the phone. */
export function normalName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
}
