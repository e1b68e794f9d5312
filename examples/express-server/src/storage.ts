import { memoryStore, type Store } from 'opd-scheduler'
import { memoryPatients } from './patients/memory-patients'
import type { Patients } from './patients/patients'
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
      return { store: memoryStore(), patients: memoryPatients() }
    case 'sqlite':
    case 'postgres':
      return { store: memoryStore(), patients: memoryPatients() }
  }
}
