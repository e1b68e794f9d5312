import { memoryStore, type Store } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { memoryTable } from './patients/memory-table'
import { type Patients, patientsIn } from './patients/patients'
import { sqliteTable } from './patients/sqlite-table'
import type { Settings } from './settings'

/** Where allocation and people are kept: side by side, in one database. */
export interface Storage {
  readonly store: Store
  readonly patients: Patients
}

/** The only place that knows which storage it is. */
export async function openStorage(settings: Settings['storage']): Promise<Storage> {
  switch (settings.kind) {
    case 'memory':
      return { store: memoryStore(), patients: patientsIn(memoryTable()) }
    case 'sqlite': {
      const store = sqliteStore(settings.file)
      return { store, patients: patientsIn(sqliteTable(settings.file)) }
    }
    case 'postgres':
      throw new RangeError('STORE is postgres, which this version does not have yet.')
  }
}
