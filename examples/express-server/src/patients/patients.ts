import { randomUUID } from 'node:crypto'

/** Personal data. It is never in the scheduler's log, from which nothing can be erased. */
export interface Details {
  readonly name: string
  /** As `normalPhone` writes it. */
  readonly phone: string
  readonly age: number | null
  readonly gender: string | null
}

export interface Patient extends Details {
  /** Opaque and random; the scheduler's tokens carry it. */
  readonly id: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** An idempotent write: the same key and fingerprint mean the same write. */
export interface Write {
  /** Epoch milliseconds. */
  readonly at: number
  /** Idempotency key, if the client gave one. */
  readonly key?: string | undefined
  readonly fingerprint: string
}

export type Written =
  | { readonly status: 'done'; readonly patient: Patient }
  | { readonly status: 'unknown' | 'erased' | 'key-reused' }

/** The patients, outside the scheduler. Every write is atomic. */
export interface Patients {
  get(id: string): Promise<Patient | undefined>
  /** Returns the patients with these ids; unknown ids are skipped. */
  list(ids: readonly string[]): Promise<readonly Patient[]>
  /** Returns all patients with this phone; families share one. */
  findByPhone(phone: string): Promise<readonly Patient[]>
  /** Returns the patient with this phone and name, unchanged; adds one if there is none. */
  admit(details: Details, write: Write): Promise<Written>
  change(id: string, details: Details, write: Write): Promise<Written>
  /** Erases the personal data and keeps the id, so that a late retry does not restore them. */
  erase(id: string, write: Write): Promise<'erased' | 'unknown' | 'key-reused'>
  /** Rejects if the storage does not respond. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Rows inside one transaction. */
export interface PatientRows {
  one(id: string): Promise<Patient | 'erased' | undefined>
  byPhone(phone: string): Promise<readonly Patient[]>
  put(patient: Patient): Promise<void>
  /** Erases the data; keeps the id, marked as erased. */
  erase(id: string): Promise<void>
  claim(key: string): Promise<Claim | undefined>
  remember(key: string, claim: Claim): Promise<void>
}

/** The record of a write under a key. */
export interface Claim {
  readonly patientId: string
  /** Null once the person is erased: a fingerprint of a phone number can be guessed. */
  readonly fingerprint: string | null
}

/** Storage of the rows. */
export interface PatientTable {
  read<T>(work: (rows: PatientRows) => Promise<T>): Promise<T>
  /** Runs the work in a transaction, one at a time for the same `concerning`. */
  write<T>(concerning: string, work: (rows: PatientRows) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Returns patients stored in a table. */
export function patientsIn(table: PatientTable): Patients {
  const repeated = async (rows: PatientRows, { key, fingerprint }: Write): Promise<Written | undefined> => {
    const claim = key === undefined ? undefined : await rows.claim(key)
    if (claim === undefined) return undefined
    const patient = await rows.one(claim.patientId)
    if (patient === 'erased') return { status: 'erased' }
    return patient && claim.fingerprint === fingerprint ? { status: 'done', patient } : { status: 'key-reused' }
  }
  const save = async (rows: PatientRows, patient: Patient, { key, fingerprint }: Write): Promise<Written> => {
    await rows.put(patient)
    if (key !== undefined) await rows.remember(key, { patientId: patient.id, fingerprint })
    return { status: 'done', patient }
  }

  return {
    async get(id) {
      const found = await table.read((rows) => rows.one(id))
      return found === 'erased' ? undefined : found
    },
    list: (ids) =>
      table.read(async (rows) => {
        const found: Patient[] = []
        for (const id of new Set(ids)) {
          const patient = await rows.one(id)
          if (patient !== undefined && patient !== 'erased') found.push(patient)
        }
        return found
      }),
    findByPhone: (phone) => table.read((rows) => rows.byPhone(phone)),
    admit: (details, write) =>
      table.write(details.phone, async (rows) => {
        const again = await repeated(rows, write)
        if (again !== undefined) return again
        const name = normalName(details.name)
        const known = (await rows.byPhone(details.phone)).find((each) => normalName(each.name) === name)
        const fresh = { ...details, id: `p-${randomUUID()}`, createdAt: write.at, updatedAt: write.at }
        return save(rows, known ?? fresh, write)
      }),
    change: (id, details, write) =>
      table.write(id, async (rows) => {
        const again = await repeated(rows, write)
        if (again !== undefined) return again
        const known = await rows.one(id)
        if (known === undefined || known === 'erased') return { status: known ?? 'unknown' }
        return save(rows, { ...known, ...details, updatedAt: write.at }, write)
      }),
    erase: (id, { key }) =>
      table.write(id, async (rows) => {
        const claim = key === undefined ? undefined : await rows.claim(key)
        if (claim !== undefined && (claim.patientId !== id || claim.fingerprint !== null)) return 'key-reused'
        const known = await rows.one(id)
        if (known === undefined) return 'unknown'
        if (known !== 'erased') await rows.erase(id)
        if (key !== undefined && claim === undefined) await rows.remember(key, { patientId: id, fingerprint: null })
        return 'erased'
      }),
    async ping() {
      await table.read((rows) => rows.one('ping'))
    },
    close: () => table.close(),
  }
}

/** Strips a phone number to its digits, with a leading plus if there is one. */
export function normalPhone(phone: string): string {
  return phone.replace(/[^+\d]/g, '')
}

/** Normalises a name for comparison: `admit` finds a patient by this and the phone. */
export function normalName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
}
