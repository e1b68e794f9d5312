import { memoryStore } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { memoryTable } from './patients/memory-table'
import { type Patients, patientsIn } from './patients/patients'
import { postgresTable } from './patients/postgres-table'
import { sqliteTable } from './patients/sqlite-table'
import type { Settings } from './settings'

/** Where allocation and people are kept: side by side, in one database. */
export interface Storage {
  readonly store: Store
  readonly patients: Patients
  /** Once store and patients are closed. */
  close(): Promise<void>
}

/** The only place that knows which storage it is. */
export async function openStorage(settings: Settings['storage']): Promise<Storage> {
  const nothing = async () => undefined
  switch (settings.kind) {
    case 'memory':
      return { store: memoryStore(), patients: patientsIn(memoryTable()), close: nothing }
    case 'sqlite': {
      const store = sqliteStore(settings.file)
      return { store, patients: patientsIn(sqliteTable(settings.file)), close: nothing }
    }
    case 'postgres': {
      const pool = new pg.Pool({ connectionString: settings.url, max: 10, statement_timeout: 5_000 })
      // A connection that breaks while idle is replaced; unheard, its error would end the process.
      pool.on('error', () => undefined)
      const patients = patientsIn(await postgresTable(pool))
      return { store: postgresStore(pool), patients, close: () => pool.end() }
    }
  }
}
