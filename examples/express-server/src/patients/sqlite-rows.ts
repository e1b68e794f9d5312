import type Database from 'libsql'
import { idsOf, matched } from './matching'
import { comparableName, type Erased, type Patient } from './person'
import { ERASED, PENDING } from './sqlite-schema'
import type { Claim, Decision, Found, Lookup, Note, Search, Stored } from './table'

/** The rows of one SQLite database. All calls return before anything else runs, so they may be parts of one transaction. */
export type SqliteRows = ReturnType<typeof sqliteRows>

const COLUMNS =
  'id, name, phone, hospital_number, birth_date, age, gender, created_at, updated_at, stays, erased, erased_details, erased_notes'

export function sqliteRows(database: Database.Database) {
  const byId = database.prepare(`SELECT ${COLUMNS} FROM patients WHERE id = ?`)
  // A call of the driver costs about as much as what it asks for, so many values are one JSON text.
  const among = 'IN (SELECT value FROM json_each(?))'
  const byIds = database.prepare(`SELECT ${COLUMNS} FROM patients WHERE id ${among}`)
  const byPhones = database.prepare(
    `SELECT ${COLUMNS} FROM patients WHERE phone ${among} AND erased = 0 ORDER BY rowid`,
  )
  const byNumbers = database.prepare(`SELECT ${COLUMNS} FROM patients WHERE hospital_number ${among} AND erased = 0`)
  const searches = {
    phone: database.prepare(
      `SELECT ${COLUMNS} FROM patients WHERE phone = ? AND erased = 0 ORDER BY created_at, id LIMIT ?`,
    ),
    number: database.prepare(`SELECT ${COLUMNS} FROM patients WHERE hospital_number = ? AND erased = 0 LIMIT ?`),
    name: database.prepare(
      `SELECT ${COLUMNS} FROM patients WHERE compared >= ? AND compared < ? AND erased = 0 ORDER BY compared, id LIMIT ?`,
    ),
  }
  const claimsOf = database.prepare(
    `SELECT key, patient_id AS patientId, fingerprint, found, uses FROM patient_writes WHERE key ${among}`,
  )
  const put = database.prepare(
    `INSERT INTO patients (id, name, compared, phone, hospital_number, birth_date, age, gender, created_at, updated_at, stays)
     SELECT ${valuesOf(11)} FROM json_each(?) WHERE true
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, compared = excluded.compared, phone = excluded.phone,
       hospital_number = excluded.hospital_number, birth_date = excluded.birth_date, age = excluded.age,
       gender = excluded.gender, updated_at = excluded.updated_at, stays = excluded.stays
     WHERE patients.erased = 0`,
  )
  const remember = database.prepare(
    `INSERT INTO patient_writes (key, patient_id, fingerprint, found, uses)
     SELECT ${valuesOf(5)} FROM json_each(?) WHERE true
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

  const rowsOf = (statement: Database.Statement, values: readonly (string | null | undefined)[]): Row[] => {
    const given = values.filter((value) => value != null)
    return given.length === 0 ? [] : (statement.all(JSON.stringify(given)) as Row[])
  }
  const claimsBy = (keys: readonly string[]): ReadonlyMap<string, Claim> => {
    const rows = keys.length === 0 ? [] : (claimsOf.all(JSON.stringify(keys)) as ClaimRow[])
    return new Map(rows.map(({ key, ...claim }) => [key, { ...claim, found: claim.found === 1 }]))
  }
  const applyRest = ({ release, erase: erased, note }: Decision<unknown>): void => {
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
  }
  return {
    /** Returns what each lookup finds. */
    find(lookups: readonly Lookup[]): readonly Found[] {
      const claims = claimsBy(lookups.flatMap(({ key }) => key ?? []))
      const phones = lookups.map(({ phone }) => phone)
      const numbers = lookups.map(({ hospitalNumber }) => hospitalNumber)
      const ids = idsOf(lookups, claims)
      // Those near come first, so that they keep the order of their phone.
      const rows = [...rowsOf(byPhones, phones), ...rowsOf(byNumbers, numbers), ...rowsOf(byIds, ids)]
      return matched(lookups, {
        claims,
        patients: rows.map((row) => (row.erased === 0 ? storedOf(row) : erasedOf(row))),
      })
    },
    /** Writes what was decided. */
    apply(decisions: readonly Decision<unknown>[]): void {
      const puts = decisions.flatMap(({ put: patient }) => (patient === undefined ? [] : [columnsOf(patient)]))
      if (puts.length > 0) put.run(JSON.stringify(puts))
      const claims = decisions.flatMap(({ remember: claim }) =>
        claim === undefined ? [] : [[claim.key, claim.patientId, claim.fingerprint, claim.found ? 1 : 0, claim.uses]],
      )
      if (claims.length > 0) remember.run(JSON.stringify(claims))
      decisions.forEach(applyRest)
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
      (passing.all(after, limit) as ClaimRow[]).map((row) => ({ ...row, found: row.found === 1 })),
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

interface ClaimRow extends Omit<Claim, 'found'> {
  readonly key: string
  readonly found: number
}

/** Reads that many values of a JSON list. */
function valuesOf(count: number): string {
  return Array.from({ length: count }, (_, index) => `value ->> ${index}`).join(', ')
}

function columnsOf({ id, name, phone, hospitalNumber, birthDate, age, gender, ...rest }: Stored): unknown[] {
  const { createdAt, updatedAt, stays } = rest
  const details = [phone, hospitalNumber, birthDate, age, gender]
  return [id, name, comparableName(name), ...details, createdAt, updatedAt, stays ? 1 : 0]
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
