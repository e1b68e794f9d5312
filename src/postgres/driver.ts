import { OpdError } from '../errors'

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
