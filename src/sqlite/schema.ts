import { OpdError } from '../errors'
import type { SqliteDatabase } from './driver'

/** Marks a file as one of this library: `opds` in ASCII. */
const APPLICATION_ID = 0x6f706473

/** Migrations in order; the file's `user_version` counts those it has had. Never change one that was released. */
export const STEPS: readonly string[] = [
  `CREATE TABLE streams (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     doctor TEXT NOT NULL,
     date TEXT,
     open INTEGER NOT NULL,
     due INTEGER
   ) STRICT;
   CREATE INDEX open_sessions ON streams (date, name) WHERE date IS NOT NULL AND open = 1;
   CREATE INDEX sessions ON streams (date, name) WHERE date IS NOT NULL;
   CREATE INDEX doctors ON streams (doctor, date);
   CREATE INDEX due_sessions ON streams (due) WHERE due IS NOT NULL;
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
   CREATE TABLE keys (key TEXT PRIMARY KEY, stream INTEGER NOT NULL REFERENCES streams) STRICT, WITHOUT ROWID;
   CREATE TABLE consumers (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
]

/** Makes commits of this connection durable, and brings the file's tables up to date. Several processes may do this at once. */
export function prepareDatabase(database: SqliteDatabase): void {
  // First, because the next statements may meet locks of other processes.
  database.exec('PRAGMA busy_timeout = 1000')
  // Checks the file before the journal mode changes it.
  stepsTaken(database)
  const journal = pragma(database, 'journal_mode = WAL')
  if (journal !== 'wal' && journal !== 'memory')
    throw new OpdError(
      'store-failed',
      `The file has the journal mode ${journal}, not wal. Maybe it is on a network drive.`,
    )
  // On every connection: the default for a WAL file may be NORMAL, and a power cut then loses acknowledged commits.
  database.exec('PRAGMA synchronous = FULL')
  // On macOS a plain fsync does not flush the disk's cache. Elsewhere this does nothing.
  database.exec('PRAGMA fullfsync = ON')
  // Checkpoints every 16 MB instead of every 4, so that a page that many commits change is written once.
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

/** Rolls a transaction back, unless the failure has ended it already. */
export function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK')
  } catch {}
}

/** Returns how many migrations the file has had; throws `store-failed` if another application or a later version wrote it. */
function stepsTaken(database: SqliteDatabase): number {
  const hasTables = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined
  const taken = Number(pragma(database, 'user_version'))
  // Read last: if another process makes the tables meanwhile, it marks the file in the same commit.
  const owner = pragma(database, 'application_id')
  if (owner !== APPLICATION_ID && (owner !== 0 || hasTables || taken > 0))
    throw new OpdError('store-failed', 'The file belongs to another application. Give the store a file of its own.')
  if (taken > STEPS.length)
    throw new OpdError(
      'store-failed',
      `The file was written by a later version of this library (its schema is ${taken}, this version has ${STEPS.length}). Update the library.`,
      { schema: taken },
    )
  return taken
}

function pragma(database: SqliteDatabase, text: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${text}`).get() as object)[0]
}
