export type { SqliteDatabase, SqliteStatement, SqliteValue } from './driver'
export { type SqliteStore, sqliteStore } from './sqlite-store'
