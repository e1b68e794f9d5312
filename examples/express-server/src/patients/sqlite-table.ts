import Database from 'libsql'
import { oneAtATime } from './one-at-a-time'
import type { Claim, Patient, PatientRows, PatientTable } from './patients'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS patients (
    id TEXT PRIMARY KEY, name TEXT, phone TEXT, age INTEGER, gender TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS patients_by_phone ON patients (phone);
  CREATE TABLE IF NOT EXISTS patient_writes (key TEXT PRIMARY KEY, patient_id TEXT NOT NULL, fingerprint TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS patient_writes_by_patient ON patient_writes (patient_id);`

const COLUMNS = 'id, name, phone, age, gender, created_at AS createdAt, updated_at AS updatedAt'

/** Patients in the SQLite file of the scheduler's log, in their own tables. */
export function sqliteTable(file: string): PatientTable {
  const database = new Database(file)
  database.exec('PRAGMA busy_timeout = 5000')
  database.exec('PRAGMA journal_mode = WAL')
  // Without this, a power cut could lose acknowledged writes.
  database.exec('PRAGMA synchronous = FULL')
  // Overwrites erased data with zeros.
  database.exec('PRAGMA secure_delete = ON')
  database.exec(SCHEMA)
  const one = database.prepare(`SELECT ${COLUMNS}, erased FROM patients WHERE id = ?`)
  const byPhone = database.prepare(`SELECT ${COLUMNS} FROM patients WHERE phone = ? ORDER BY created_at, id`)
  const put = database.prepare(
    `INSERT INTO patients (id, name, phone, age, gender, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, age = excluded.age,
       gender = excluded.gender, updated_at = excluded.updated_at`,
  )
  const erase = database.prepare(
    'UPDATE patients SET name = NULL, phone = NULL, age = NULL, gender = NULL, erased = 1 WHERE id = ?',
  )
  const unclaim = database.prepare('UPDATE patient_writes SET fingerprint = NULL WHERE patient_id = ?')
  const claim = database.prepare('SELECT patient_id AS patientId, fingerprint FROM patient_writes WHERE key = ?')
  const remember = database.prepare('INSERT INTO patient_writes VALUES (?, ?, ?)')

  let hasErased = false

  const rows: PatientRows = {
    async one(id) {
      const row = one.get(id) as Row | undefined
      return row === undefined ? undefined : row.erased === 1 ? 'erased' : patientOf(row)
    },
    byPhone: async (phone) => (byPhone.all(phone) as Row[]).map(patientOf),
    async put({ id, name, phone, age, gender, createdAt, updatedAt }) {
      put.run(id, name, phone, age, gender, createdAt, updatedAt)
    },
    async erase(id) {
      erase.run(id)
      unclaim.run(id)
      hasErased = true
    },
    claim: async (key) => claim.get(key) as Claim | undefined,
    async remember(key, { patientId, fingerprint }) {
      remember.run(key, patientId, fingerprint)
    },
  }
  const alone = oneAtATime()
  return {
    read: (work) => alone(() => work(rows)),
    write: (_concerning, work) =>
      alone(async () => {
        database.exec('BEGIN IMMEDIATE')
        try {
          const done = await work(rows)
          database.exec('COMMIT')
          // The write-ahead log holds the erased data until it is truncated.
          if (hasErased) database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
          hasErased = false
          return done
        } catch (thrown) {
          // A full disk has rolled back already.
          if (database.inTransaction) database.exec('ROLLBACK')
          throw thrown
        }
      }),
    async close() {
      await alone(async () => database.close())
    },
  }
}

type Row = Patient & { readonly erased: number }

/** Copies the patient's fields and leaves out what the driver adds. */
function patientOf({ id, name, phone, age, gender, createdAt, updatedAt }: Row): Patient {
  return { id, name, phone, age, gender, createdAt, updatedAt }
}
