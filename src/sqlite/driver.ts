import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { type FailureCode, OpdError } from '../errors'

/** A value of a column. */
export type SqliteValue = string | number | null

/** A prepared statement of `node:sqlite`, `libsql` or `better-sqlite3`. */
export interface SqliteStatement {
  /** Runs the statement and returns how many rows it changed. */
  run(...values: SqliteValue[]): {
    /** Number of changed rows. */
    readonly changes: number | bigint
  }
  /** Returns the first row, or undefined if there is none. */
  get(...values: SqliteValue[]): unknown
  /** Returns all rows. */
  all(...values: SqliteValue[]): unknown[]
}

/** An open database of `node:sqlite` (`DatabaseSync`), `libsql` or `better-sqlite3`. */
export interface SqliteDatabase {
  /** Runs statements that return no rows. */
  exec(sql: string): unknown
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement
  /** Closes the database. */
  close(): unknown
}

type Opener = new (path: string) => SqliteDatabase

/** Packages with the same synchronous interface. First the one with prebuilt binaries for every version of Node. */
const PACKAGES = ['libsql', 'better-sqlite3'] as const

/** Throws `invalid-input` unless `given` is an open database. */
export function checkDatabase(given: unknown): asserts given is SqliteDatabase {
  const isObject = typeof given === 'object' && given !== null
  const missing = ['exec', 'prepare', 'close'].find(
    (name) => !isObject || typeof Reflect.get(given, name) !== 'function',
  )
  if (missing === undefined) return
  const other = given == null ? String(given) : given === '' ? 'an empty text' : `a ${typeof given}`
  const value = isObject ? `an object without ${missing}()` : other
  const allowed = 'a path, or an open database of node:sqlite, libsql or better-sqlite3'
  throw new OpdError('invalid-input', `The file of sqliteStore is ${value}. Give ${allowed}.`, { field: 'file', value })
}

/** Opens a database with Node's own driver if there is one, else with an installed package. */
export function openDatabase(path: string): SqliteDatabase {
  const Opener = findOpener()
  try {
    return new Opener(path)
  } catch (thrown) {
    throw failure(thrown, `The file '${path}' cannot be opened`) ?? cannotOpen(path, thrown)
  }
}

/** For a file that cannot be opened: libsql gives that error no code. */
function cannotOpen(path: string, thrown: unknown): OpdError {
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  const message = `The file '${path}' cannot be opened: ${why}. Maybe its folder is missing or closed to this process.`
  return new OpdError('store-failed', message, { path }, thrown)
}

function findOpener(): Opener {
  const own = process.getBuiltinModule?.('node:sqlite') as { DatabaseSync: Opener } | undefined
  if (own !== undefined) return own.DatabaseSync
  // The CommonJS build has `__filename` instead. It comes second, because `node -e` defines one for every module.
  const load = createRequire(import.meta.url ?? __filename)
  for (const name of PACKAGES) {
    try {
      const loaded = load(name) as Opener | { readonly default: Opener }
      const Opener = 'default' in loaded ? loaded.default : loaded
      // better-sqlite3 looks for its binary when the first database is opened. It is missing if install scripts were not run.
      new Opener(':memory:').close()
      return Opener
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw broken(name, thrown)
    }
  }
  throw new OpdError(
    'driver-missing',
    `This Node has no node:sqlite, and none of ${PACKAGES.join(', ')} is installed. Install libsql, or pass sqliteStore an open database.`,
  )
}

function broken(name: string, thrown: unknown): OpdError {
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  const message = `'${name}' is installed but cannot be loaded: ${why}. Maybe it was installed for another machine or another Node: install it again.`
  return new OpdError('driver-missing', message, { driver: name }, thrown)
}

/** SQLite's result codes that a retry cannot mend: nothing was written. */
const PERMANENT: Readonly<Record<string, { readonly code: FailureCode; readonly hint: string }>> = {
  SQLITE_PERM: { code: 'store-failed', hint: 'Let this process write the file and its folder' },
  SQLITE_READONLY: { code: 'store-failed', hint: 'Let this process write the file and its folder' },
  SQLITE_CANTOPEN: { code: 'store-failed', hint: 'Maybe its folder is missing or closed to this process' },
  SQLITE_FULL: { code: 'store-failed', hint: 'Make room on the disk' },
  SQLITE_CORRUPT: { code: 'store-corrupt', hint: 'Restore the last backup' },
  SQLITE_NOTADB: { code: 'store-corrupt', hint: 'Check the name of the file, or restore the last backup' },
}

/** Result codes by number, as Node's own driver gives them. */
const NUMBERS: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

/** Returns SQLite's result code of a thrown value, or undefined if it has none. */
export function resultOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  // node:sqlite and libsql give numbers as well; libsql has no names for extended codes.
  const { code, errcode, rawCode } = thrown as { code?: unknown; errcode?: unknown; rawCode?: unknown }
  const number = errcode ?? rawCode
  // An extended code has a longer name, and more bits above the lowest eight.
  return typeof number === 'number' ? NUMBERS[number & 0xff] : /^SQLITE_[A-Z]+/.exec(String(code))?.[0]
}

/** Returns a permanent error of a driver as an `OpdError`, or undefined if the error is temporary, such as a lock. */
export function failure(thrown: unknown, what: string): OpdError | undefined {
  const name = resultOf(thrown)
  const kind = name === undefined ? undefined : PERMANENT[name]
  if (kind === undefined) return undefined
  return new OpdError(kind.code, `${what}: ${(thrown as Error).message}. ${kind.hint}.`, { sqlite: name }, thrown)
}

/** Writes a copy of a database to a new file. The file appears under its name only when it is complete and on the disk. */
export function copyTo(path: string, database: SqliteDatabase): void {
  if (existsSync(path))
    throw new OpdError(
      'store-failed',
      `The file '${path}' exists already. Give the backup another name, such as one with the time.`,
      {
        path,
      },
    )
  const draft = `${path}.part`
  rmSync(draft, { force: true })
  try {
    database.prepare('VACUUM INTO ?').run(draft)
    // SQLite does not flush the copy to the disk.
    synchronise(draft, 'r+')
    renameSync(draft, path)
    // Windows cannot flush a folder.
    if (process.platform !== 'win32') synchronise(dirname(path), 'r')
  } finally {
    rmSync(draft, { force: true })
  }
}

function synchronise(path: string, flags: string): void {
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Returns a text of the file, parsed as JSON; throws `store-corrupt` if the text is damaged. */
export function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new OpdError('store-corrupt', `${what} in the file is damaged. Restore the last backup.`, {}, thrown)
  }
}
