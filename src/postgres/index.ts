export type { PostgresClient, PostgresPool, PostgresQueryable, PostgresResult } from './driver'
export { type MigrationOptions, migratePostgres, postgresMigrations } from './migrate'
export { type PostgresOptions, postgresStore } from './postgres-store'
