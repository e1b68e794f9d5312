import { createRequire } from 'node:module'
import { OpdError } from '../errors'
import { failure } from './failure'

/** A value that a column holds here. */
export type SqliteValue = string | number | null

/** A prepared statement, as `node:sqlite`, `libsql` and `better-sqlite3` have it. */
export interface SqliteStatement {
  /** Carries the statement out and says how many rows it changed. */
  run(...values: SqliteValue[]): {
    /** Rows that were changed. */
    readonly changes: number | bigint
  }
  /** The first row, if there is one. */
  get(...values: SqliteValue[]): unknown
  /** All rows. */
  all(...values: SqliteValue[]): unknown[]
}

/** An open database of `node:sqlite` (`DatabaseSync`), `libsql` or `better-sqlite3`. */
export interface SqliteDatabase {
  /** Carries out statements that answer nothing. */
  exec(sql: string): unknown
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement
  /** Closes the database. */
  close(): unknown
}

type Opener = new (path: string) => SqliteDatabase

/** Packages with the same synchronous interface, the one with prebuilt binaries for every Node first. */
const PACKAGES = ['libsql', 'better-sqlite3'] as const

/** Opens a database with Node's own driver where there is one, else with an installed package. */
export function openDatabase(path: string): SqliteDatabase {
  const Opener = findOpener()
  try {
    return new Opener(path)
  } catch (thrown) {
    throw failure(thrown, `The file '${path}' cannot be opened`) ?? cannotOpen(path, thrown)
  }
}

/** libsql gives no code to this one. */
function cannotOpen(path: string, thrown: unknown): OpdError {
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  const message = `The file '${path}' cannot be opened: ${why}. Maybe its folder is missing or closed to this process.`
  return new OpdError('store-failed', message, { path }, thrown)
}

function findOpener(): Opener {
  const own = process.getBuiltinModule?.('node:sqlite') as { DatabaseSync: Opener } | undefined
  if (own !== undefined) return own.DatabaseSync
  // The CommonJS build knows its own file by another name.
  const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url)
  for (const name of PACKAGES) {
    try {
      const loaded = load(name) as Opener | { readonly default: Opener }
      return 'default' in loaded ? loaded.default : loaded
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw broken(name, thrown)
    }
  }
  throw new OpdError(
    'driver-missing',
    `This Node has no node:sqlite, and none of ${PACKAGES.join(', ')} is installed. Maybe install libsql, or pass sqliteStore an open database.`,
  )
}

function broken(name: string, thrown: unknown): OpdError {
  const why = thrown instanceof Error ? thrown.message : String(thrown)
  const message = `'${name}' is installed but cannot be loaded: ${why}. Maybe install it again for this machine.`
  return new OpdError('driver-missing', message, { driver: name }, thrown)
}
