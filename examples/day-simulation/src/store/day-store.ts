import { resolve } from 'node:path'
import { isOpdError, memoryStore, type Store } from 'opd-scheduler'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { UsageError } from '../usage-error'
import { ResumedStore } from './resumed-store'
import type { StoreChoice } from './store-choice'

/** The store of one run. */
export interface DayStore {
  readonly store: Store
  /** To be called when the day is over, before its account is believed. */
  finish(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a store for a day that begins, or for one that is to go on.
 *
 * @throws UsageError where it has another day, or one that nobody asked to go on with
 */
export async function dayStore(choice: StoreChoice, folder: string, resume: boolean): Promise<DayStore> {
  const written = choice.kind === 'memory' ? memoryStore() : sqliteStore(resolve(folder, choice.file))
  const close = () => written.close()
  const head = await written.head()
  if (choice.kind === 'memory' || head === 0) return { store: written, finish: async () => {}, close }
  if (resume) {
    const store = new ResumedStore(written, choice.file, head)
    return { store, finish: () => store.finish(), close }
  }
  await close()
  throw new UsageError(`'${choice.file}' has a day in it already, of ${head} events. Maybe --resume, or another file.`)
}

/** Whether a store cannot be used, and its message says why. */
export function isStoreFailure(thrown: unknown): thrown is Error {
  return (
    isOpdError(thrown) && ['store-failed', 'store-corrupt', 'driver-missing', 'outcome-unknown'].includes(thrown.code)
  )
}
