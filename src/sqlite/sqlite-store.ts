import { isOpdError, OpdError } from '../errors'
import type { OpdEvent } from '../store/event'
import type { LogEntry, SessionQuery, Store } from '../store/store'
import { openDatabase, type SqliteDatabase } from './driver'
import { failure } from './failure'
import { prepareDatabase } from './schema'
import { SqliteWriter } from './sqlite-writer'

/** A store in one SQLite file. */
export interface SqliteStore extends Store {
  /** Writes a copy of everything committed so far to a new file, while others go on reading and writing. */
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

  function run<T>(task: () => T): T {
    try {
      return task()
    } catch (thrown) {
      throw isOpdError(thrown) ? thrown : (failure(thrown, `${name} failed`) ?? thrown)
    }
  }

  try {
    run(() => prepareDatabase(database))
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
    backup: async (path) => run(() => void database.prepare('VACUUM INTO ?').run(path)),
    close: async () => {
      if (typeof file === 'string') database.close()
    },
  }
}

function parse(event: string): OpdEvent {
  try {
    return JSON.parse(event) as OpdEvent
  } catch (thrown) {
    throw new OpdError('store-corrupt', 'An event in the file is damaged. Maybe restore the last backup.', {}, thrown)
  }
}

function column(rows: readonly unknown[], name: string): string[] {
  return rows.map((row) => (row as Record<string, string>)[name]!)
}
