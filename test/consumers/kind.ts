/** One line of the table. */
export interface Row {
  /** Such as `Node 22.23.3`. */
  readonly runtime: string
  /** Such as `ESM`. */
  readonly kind: string
  /** Rejects if the consumer is red. Returns a note for the table, if there is anything to note. */
  run(): Promise<string | undefined>
}

/** The Node that runs this. */
export const THIS_NODE = `Node ${process.versions.node}`

/** A driver for SQLite, which Node 20 lacks. It needs no install script. */
export const LIBSQL = 'libsql@0.5.29'

/** Returns a function that calls `make` once, and returns the same promise each time. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
