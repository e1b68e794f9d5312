import { resolve } from 'node:path'
import { isOpdError, memoryStore, type Store } from 'opd-scheduler'
import { postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import { UsageError } from '../usage-error'
import { ResumedStore } from './resumed-store'
import { nameOf, type StoreChoice } from './store-choice'

/** The store of one run. */
export interface DayStore {
  readonly store: Store
  /** Checks at the end of the day that the store holds exactly this day. */
  finish(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the store for a new day, or for one to resume.
 *
 * @throws UsageError if it cannot be reached, or holds a day and `resume` is false
 */
export async function dayStore(choice: StoreChoice, folder: string, resume: boolean): Promise<DayStore> {
  if (choice.kind === 'memory') {
    const store = memoryStore()
    return { store, finish: async () => {}, close: () => store.close() }
  }
  const { written, close } = await opened(choice, folder)
  try {
    const head = await written.head()
    if (head === 0) return { store: written, finish: async () => {}, close }
    const name = nameOf(choice)
    if (!resume)
      throw new UsageError(
        `'${name}' already holds a day of ${head} events. Give --resume to continue it, or another name.`,
      )
    const store = new ResumedStore(written, name, head)
    return { store, finish: () => store.finish(), close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

interface Opened {
  readonly written: Store
  close(): Promise<void>
}

async function opened(choice: Exclude<StoreChoice, { kind: 'memory' }>, folder: string): Promise<Opened> {
  if (choice.kind === 'sqlite') {
    const written = sqliteStore(resolve(folder, choice.file))
    return { written, close: () => written.close() }
  }
  // Loaded only if it is needed.
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: choice.url, max: 4, connectionTimeoutMillis: 10_000 })
  await pool.query('SELECT').catch(async (thrown: NodeJS.ErrnoException) => {
    await pool.end()
    const why = thrown.message || thrown.code
    throw new UsageError(`'${nameOf(choice)}' cannot be reached: ${why}. Check the address, role and password.`)
  })
  const written = postgresStore(pool, { schema: choice.schema })
  return {
    written,
    close: async () => {
      await written.close()
      await pool.end()
    },
  }
}

/** Whether the error comes from the store, with a message fit for the user. */
export function isStoreFailure(thrown: unknown): thrown is Error {
  return (
    isOpdError(thrown) && ['store-failed', 'store-corrupt', 'driver-missing', 'outcome-unknown'].includes(thrown.code)
  )
}
