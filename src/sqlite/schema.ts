import { OpdError } from '../errors'
import type { SqliteDatabase } from './driver'

/** Marks the file as one of this library: `opds` in ASCII. */
const APPLICATION_ID = 0x6f706473

/** Steps that a file takes, one after the other; its `user_version` says how many it has taken. Never change one that was released. */
export const STEPS: readonly string[] = [
  `CREATE TABLE streams (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     doctor TEXT NOT NULL,
     date TEXT,
     open INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX open_sessions ON streams (date, name) WHERE date IS NOT NULL AND open = 1;
   CREATE INDEX sessions ON streams (date, name) WHERE date IS NOT NULL;
   CREATE INDEX doctors ON streams (doctor, date);
   CREATE TABLE log (
     position INTEGER PRIMARY KEY,
     stream INTEGER NOT NULL REFERENCES streams,
     version INTEGER NOT NULL,
     event TEXT NOT NULL,
     command TEXT,
     fingerprint TEXT,
     answer TEXT,
     UNIQUE (stream, version)
   ) STRICT;
   CREATE UNIQUE INDEX commands ON log (command) WHERE command IS NOT NULL;
   CREATE TABLE keys (key TEXT PRIMARY KEY, stream INTEGER NOT NULL REFERENCES streams) STRICT, WITHOUT ROWID;`,
  'CREATE TABLE consumers (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;',
]

/** Makes a connection durable, and the file one of ours with today's tables. Several processes may do so at once. */
export function prepareDatabase(database: SqliteDatabase): void {
  // First of all, for the next statements may meet other processes.
  database.exec('PRAGMA busy_timeout = 1000')
  // Before anything is changed, and the journal's mode is written in the file.
  stepsTaken(database)
  const journal = pragma(database, 'journal_mode = WAL')
  if (journal !== 'wal' && journal !== 'memory')
    throw new OpdError('store-failed', `The file has the journal mode ${journal}. Maybe it is on a network drive.`)
  // On every connection: WAL files come up with less elsewhere, and then a power cut loses what was acknowledged.
  database.exec('PRAGMA synchronous = FULL')
  // The log is copied into the file every 16 MB instead of every 4: pages that many commits change are then written once.
  database.exec('PRAGMA wal_autocheckpoint = 4000')
  if (stepsTaken(database) === STEPS.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const step of STEPS.slice(stepsTaken(database))) database.exec(step)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    database.exec(`PRAGMA user_version = ${STEPS.length}`)
    database.exec('COMMIT')
  } catch (thrown) {
    rollBack(database)
    throw thrown
  }
}

/** Ends a transaction, if what failed has not ended it already. */
export function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK')
  } catch {}
}

/** How many steps the file has taken; refuses what another application wrote, or a later version of this library. */
function stepsTaken(database: SqliteDatabase): number {
  const hasTables = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined
  const taken = Number(pragma(database, 'user_version'))
  // Asked last: whoever makes the file now, marks it in the commit that makes the tables.
  const owner = pragma(database, 'application_id')
  if (owner !== APPLICATION_ID && (owner !== 0 || hasTables || taken > 0))
    throw new OpdError(
      'store-failed',
      'The file belongs to another application. Maybe give this one a file of its own.',
    )
  if (taken > STEPS.length)
    throw new OpdError(
      'store-failed',
      `The file was written by a later version of this library (its schema is ${taken}, known here are ${STEPS.length}). Maybe update the library.`,
      { schema: taken },
    )
  return taken
}

function pragma(database: SqliteDatabase, text: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${text}`).get() as object)[0]
}
