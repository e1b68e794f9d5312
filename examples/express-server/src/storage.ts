import { memoryStore } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { type Patients, patientsIn } from './patients/patients'
import { postgresTable } from './patients/postgres-table'
import { sqliteTable } from './patients/sqlite-table'
import type { Settings } from './settings'

/** Storage of the scheduler's log and the patients, in one database. */
export interface Storage {
  readonly store: Store
  readonly patients: Patients
  /** Call it after closing the store and the patients. */
  close(): Promise<void>
}

/** Opens the configured storage. Nothing else depends on its kind. */
export async function openStorage(settings: Settings['storage']): Promise<Storage> {
  const nothing = async () => undefined
  switch (settings.kind) {
    case 'memory':
      return { store: memoryStore(), patients: patientsIn(sqliteTable()), close: nothing }
    case 'sqlite': {
      const store = sqliteStore(settings.file)
      return { store, patients: patientsIn(sqliteTable(settings.file)), close: nothing }
    }
    case 'postgres': {
      const pool = new pg.Pool({ connectionString: settings.url, max: 10, statement_timeout: 5_000 })
      // The pool replaces a broken idle connection, but an unhandled error event would end the process.
      pool.on('error', () => undefined)
      const patients = patientsIn(await postgresTable(pool))
      return { store: postgresStore(pool), patients, close: () => pool.end() }
    }
  }
}
