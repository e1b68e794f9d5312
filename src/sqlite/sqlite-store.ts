import { isOpdError, OpdError } from '../errors'
import type { OpdEvent } from '../events/event'
import type { LogEntry, SessionQuery, Store } from '../store/store'
import { copyTo } from './copy-file'
import { openDatabase, type SqliteDatabase } from './driver'
import { failure, resultOf } from './failure'
import { readJson } from './read-json'
import { prepareDatabase } from './schema'
import { SqliteWriter } from './sqlite-writer'

/** How long opening waits for others. */
const OPENING_MS = 5_000

/** A store in one SQLite file. */
export interface SqliteStore extends Store {
  /**
   * Writes a copy of everything committed so far to a new file, while other processes go on reading and writing; this one waits.
   * Once it is answered, the copy is complete and on the disk.
   */
  backup(path: string): Promise<void>
}

/**
 * Keeps everything in one SQLite file, which several processes of one machine may share. What is acknowledged survives a power
 * cut. Opens a path with `node:sqlite`, `libsql` or `better-sqlite3`, whichever there is first (`driver-missing` where there is
 * none); an open database of any of these is taken as it is, and stays open when the store is closed.
 */
export function sqliteStore(file: string | SqliteDatabase): SqliteStore {
  const database = typeof file === 'string' ? openDatabase(file) : file
  const name = typeof file === 'string' ? `The file '${file}'` : 'The database'

  let isClosed = false

  function run<T>(task: () => T): T {
    // A driver may go on reading with statements that were prepared before.
    if (isClosed) throw new OpdError('closed', 'This store was closed. Maybe make a new one.')
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

  function sessions({ doctorId, from, to, open }: SessionQuery): string[] {
    const conditions: [boolean, string, string | undefined][] = [
      [true, 'date IS NOT NULL', undefined],
      [doctorId !== undefined, 'doctor = ?', doctorId],
      [from !== undefined, 'date >= ?', from],
      [to !== undefined, 'date <= ?', to],
      [open !== undefined, `open = ${open ? 1 : 0}`, undefined],
    ]
    const chosen = conditions.filter(([isChosen]) => isChosen)
    const where = chosen.map(([, condition]) => condition).join(' AND ')
    const values = chosen.flatMap(([, , value]) => value ?? [])
    return column(
      database.prepare(`SELECT name FROM streams WHERE ${where} ORDER BY date, name`).all(...values),
      'name',
    )
  }

  return {
    load: async (stream, afterVersion) => run(() => column(loadTail.all(stream, afterVersion), 'event').map(parse)),
    append: async (commits) => run(() => writer.append(commits)),
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
      run(() => {
        if (from === 0) addConsumer.run(consumer, 0)
        return Number(moveConsumer.run(to, consumer, from).changes) > 0
      }),
    backup: async (path) => run(() => copyTo(path, database)),
    close: async () => {
      if (isClosed) return
      isClosed = true
      if (typeof file === 'string') end(database)
    },
  }
}

/** Whoever opens a new file may meet others that do: it is theirs for a moment, and SQLite does not always wait by itself. */
function prepare(database: SqliteDatabase): void {
  const giveUp = Date.now() + OPENING_MS
  for (;;) {
    try {
      prepareDatabase(database)
      return
    } catch (thrown) {
      if (resultOf(thrown) !== 'SQLITE_BUSY') throw thrown
      if (Date.now() > giveUp) {
        const message = `Another process has locked the database for ${OPENING_MS} ms. Maybe look for one that hangs.`
        throw new OpdError('store-failed', message, {}, thrown)
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + Math.random() * 20)
    }
  }
}

function end(database: SqliteDatabase): void {
  try {
    // libsql leaves that out, and then whoever copies the file would miss what is in the journal beside it.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } catch {}
  database.close()
}

function parse(event: string): OpdEvent {
  const value = readJson(event, 'An event')
  if (typeof value === 'object' && value !== null) return value as OpdEvent
  throw new OpdError('store-corrupt', 'An event in the file is none. Maybe restore the last backup.')
}

function column(rows: readonly unknown[], name: string): string[] {
  return rows.map((row) => (row as Record<string, string>)[name]!)
}
