import Database from 'libsql'
import { groupCommit } from './group-commit'
import { independent } from './locks'
import { type SqliteRows, sqliteRows } from './sqlite-rows'
import { prepareSchema } from './sqlite-schema'
import type { Decision, Found, Lookup, PatientTable } from './table'
import { together } from './together'
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
  const { write, ended } = groupCommit(database, (writes: readonly Write[]) => carryOut(rows, writes))
  const erasing = truncation(database, rows, async (task) => {
    await write({ lookup: {}, decide: () => ({ result: task() }), isHurried: false }, false)
  })
  void erasing.finish()
  return {
    // All lookups of one turn of the event loop are one query.
    find: together(async (lookups: readonly Lookup[]) => rows.find(lookups)),
    async write<T>(lookup: Lookup, decide: (found: Found) => Decision<T>, isDurable: boolean, isHurried = false) {
      const { erase, result } = await write({ lookup, decide, isHurried }, isDurable)
      if (erase !== undefined) await erasing.finish()
      return result as T
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

interface Write {
  readonly lookup: Lookup
  readonly decide: (found: Found) => Decision<unknown>
  readonly isHurried: boolean
}

/** Carries out writes: first all bookings that depend on nothing of each other together, then the others one after another. */
function carryOut(rows: SqliteRows, writes: readonly Write[]): readonly Decision<unknown>[] {
  const decisions = new Map<Write, Decision<unknown>>()
  const carry = (some: readonly Write[]) => {
    const found = rows.find(some.map(({ lookup }) => lookup))
    some.forEach((write, index) => {
      decisions.set(write, write.decide(found[index]!))
    })
    rows.apply(some.map((write) => decisions.get(write)!))
  }
  const free = independent(writes.filter(({ isHurried }) => isHurried))
  if (free.length > 0) carry(free)
  for (const write of writes) if (!decisions.has(write)) carry([write])
  return writes.map((write) => decisions.get(write)!)
}
