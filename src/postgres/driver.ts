/** What a query answers. */
export interface PostgresResult {
  /** One object per row, by column. */
  readonly rows: readonly unknown[]
}

/** Something that carries out SQL: a pool, or one connection of it. */
export interface PostgresQueryable {
  /** Carries out a statement with values for `$1`, `$2` and so on, or a script without any. */
  query(sql: string, values?: unknown[]): Promise<PostgresResult>
}

/** One connection of the pool, as `pg`'s `PoolClient` has it. */
export interface PostgresClient extends PostgresQueryable {
  /** Calls back with what the server says by itself, and where the connection breaks. */
  on(event: string, listener: (message: { readonly payload?: string | undefined }) => void): unknown
  /** Ends that. */
  removeListener(event: string, listener: (message: { readonly payload?: string | undefined }) => void): unknown
  /** Gives the connection back, or away for good where it is broken. */
  release(broken?: boolean | Error): void
}

/** A pool of connections, as `pg`'s `Pool` has it. */
export interface PostgresPool extends PostgresQueryable {
  /** Takes a connection out of the pool. */
  connect(): Promise<PostgresClient>
  /** Calls back when a connection breaks that nobody uses at the moment. */
  on(event: 'error', listener: (error: Error) => void): unknown
  /** Ends that. */
  removeListener(event: 'error', listener: (error: Error) => void): unknown
  /** What the pool was made with. */
  readonly options?: {
    /** Connections that it opens at most. */
    readonly max?: number | undefined
  }
}
