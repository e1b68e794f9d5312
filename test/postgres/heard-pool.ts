import type { PostgresPool, PostgresResult } from 'opd-scheduler/postgres'
import type pg from 'pg'

/** Called with each statement, and with the function that runs it. */
type Hear = (sql: string, values: unknown[] | undefined, run: () => Promise<PostgresResult>) => Promise<PostgresResult>

/** A pool whose statements the test hears. */
export function heardPool(pool: pg.Pool, hear: Hear): PostgresPool {
  return {
    query: (sql, values) => hear(sql, values, () => pool.query(sql, values)),
    connect: async () => {
      const client = await pool.connect()
      return {
        query: (sql, values) => hear(sql, values, () => client.query(sql, values)),
        on: (name: string, listener: never) => client.on(name as 'error', listener),
        removeListener: (name: string, listener: never) => client.removeListener(name, listener),
        release: (broken) => client.release(broken),
      }
    },
    on: (name, listener) => pool.on(name, listener),
    removeListener: (name, listener) => pool.removeListener(name, listener),
  }
}
