import { randomBytes } from 'node:crypto'
import Database from 'libsql'
import { memoryStore } from 'opd-scheduler'
import { migratePostgres, postgresStore } from 'opd-scheduler/postgres'
import { sqliteStore } from 'opd-scheduler/sqlite'
import type { Store } from 'opd-scheduler/store'
import pg from 'pg'
import { guarded } from './patients/guarded-table'
import { type Patients, patientsIn } from './patients/patients'
import { postgresTable } from './patients/postgres-table'
import { sqliteTable } from './patients/sqlite-table'
import type { Settings } from './settings'

/** Storage of the scheduler's log and the patients, in one database. */
export interface Storage {
  readonly store: Store
  readonly patients: Patients
  /** Signs the links of patients: made at the first start, and the same for all instances on this database. */
  readonly linkSecret: string
  /** Writes about as much as a booking. Returns the database's time in epoch milliseconds if it has a clock of its own. */
  probe(): Promise<number | undefined>
  /** Call it after closing the store and the patients. */
  close(): Promise<void>
}

/** Opens the configured storage. Nothing else depends on its kind. */
export async function openStorage(settings: Settings['storage']): Promise<Storage> {
  switch (settings.kind) {
    case 'memory':
      return {
        store: memoryStore(),
        patients: patientsIn(sqliteTable()),
        linkSecret: newSecret(),
        probe: async () => undefined,
        close: async () => undefined,
      }
    case 'sqlite':
      return openSqlite(settings.file)
    case 'postgres':
      return openPostgres(settings.url)
  }
}

/** Bytes that a probe writes: more than a booking does. */
const PROBE_BYTES = 32_768

function openSqlite(file: string): Storage {
  // First, because its errors say what to do about a file that cannot be opened.
  const store = sqliteStore(file)
  const patients = patientsIn(guarded(sqliteTable(file)))
  const database = new Database(file)
  database.exec('PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS server_probe (id INTEGER PRIMARY KEY, filler BLOB) STRICT')
  database.exec('CREATE TABLE IF NOT EXISTS server_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT')
  database.prepare("INSERT OR IGNORE INTO server_secrets VALUES ('links', ?)").run(newSecret())
  const secret = database.prepare("SELECT value FROM server_secrets WHERE name = 'links'").get() as { value: string }
  const write = database.prepare('REPLACE INTO server_probe VALUES (1, randomblob(?))')
  return {
    store,
    patients,
    linkSecret: secret.value,
    async probe() {
      try {
        write.run(PROBE_BYTES)
      } catch (thrown) {
        // While another process writes, this one may soon. Waiting inside SQLite would stop the whole server.
        if (Object(thrown).code !== 'SQLITE_BUSY') throw thrown
      }
      return undefined
    },
    close: async () => {
      database.close()
    },
  }
}

/** Each limit is shorter than the next, so that the error of the one that knows most is seen. */
const LIMITS = {
  lock_timeout: 4_000,
  statement_timeout: 5_000,
  // The client's own limit, for a database that does not answer at all.
  query_timeout: 6_000,
  connectionTimeoutMillis: 6_000,
  // For a server whose process stops in the middle of a transaction.
  idle_in_transaction_session_timeout: 10_000,
}

// Several instances may start at once, and CREATE IF NOT EXISTS is not safe against that. The statements are one transaction.
const SERVER_TABLES = `SELECT pg_advisory_xact_lock(hashtextextended('server tables', 0));
  CREATE TABLE IF NOT EXISTS server_probe (id integer PRIMARY KEY, filler text);
  CREATE TABLE IF NOT EXISTS server_secrets (name text PRIMARY KEY, value text NOT NULL)`
const SECRET = `WITH made AS (INSERT INTO server_secrets VALUES ('links', $1) ON CONFLICT DO NOTHING RETURNING value)
  SELECT value FROM made UNION ALL SELECT value FROM server_secrets WHERE name = 'links'`
// Random text, because the database compresses.
const PROBE = `INSERT INTO server_probe
  SELECT 1, string_agg(gen_random_uuid()::text, '') FROM generate_series(1, $1)
  ON CONFLICT (id) DO UPDATE SET filler = excluded.filler
  RETURNING extract(epoch FROM clock_timestamp()) * 1000 AS now`

/** The database's own pages are written again soon by other transactions, so a probe writes less than to a file. */
const PROBE_UUIDS = 200

async function openPostgres(connectionString: string): Promise<Storage> {
  const pool = new pg.Pool({ connectionString, max: 10, keepAlive: true, ...LIMITS })
  // The pool replaces a connection that breaks, but an unhandled error event would end the process: of an idle connection on the
  // pool, of one in use on the connection.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await migratePostgres(pool)
    const table = await postgresTable(pool)
    await pool.query(SERVER_TABLES)
    const linkSecret = await secretOf(pool)
    return {
      store: postgresStore(pool),
      patients: patientsIn(guarded(table)),
      linkSecret,
      async probe() {
        const { rows } = await pool.query<{ now: string }>(PROBE, [PROBE_UUIDS])
        return Number(rows[0]?.now)
      },
      close: () => pool.end(),
    }
  } catch (thrown) {
    await pool.end()
    throw thrown
  }
}

async function secretOf(pool: pg.Pool): Promise<string> {
  for (;;) {
    const { rows } = await pool.query<{ value: string }>(SECRET, [newSecret()])
    // An insert of another instance, committed meanwhile, is seen by the next statement.
    if (rows[0] !== undefined) return rows[0].value
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}
