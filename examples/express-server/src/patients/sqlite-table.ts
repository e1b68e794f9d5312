import Database from 'libsql'
import { groupCommit } from './group-commit'
import { sqliteRows } from './sqlite-rows'
import { prepareSchema } from './sqlite-schema'
import type { PatientTable } from './table'
import { truncation } from './truncation'

/** Patients in the SQLite file of the scheduler's log, in their own tables; or in memory, lost when the process ends. */
export function sqliteTable(file = ':memory:'): PatientTable {
  const database = new Database(file)
  // Other processes may be starting too.
  database.exec('PRAGMA busy_timeout = 5000')
  database.exec('PRAGMA journal_mode = WAL')
  // Overwrites erased data with zeros.
  database.exec('PRAGMA secure_delete = ON')
  prepareSchema(database)
  // From now on nothing waits inside SQLite, because the whole server would wait.
  database.exec('PRAGMA busy_timeout = 0')
  const rows = sqliteRows(database)
  const { write, ended } = groupCommit(database)
  const erasing = truncation(database, rows, write)
  void erasing.finish()
  return {
    find: async (lookup) => rows.find(lookup),
    async write(lookup, decide, isDurable) {
      const { erase, result } = await write(() => {
        const decision = decide(rows.find(lookup))
        rows.apply(decision)
        return decision
      }, isDurable)
      if (erase !== undefined) await erasing.finish()
      return result
    },
    list: async (ids) => rows.list(ids),
    search: async (search, limit) => rows.search(search, limit),
    notesOf: async (commandIds) => rows.notesOf(commandIds),
    claimsOfPassing: async (after, limit) => rows.claimsOfPassing(after, limit),
    async close() {
      await erasing.stop()
      await ended()
      database.close()
    },
  }
}
