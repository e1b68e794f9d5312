import type Database from 'libsql'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS patients (
    id TEXT PRIMARY KEY, name TEXT, phone TEXT, age INTEGER, gender TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS patients_by_phone ON patients (phone) WHERE phone IS NOT NULL;
  CREATE TABLE IF NOT EXISTS patient_writes (key TEXT PRIMARY KEY, patient_id TEXT NOT NULL, fingerprint TEXT) STRICT;
  CREATE INDEX IF NOT EXISTS patient_writes_by_patient ON patient_writes (patient_id);
  CREATE TABLE IF NOT EXISTS notes (command_id TEXT PRIMARY KEY, patient_id TEXT, note TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS notes_by_patient ON notes (patient_id);`

/** Columns that a file of the first version lacks. */
const LATER = {
  patients: [
    'compared TEXT',
    'hospital_number TEXT',
    'birth_date TEXT',
    'stays INTEGER NOT NULL DEFAULT 1',
    "erased_details TEXT NOT NULL DEFAULT ''",
    'erased_notes INTEGER NOT NULL DEFAULT 0',
  ],
  patient_writes: ['found INTEGER NOT NULL DEFAULT 1', 'uses INTEGER NOT NULL DEFAULT 1'],
}

const INDEXES = `
  CREATE UNIQUE INDEX IF NOT EXISTS patients_by_hospital_number ON patients (hospital_number)
    WHERE hospital_number IS NOT NULL;
  CREATE INDEX IF NOT EXISTS patients_by_name ON patients (compared);
  CREATE INDEX IF NOT EXISTS patients_passing ON patients (id) WHERE stays = 0;
  CREATE INDEX IF NOT EXISTS patients_being_erased ON patients (id) WHERE erased = 2;`

/** Values of the column `erased`. While it is pending, the write-ahead log still holds the data. */
export const ERASED = 1
export const PENDING = 2

/** Makes the tables, or adds what an older file lacks. */
export function prepareSchema(database: Database.Database): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(SCHEMA)
    for (const [table, columns] of Object.entries(LATER)) {
      const there = database.prepare(`PRAGMA table_info(${table})`).all() as { readonly name: string }[]
      for (const column of columns)
        if (!there.some(({ name }) => column.startsWith(`${name} `)))
          database.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`)
    }
    database.exec(INDEXES)
    database.exec('COMMIT')
  } catch (thrown) {
    database.exec('ROLLBACK')
    throw thrown
  }
}
