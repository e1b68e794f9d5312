import { isOpdError, OpdError } from '../errors'
import type { OpdEvent } from '../events/event'
import { dateOf } from '../events/names'
import type { ListingQuery, LogEntry, Store } from '../store/store'
import { checkDatabase, copyTo, failure, openDatabase, readJson, resultOf, type SqliteDatabase } from './driver'
import { prepareDatabase } from './schema'
import { SqliteWriter } from './sqlite-writer'

/** How long opening waits for locks of other processes. */
const OPENING_MS = 5_000

/** A store in one SQLite file. */
export interface SqliteStore extends Store {
  /**
   * Writes a copy of all commits so far to a new file. When the promise resolves, the copy is complete and on the disk. Other processes
   * go on reading and writing meanwhile; this one waits. Rejects with `store-failed` if the file exists or cannot be written.
   *
   * @example
   * ```ts
   * await store.backup(`backups/${new Date().toISOString().slice(0, 10)}.db`)
   * ```
   */
  backup(path: string): Promise<void>
}

/**
 * Returns a store in one SQLite file, which several processes of one machine may share. Acknowledged commits survive a power cut.
 * A path is opened with `node:sqlite`, `libsql` or `better-sqlite3`, whichever is found first. An open database of any of these is used
 * as it is, and stays open when the store is closed.
 *
 * Throws an `OpdError`: `invalid-input` for a value that is neither, `driver-missing` if no driver is installed, `store-failed` if the
 * file cannot be opened or belongs to another application, `store-corrupt` if it is damaged.
 *
 * @example
 * ```ts
 * const opd = new OpdScheduler({ timeZone: 'Asia/Kolkata', store: sqliteStore('opd.db') })
 * ```
 */
export function sqliteStore(file: string | SqliteDatabase): SqliteStore {
  // SQLite would open '' as a temporary database, and lose it on closing.
  if (typeof file !== 'string' || file === '') checkDatabase(file)
  const database = typeof file === 'string' ? openDatabase(file) : file
  const name = typeof file === 'string' ? `The file '${file}'` : 'The database'

  let isClosed = false

  function run<T>(task: () => T): T {
    // Some drivers still run statements that were prepared before the database was closed.
    if (isClosed) throw new OpdError('closed', `The store is closed: ${name}. Make a new one.`)
    try {
      return task()
    } catch (thrown) {
      throw isOpdError(thrown) ? thrown : (failure(thrown, `${name} failed`) ?? thrown)
    }
  }

  try {
    run(() => prepare(database))
  } catch (thrown) {
    if (typeof file === 'string') database.close()
    throw thrown
  }
  const writer = new SqliteWriter(database)
  const loadTail = database.prepare(
    'SELECT event FROM log WHERE stream = (SELECT id FROM streams WHERE name = ?) AND version > ? ORDER BY version',
  )
  const readLog = database.prepare('SELECT position, event FROM log WHERE position > ? ORDER BY position LIMIT ?')
  const findHead = database.prepare('SELECT max(position) AS position FROM log')
  const findKey = database.prepare('SELECT name FROM keys JOIN streams ON id = stream WHERE key = ?')
  const listDoctors = database.prepare('SELECT doctor FROM streams WHERE date IS NULL ORDER BY doctor')
  const findConsumer = database.prepare('SELECT position FROM consumers WHERE name = ?')
  const addConsumer = database.prepare('INSERT INTO consumers VALUES (?, ?) ON CONFLICT DO NOTHING')
  const moveConsumer = database.prepare('UPDATE consumers SET position = ? WHERE name = ? AND position = ?')

  function sessions({ doctorId, from = '', to, open, dueBy, after, limit }: ListingQuery): string[] {
    // SQLite searches an index by one lower bound only, so it gets the later one.
    const date = after === undefined ? undefined : dateOf(after)
    const isAfter = date !== undefined && date >= from
    const conditions: [boolean, string, ...(string | number | undefined)[]][] = [
      // With it the list of what is due would be searched by date.
      [dueBy === undefined, 'date IS NOT NULL'],
      [dueBy !== undefined, 'due <= ?', dueBy],
      [doctorId !== undefined, 'doctor = ?', doctorId],
      [from !== '' && !isAfter, 'date >= ?', from],
      [isAfter, '(date, name) > (?, ?)', date, after],
      [to !== undefined, 'date <= ?', to],
      [open !== undefined, `open = ${open ? 1 : 0}`],
    ]
    const chosen = conditions.filter(([isChosen]) => isChosen)
    const where = chosen.map(([, condition]) => condition).join(' AND ')
    const values = chosen.flatMap(([, , ...given]) => given.map((value) => value!))
    const sql = `SELECT name FROM streams WHERE ${where} ORDER BY date, name LIMIT ?`
    // A negative limit is none.
    return column(database.prepare(sql).all(...values, limit ?? -1), 'name')
  }

  return {
    load: async (stream, afterVersion) => run(() => column(loadTail.all(stream, afterVersion), 'event').map(parse)),
    append: async (commits) => run(() => writer.append(commits)),
    postpone: async (sessions) => run(() => writer.postpone(sessions)),
    findCommit: async (commandId) => run(() => writer.findCommit(commandId)),
    read: async (afterPosition, limit) =>
      run(() => {
        const rows = readLog.all(afterPosition, limit) as { position: number; event: string }[]
        return rows.map(({ position, event }): LogEntry => ({ position, event: parse(event) }))
      }),
    head: async () => run(() => (findHead.get() as { position: number | null }).position ?? 0),
    locate: async (key) => run(() => (findKey.get(key) as { name: string } | undefined)?.name),
    sessions: async (query) => run(() => sessions(query)),
    doctors: async () => run(() => column(listDoctors.all(), 'doctor')),
    checkpoint: async (consumer) =>
      run(() => (findConsumer.get(consumer) as { position: number } | undefined)?.position ?? 0),
    advance: async (consumer, from, to) =>
      run(() =>
        writer.inTransaction(() => {
          if (from === 0) addConsumer.run(consumer, 0)
          return Number(moveConsumer.run(to, consumer, from).changes) > 0
        }),
      ),
    backup: async (path) => run(() => copyTo(path, database)),
    close: async () => {
      if (isClosed) return
      isClosed = true
      if (typeof file === 'string') end(database)
    },
  }
}

/** Retries while other processes that open the same new file have locked it: SQLite does not always wait by itself. */
function prepare(database: SqliteDatabase): void {
  const giveUp = Date.now() + OPENING_MS
  for (;;) {
    try {
      prepareDatabase(database)
      return
    } catch (thrown) {
      if (resultOf(thrown) !== 'SQLITE_BUSY') throw thrown
      if (Date.now() > giveUp) {
        const message = `Another process has locked the database for ${OPENING_MS} ms. Maybe a process that uses it hangs.`
        throw new OpdError('store-failed', message, {}, thrown)
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + Math.random() * 20)
    }
  }
}

function end(database: SqliteDatabase): void {
  try {
    // libsql does not do this on closing, and a copy of the file would then lack what is in the journal beside it.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {}
  database.close()
}

function parse(event: string): OpdEvent {
  const value = readJson(event, 'An event')
  if (typeof value === 'object' && value !== null) return value as OpdEvent
  throw new OpdError('store-corrupt', 'An event in the file is not an object. Restore the last backup.')
}

function column(rows: readonly unknown[], name: string): string[] {
  return rows.map((row) => (row as Record<string, string>)[name]!)
}
