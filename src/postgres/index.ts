/**
 * A store in PostgreSQL, for any number of processes.
 *
 * @module
 */
export type { PostgresClient, PostgresPool, PostgresQueryable, PostgresResult } from './driver'
export { type MigrationOptions, migratePostgres, postgresMigrations } from './migrate'
export { type PostgresOptions, postgresStore } from './postgres-store'
