import type Database from 'libsql'
import { comparableName, type Erased, type Patient } from './person'
import { ERASED, PENDING } from './sqlite-schema'
import type { Claim, Decision, Found, Lookup, Note, Search, Stored } from './table'

/** The rows of one SQLite database. All calls return before anything else runs, so they may be parts of one transaction. */
export type SqliteRows = ReturnType<typeof sqliteRows>

const COLUMNS =
  'id, name, phone, hospital_number, birth_date, age, gender, created_at, updated_at, stays, erased, erased_details, erased_notes'

export function sqliteRows(database: Database.Database) {
  const byId = database.prepare(`SELECT ${COLUMNS} FROM patients WHERE id = ?`)
  const byPhone = database.prepare(`SELECT ${COLUMNS} FROM patients WHERE phone = ? AND erased = 0`)
  const byNumber = database.prepare(`SELECT ${COLUMNS} FROM patients WHERE hospital_number = ? AND erased = 0`)
  const searches = {
    phone: database.prepare(
      `SELECT ${COLUMNS} FROM patients WHERE phone = ? AND erased = 0 ORDER BY created_at, id LIMIT ?`,
    ),
    number: database.prepare(`SELECT ${COLUMNS} FROM patients WHERE hospital_number = ? AND erased = 0 LIMIT ?`),
    name: database.prepare(
      `SELECT ${COLUMNS} FROM patients WHERE compared >= ? AND compared < ? AND erased = 0 ORDER BY compared, id LIMIT ?`,
    ),
  }
  const claimOf = database.prepare('SELECT patient_id, fingerprint, found, uses FROM patient_writes WHERE key = ?')
  const put = database.prepare(
    `INSERT INTO patients (id, name, compared, phone, hospital_number, birth_date, age, gender, created_at, updated_at, stays)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, compared = excluded.compared, phone = excluded.phone,
       hospital_number = excluded.hospital_number, birth_date = excluded.birth_date, age = excluded.age,
       gender = excluded.gender, updated_at = excluded.updated_at, stays = excluded.stays
     WHERE patients.erased = 0`,
  )
  const remember = database.prepare(
    `INSERT INTO patient_writes (key, patient_id, fingerprint, found, uses) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET uses = excluded.uses`,
  )
  const passing = database.prepare(
    `SELECT key, patient_id AS patientId, fingerprint, found, uses FROM patient_writes
     WHERE patient_id IN (SELECT id FROM patients WHERE stays = 0 AND erased = 0) AND key > ? ORDER BY key LIMIT ?`,
  )
  const unuse = database.prepare('UPDATE patient_writes SET uses = uses - 1 WHERE key = ?')
  const forget = database.prepare('DELETE FROM patient_writes WHERE key = ? AND uses <= 0')
  const remove = database.prepare(
    `DELETE FROM patients WHERE id = ? AND stays = 0 AND erased = 0
       AND NOT EXISTS (SELECT 1 FROM patient_writes WHERE patient_id = patients.id)`,
  )
  const dropNotes = database.prepare('DELETE FROM notes WHERE patient_id = ?')
  const erase = database.prepare(
    `INSERT INTO patients (id, created_at, updated_at, erased, erased_details, erased_notes)
     VALUES (?, ?, ?, ${PENDING}, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = NULL, compared = NULL, phone = NULL, hospital_number = NULL, birth_date = NULL,
       age = NULL, gender = NULL, erased = excluded.erased, erased_details = excluded.erased_details,
       erased_notes = patients.erased_notes + excluded.erased_notes
     WHERE patients.erased = 0 OR patients.name IS NOT NULL`,
  )
  const unclaim = database.prepare('UPDATE patient_writes SET fingerprint = NULL WHERE patient_id = ?')
  const addNote = database.prepare('INSERT INTO notes VALUES (?, ?, ?) ON CONFLICT (command_id) DO NOTHING')
  const noteOf = database.prepare('SELECT patient_id, note FROM notes WHERE command_id = ?')
  const pending = database.prepare(`SELECT id FROM patients WHERE erased = ${PENDING}`)
  const finish = database.prepare(`UPDATE patients SET erased = ${ERASED} WHERE id = ?`)

  const one = (id: string): Stored | Erased | undefined => {
    const row = byId.get(id) as Row | undefined
    return row && (row.erased === 0 ? storedOf(row) : erasedOf(row))
  }
  const claimBy = (key: string): Claim | undefined => {
    const row = claimOf.get(key) as ClaimRow | undefined
    if (row === undefined) return undefined
    const { patient_id: patientId, fingerprint, found, uses } = row
    return { patientId, fingerprint, found: found === 1, uses }
  }
  return {
    find({ key, id, phone, hospitalNumber }: Lookup): Found {
      const claim = key === undefined ? undefined : claimBy(key)
      const wanted = id ?? claim?.patientId
      const near = new Map<string, Stored>()
      const rows = [
        ...(phone == null ? [] : (byPhone.all(phone) as Row[])),
        ...(hospitalNumber == null ? [] : (byNumber.all(hospitalNumber) as Row[])),
      ]
      for (const row of rows) near.set(row.id, storedOf(row))
      return { claim, patient: wanted === undefined ? undefined : one(wanted), near: [...near.values()] }
    },
    apply({ put: patient, remember: claim, release, erase: erased, note }: Decision<unknown>): void {
      if (patient !== undefined) {
        const { id, name, phone, hospitalNumber, birthDate, age, gender, createdAt, updatedAt, stays } = patient
        const values = [phone, hospitalNumber, birthDate, age, gender, createdAt, updatedAt, stays ? 1 : 0]
        put.run(id, name, comparableName(name), ...values)
      }
      if (claim !== undefined)
        remember.run(claim.key, claim.patientId, claim.fingerprint, claim.found ? 1 : 0, claim.uses)
      if (release !== undefined) {
        unuse.run(release.key)
        forget.run(release.key)
        remove.run(release.patientId)
      }
      if (erased !== undefined) {
        const { changes } = dropNotes.run(erased.id)
        erase.run(erased.id, erased.at, erased.at, erased.details.join(' '), Number(changes))
        unclaim.run(erased.id)
      }
      if (note !== undefined) addNote.run(note.commandId, note.patientId, note.text)
    },
    list: (ids: readonly string[]): Patient[] =>
      ids.flatMap((id) => {
        const row = byId.get(id) as Row | undefined
        return row?.erased === 0 ? [patientOf(row)] : []
      }),
    search({ phone, hospitalNumber, name }: Search, limit: number): Patient[] {
      const rows =
        phone !== undefined
          ? searches.phone.all(phone, limit)
          : hospitalNumber !== undefined
            ? searches.number.all(hospitalNumber, limit)
            : searches.name.all(name, `${name}\u{10FFFF}`, limit)
      return (rows as Row[]).map(patientOf)
    },
    notesOf: (commandIds: readonly string[]): Note[] =>
      commandIds.flatMap((commandId) => {
        const row = noteOf.get(commandId) as { readonly patient_id: string | null; readonly note: string } | undefined
        return row === undefined ? [] : [{ commandId, patientId: row.patient_id, text: row.note }]
      }),
    claimsOfPassing: (after: string, limit: number): (Claim & { readonly key: string })[] =>
      (passing.all(after, limit) as PassingRow[]).map((row) => ({ ...row, found: row.found === 1 })),
    /** Ids of the erased patients whose data the write-ahead log may still hold. */
    beingErased: (): string[] => (pending.all() as { readonly id: string }[]).map(({ id }) => id),
    finishErasing(ids: readonly string[]): void {
      for (const id of ids) finish.run(id)
    },
  }
}

interface Row extends Omit<Patient, 'hospitalNumber' | 'birthDate' | 'createdAt' | 'updatedAt'> {
  readonly hospital_number: string | null
  readonly birth_date: string | null
  readonly created_at: number
  readonly updated_at: number
  readonly stays: number
  readonly erased: number
  readonly erased_details: string
  readonly erased_notes: number
}

interface ClaimRow {
  readonly patient_id: string
  readonly fingerprint: string | null
  readonly found: number
  readonly uses: number
}

interface PassingRow extends Omit<Claim, 'found'> {
  readonly key: string
  readonly found: number
}

function patientOf(row: Row): Patient {
  const { id, name, phone, hospital_number: hospitalNumber, birth_date: birthDate, age, gender } = row
  return {
    id,
    name,
    phone,
    hospitalNumber,
    birthDate,
    age,
    gender,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function storedOf(row: Row): Stored {
  return { ...patientOf(row), stays: row.stays === 1 }
}

function erasedOf({ id, erased, erased_details, erased_notes }: Row): Erased {
  const details = erased_details === '' ? [] : erased_details.split(' ')
  return { id, isPending: erased === PENDING, details, notes: erased_notes }
}
