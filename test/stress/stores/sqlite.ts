import { join } from 'node:path'
import Libsql from 'libsql'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import type { StoredEvent } from '../checker/history'
import type { StoreUnderStress, Tables } from './store-under-stress'

/** One file, which all processes have open. What can happen to it happens to its processes. */
export const sqliteUnderStress: StoreUnderStress = {
  open: async (address) => sqliteStore(address),
  start: async (folder) => {
    const address = join(folder, 'opd.db')
    return { address, faults: [], tables: async () => tablesOf(address), stop: async () => {} }
  },
}

function tablesOf(path: string): Tables {
  const database = new Libsql(path) as SqliteDatabase
  try {
    const events = database
      .prepare(
        'SELECT position, name AS stream, log.version, command, event FROM log JOIN streams ON id = stream ORDER BY position',
      )
      .all() as StoredEvent[]
    const streams = database.prepare('SELECT name, version FROM streams').all() as { name: string; version: number }[]
    return { events, versions: new Map(streams.map(({ name, version }) => [name, version])) }
  } finally {
    database.close()
  }
}
