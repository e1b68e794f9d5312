/**
 * A store in one file, with no server.
 *
 * @module
 */
export type { SqliteDatabase, SqliteStatement, SqliteValue } from './driver'
export { type SqliteStore, sqliteStore } from './sqlite-store'
