import { join } from 'node:path'
import Libsql from 'libsql'
import { type SqliteDatabase, sqliteStore } from 'opd-scheduler/sqlite'
import type { StoredEvent } from '../checker/history'
import type { StoreUnderStress, Tables } from './store-under-stress'

const WRITER = 'src/sqlite/sqlite-writer.ts'
const SCHEMA = 'src/sqlite/schema.ts'
const ANY_VERSION = {
  file: WRITER,
  from: 'isBroken || version !== expectedVersion',
  to: 'isBroken && version !== expectedVersion',
}

/** One file, which all processes have open. It has no faults besides those of the processes. */
export const sqliteUnderStress: StoreUnderStress = {
  open: async (address) => sqliteStore(address),
  start: async (folder) => {
    const address = join(folder, 'opd.db')
    return { address, quietAddress: address, faults: [], tables: async () => tablesOf(address), stop: async () => {} }
  },
  sabotage: {
    'drop-unique': [
      ANY_VERSION,
      { file: SCHEMA, from: 'CREATE UNIQUE INDEX commands', to: 'CREATE INDEX commands' },
      { file: SCHEMA, from: 'answer TEXT,\n     UNIQUE (stream, version)\n', to: 'answer TEXT\n' },
      { file: WRITER, from: ' ON CONFLICT (command) WHERE command IS NOT NULL DO NOTHING', to: '' },
      {
        file: WRITER,
        from: 'obstacle === undefined ? undefined : this.findCommit(commit.commandId)',
        to: 'this.streams.size > 0 ? undefined : this.findCommit(commit.commandId)',
      },
    ],
    // An adapter that assigns versions itself, as many do, and so never notices an earlier commit.
    'skip-recheck': [
      ANY_VERSION,
      {
        file: WRITER,
        from: 'const text = JSON.stringify(event)',
        to: 'const version = stream.version + 1\n        const text = JSON.stringify({ ...event, version })',
      },
      { file: WRITER, from: 'stream.id, event.version, text', to: 'stream.id, version, text' },
      { file: WRITER, from: 'stream.version = event.version', to: 'stream.version = version' },
    ],
  },
}

interface KeyRow {
  readonly key: string
  readonly name: string
}

function tablesOf(path: string): Tables {
  const database = new Libsql(path) as SqliteDatabase
  try {
    const events = database
      .prepare(
        'SELECT position, name AS stream, log.version, command, event FROM log JOIN streams ON id = stream ORDER BY position',
      )
      .all() as StoredEvent[]
    const keys = database.prepare('SELECT key, name FROM keys JOIN streams ON id = stream').all() as KeyRow[]
    return { events, keys: new Map(keys.map(({ key, name }) => [key, name])) }
  } finally {
    database.close()
  }
}
