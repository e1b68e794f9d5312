import type { Erased, Patient } from './person'

/** A patient as it is stored. */
export interface Stored extends Patient {
  /** False if only bookings have named the patient: then the patient is removed if all of them are refused. */
  readonly stays: boolean
}

/** The record of a write under a key, so that a repeat means the same patient. */
export interface Claim {
  readonly patientId: string
  /** Null once the person is erased: a fingerprint of a phone number can be guessed. */
  readonly fingerprint: string | null
  /** Whether the patient was there before the write. */
  readonly found: boolean
  /** Number of requests that rely on the record; the last one that is refused removes it. */
  readonly uses: number
}

/** What a write looks up. */
export interface Lookup {
  readonly key?: string | undefined
  readonly id?: string
  readonly phone?: string | null
  readonly hospitalNumber?: string | null
}

/** What it finds. Nobody else changes any of it until the write has ended. */
export interface Found {
  readonly claim: Claim | undefined
  /** The patient with the id, or with that of the claim. */
  readonly patient: Stored | Erased | undefined
  /** All patients with the phone or the hospital number, except erased ones. */
  readonly near: readonly Stored[]
}

/** What a write decides. */
export interface Decision<T> {
  readonly result: T
  readonly put?: Stored
  readonly remember?: Claim & { readonly key: string }
  /** Ends one use of the key's record. Removes the patient of the record if nothing else names the patient. */
  readonly release?: { readonly key: string; readonly patientId: string }
  /** Erases details, fingerprints and notes; the id stays, marked as erased. */
  readonly erase?: { readonly id: string; readonly details: readonly string[]; readonly at: number }
  readonly note?: Note
}

/** The note of a command. */
export interface Note {
  readonly commandId: string
  /** Null for a command about no patient. */
  readonly patientId: string | null
  readonly text: string
}

/** One of the fields. */
export interface Search {
  readonly phone?: string
  readonly hospitalNumber?: string
  /** Beginning of a comparable name. */
  readonly name?: string
}

/** Storage of patients. */
export interface PatientTable {
  find(lookup: Lookup): Promise<Found>
  /**
   * Looks up, decides and writes, in one transaction; writes with a common key, id, phone or hospital number run one after another.
   *
   * @param isDurable Whether the write must survive a power cut. A booking in the same database that follows makes it durable too.
   * @param isHurried Whether the write fails soon if another instance holds a lock that it needs, because other bookings wait for it. The
   * look-up must have the patient's id: hurried writes are decided together.
   */
  write<T>(lookup: Lookup, decide: (found: Found) => Decision<T>, isDurable: boolean, isHurried?: boolean): Promise<T>
  /** Returns the patients with these ids; unknown and erased ones are skipped. */
  list(ids: readonly string[]): Promise<readonly Patient[]>
  search(search: Search, limit: number): Promise<readonly Patient[]>
  notesOf(commandIds: readonly string[]): Promise<readonly Note[]>
  /** Returns the claims on patients whom only bookings have named, with keys above `after`, by key. */
  claimsOfPassing(after: string, limit: number): Promise<readonly (Claim & { readonly key: string })[]>
  close(): Promise<void>
}
