import { existsSync } from 'node:fs'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Settings } from './settings'

/**
 * Copies the whole SQLite file, patients included, to a new file, while servers go on using it. Returns what was done, in words.
 *
 * @throws RangeError if there is nothing to copy, or no place for the copy
 */
export async function backUp(storage: Settings['storage'], to: string | undefined): Promise<string> {
  if (storage.kind === 'postgres') throw new RangeError('PostgreSQL has its own backup: run pg_dump --format=custom.')
  if (storage.kind === 'memory') throw new RangeError("STORE is 'memory'; nothing of it can be backed up.")
  if (to === undefined) throw new RangeError('Name the new file: backup opd-2026-01-30.db.')
  if (!existsSync(storage.file)) throw new RangeError(`There is no file '${storage.file}'. Set SQLITE_FILE.`)
  const store = sqliteStore(storage.file)
  try {
    await store.backup(to)
  } finally {
    await store.close()
  }
  return `Copied ${storage.file} to ${to}.`
}
