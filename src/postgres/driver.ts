import { type FailureCode, OpdError } from '../errors'

/** The result of a query. */
export interface PostgresResult {
  /** One object per row, with a property per column. */
  readonly rows: readonly unknown[]
}

/** A pool, or one connection of it. */
export interface PostgresQueryable {
  /** Runs a statement with values for `$1`, `$2` and so on, or a script without values. */
  query(sql: string, values?: unknown[]): Promise<PostgresResult>
}

/** One connection of the pool, such as `pg`'s `PoolClient`. */
export interface PostgresClient extends PostgresQueryable {
  /** Adds a listener for notifications of the server, and for errors and the end of the connection. */
  on(event: string, listener: (message: { readonly payload?: string | undefined }) => void): unknown
  /** Removes a listener. */
  removeListener(event: string, listener: (message: { readonly payload?: string | undefined }) => void): unknown
  /** Gives the connection back to the pool, or closes it if `broken` is true or an error. */
  release(broken?: boolean | Error): void
}

/** A pool of connections, such as `pg`'s `Pool`. */
export interface PostgresPool extends PostgresQueryable {
  /** Borrows a connection from the pool. */
  connect(): Promise<PostgresClient>
  /** Adds a listener for errors of idle connections. */
  on(event: 'error', listener: (error: Error) => void): unknown
  /** Removes a listener. */
  removeListener(event: 'error', listener: (error: Error) => void): unknown
  /** Options that the pool was made with. */
  readonly options?: {
    /** Maximum number of connections. */
    readonly max?: number | undefined
  }
}

/** Throws `invalid-input` unless `given` has these methods. Does not show a text: it may be an address with a password. */
export function checkPool(caller: string, given: unknown, methods: readonly string[]): void {
  const isObject = typeof given === 'object' && given !== null
  const missing = methods.find((name) => !isObject || typeof Reflect.get(given, name) !== 'function')
  if (missing === undefined) return
  const value = isObject ? `an object without ${missing}()` : given == null ? String(given) : `a ${typeof given}`
  throw new OpdError('invalid-input', `The pool of ${caller} is ${value}. Give a Pool of pg.`, { field: 'pool', value })
}

interface Kind {
  readonly code: FailureCode
  readonly hint: string
}

const RIGHTS: Kind = { code: 'store-failed', hint: 'Grant the role the rights that docs/postgres.md lists' }
const TABLES: Kind = { code: 'store-failed', hint: 'Run the migrations, and check the name of the schema' }
const PLACE: Kind = { code: 'store-failed', hint: 'Check the name of the database, the role and its password' }
const LIMITS: Kind = { code: 'store-failed', hint: 'Maybe an id or a text is far too long' }
const DAMAGE: Kind = { code: 'store-corrupt', hint: 'Restore the last backup' }

/** SQLSTATEs that a retry cannot mend: nothing was written. */
const PERMANENT: Readonly<Record<string, Kind>> = {
  '25006': { code: 'store-failed', hint: 'Connect to the primary: this server is read-only' },
  '53100': { code: 'store-failed', hint: "Make room on the server's disk" },
  '28000': PLACE,
  '28P01': PLACE,
  '3D000': PLACE,
  '3F000': TABLES,
  '42501': RIGHTS,
  '42703': TABLES,
  '42883': TABLES,
  '42P01': TABLES,
  '42P10': TABLES,
  '22021': LIMITS,
  '54000': LIMITS,
  XX001: DAMAGE,
  XX002: DAMAGE,
}

/** Returns the SQLSTATE of a thrown value, or undefined if the server sent none. */
export function stateOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/**
 * Returns an error of the driver as an `OpdError` if it is permanent, else as a plain error. Both lack the server's `detail`, `where`
 * and so on, because these hold values of columns, and errors are written to logs.
 */
export function failure(thrown: unknown, what: string): Error {
  const state = stateOf(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const plain = Object.assign(new Error(message), state === undefined ? undefined : { code: state })
  const kind = state === undefined ? undefined : PERMANENT[state]
  if (kind === undefined) return plain
  return new OpdError(kind.code, `${what}: ${message}. ${kind.hint}.`, { sqlState: state }, plain)
}

/**
 * Returns a statement with values in the places of `$1`, `$2` and so on. A script of several statements, which takes one round trip, cannot
 * have values of its own. Throws an error with SQLSTATE 22021 for a text with a NUL character, as the server does.
 */
export function inlined(sql: string, values: readonly unknown[]): string {
  return sql.replace(/\$(\d+)/g, (_, number) => literal(values[Number(number) - 1]))
}

/** Returns a value as the driver would send it. */
function literal(value: unknown): string {
  if (value === null) return 'NULL'
  return text(Array.isArray(value) ? `{${value.map(element).join(',')}}` : String(value))
}

function element(value: unknown): string {
  return value === null ? 'NULL' : `"${String(value).replace(/["\\]/g, '\\$&')}"`
}

/** Returns a text in quotes that mean the same whatever `standard_conforming_strings` is. */
function text(value: string): string {
  if (value.includes('\0')) throw Object.assign(new Error('a text has a NUL character'), { code: '22021' })
  return ` E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
