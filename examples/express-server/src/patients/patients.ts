import type { Store } from 'opd-scheduler/store'
import {
  type Admission,
  type Admitted,
  admission,
  type BookingAdmission,
  lookupOf,
  type Write,
  withoutMark,
} from './admission'
import { type Attempt, bookingsWith } from './bookings'
import { leftoversOf } from './leftovers'
import { type Details, type Erased, isErased, type Patient } from './person'
import { storeBefore } from './store-before'
import type { Decision, Found, Note, PatientTable, Search } from './table'

export type Changed =
  | { readonly status: 'done'; readonly patient: Patient }
  | { readonly status: 'taken'; readonly patientId: string }
  | { readonly status: 'unknown' | 'erased' | 'key-reused' }

/** The patients and the notes about them, outside the scheduler. Every write is atomic. */
export interface Patients {
  get(id: string): Promise<Patient | Erased | undefined>
  list(ids: readonly string[]): Promise<readonly Patient[]>
  search(search: Search, limit: number): Promise<readonly Patient[]>
  /** Returns what `admit` would do. */
  plan(admission: Admission): Promise<Admitted>
  /** Returns the patient whom the details mean, unchanged; adds one if there is none. */
  admit(admission: Admission): Promise<Admitted>
  /** Returns the store to give to the scheduler. It stores the patients of the bookings that the engine has accepted. */
  before(store: Store): Store
  /** Books. Between the engine's decision and the commit, the patient is stored; if the booking is refused after all, removed again. */
  booking<T>(
    admission: BookingAdmission,
    book: () => Promise<T>,
    isRefusal: (result: T) => boolean,
  ): Promise<Attempt<T>>
  /** Runs the bookings under one key one after another. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>
  /** Returns the patient, who from now on stays even if the booking that named the patient first is refused. */
  keep(id: string): Promise<Patient | Erased | undefined>
  change(id: string, details: Details, write: Write): Promise<Changed>
  /**
   * Erases the personal data and keeps the id, so that a late retry does not restore them.
   *
   * @param isAnyId Whether an id that is not in the table is erased too, for its notes.
   */
  erase(id: string, isAnyId: boolean, write: Write): Promise<Erased | 'unknown' | 'key-reused'>
  /** Stores the note of a command, unless it has one or its patient is erased. */
  addNote(note: Note): Promise<void>
  /** Returns the notes by command id. */
  notesOf(commandIds: readonly string[]): Promise<ReadonlyMap<string, Note>>
  /** Removes the patients of bookings that were uncommitted at the last call too. Call it each hour. */
  removeLeftovers(isCommitted: (commandId: string) => Promise<boolean>): Promise<void>
  /** Rejects if the storage does not respond. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Returns patients stored in a table. */
export function patientsIn(table: PatientTable): Patients {
  const { before, booking, inTurn } = bookingsWith(table)
  const get = async (id: string) => withoutMark((await table.find({ id })).patient)
  return {
    get,
    list: (ids) => table.list([...new Set(ids)]),
    search: (search, limit) => table.search(search, limit),
    plan: async (given) => admission(given, true)(await table.find(lookupOf(given))).result,
    admit: (given) => table.write(lookupOf(given), admission(given, true), true),
    before: (store) => storeBefore(store, before),
    booking,
    inTurn,
    async keep(id) {
      const { patient } = await table.find({ id })
      if (patient === undefined || isErased(patient) || patient.stays) return withoutMark(patient)
      return table.write({ id }, keeping, false)
    },
    change: (id, details, write) => {
      const { key } = write
      const { phone, hospitalNumber } = details
      return table.write({ key, id, phone, hospitalNumber }, changing(id, details, write), true)
    },
    async erase(id, isAnyId, write) {
      const outcome = await table.write({ key: write.key, id }, erasing(id, isAnyId, write), true)
      if (outcome !== 'erased') return outcome
      const { patient } = await table.find({ id })
      return patient !== undefined && isErased(patient) ? patient : 'unknown'
    },
    addNote: (note) =>
      table.write(
        note.patientId === null ? {} : { id: note.patientId },
        ({ patient }) => ({ result: undefined, ...((patient === undefined || !isErased(patient)) && { note }) }),
        true,
      ),
    async notesOf(commandIds) {
      const notes = commandIds.length === 0 ? [] : await table.notesOf([...new Set(commandIds)])
      return new Map(notes.map((note) => [note.commandId, note]))
    },
    removeLeftovers: leftoversOf(table),
    async ping() {
      await table.find({ id: 'ping' })
    },
    close: () => table.close(),
  }
}

function keeping({ patient }: Found): Decision<Patient | Erased | undefined> {
  const result = withoutMark(patient)
  return patient === undefined || isErased(patient) ? { result } : { result, put: { ...patient, stays: true } }
}

function changing(id: string, details: Details, { key, fingerprint, at }: Write): (found: Found) => Decision<Changed> {
  return ({ claim, patient, near }) => {
    if (claim !== undefined && (claim.patientId !== id || (claim.fingerprint ?? fingerprint) !== fingerprint))
      return { result: { status: 'key-reused' } }
    if (patient === undefined) return { result: { status: 'unknown' } }
    if (isErased(patient)) return { result: { status: 'erased' } }
    if (claim !== undefined) return { result: { status: 'done', patient: withoutMark(patient) } }
    const { hospitalNumber } = details
    const holder = near.find((each) => hospitalNumber !== null && each.hospitalNumber === hospitalNumber)
    if (holder !== undefined && holder.id !== id) return { result: { status: 'taken', patientId: holder.id } }
    const put = { ...patient, ...details, updatedAt: at, stays: true }
    return {
      result: { status: 'done', patient: withoutMark(put) },
      put,
      ...(key !== undefined && { remember: { key, patientId: id, fingerprint, found: true, uses: 1 } }),
    }
  }
}

function erasing(
  id: string,
  isAnyId: boolean,
  { key, at }: Write,
): (found: Found) => Decision<'erased' | 'unknown' | 'key-reused'> {
  return ({ claim, patient }) => {
    if (claim !== undefined && (claim.patientId !== id || claim.fingerprint !== null)) return { result: 'key-reused' }
    if (patient === undefined && !isAnyId) return { result: 'unknown' }
    const details = patient === undefined ? [] : isErased(patient) ? patient.details : filledOf(patient)
    return {
      result: 'erased',
      // Also if the patient is erased: the table erases any details that the row still has.
      erase: { id, details, at },
      ...(key !== undefined &&
        claim === undefined && { remember: { key, patientId: id, fingerprint: null, found: true, uses: 1 } }),
    }
  }
}

const DETAILS = ['name', 'phone', 'hospitalNumber', 'birthDate', 'age', 'gender'] as const

function filledOf(details: Details): readonly string[] {
  return DETAILS.filter((name) => details[name] !== null)
}
