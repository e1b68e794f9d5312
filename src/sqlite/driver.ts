import { createRequire } from 'node:module'
import { OpdError } from '../errors'
import { failure } from './failure'

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
