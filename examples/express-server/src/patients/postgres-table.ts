import type { Pool, PoolClient } from 'pg'
import { sqlStateOf } from '../running/cause'
import { independent, locksOf } from './locks'
import type { Patient } from './person'
import { apply, COLUMNS, find, type KeyedClaim, rowsOf } from './postgres-rows'
import type { Decision, Found, Lookup, Note, PatientTable } from './table'
import { together } from './together'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS patients (
    id text PRIMARY KEY, name text, phone text, age integer, gender text,
    created_at double precision NOT NULL, updated_at double precision NOT NULL, erased boolean NOT NULL DEFAULT false
  );
  CREATE TABLE IF NOT EXISTS patient_writes (key text PRIMARY KEY, patient_id text NOT NULL, fingerprint text);
  CREATE TABLE IF NOT EXISTS notes (command_id text PRIMARY KEY, patient_id text, note text NOT NULL);
  ALTER TABLE patients ADD COLUMN IF NOT EXISTS compared text COLLATE "C", ADD COLUMN IF NOT EXISTS hospital_number text,
    ADD COLUMN IF NOT EXISTS birth_date text, ADD COLUMN IF NOT EXISTS stays boolean NOT NULL DEFAULT true,
    ADD COLUMN IF NOT EXISTS erased_details text[] NOT NULL DEFAULT '{}',
    ADD COLUMN IF NOT EXISTS erased_notes integer NOT NULL DEFAULT 0;
  ALTER TABLE patient_writes ADD COLUMN IF NOT EXISTS found boolean NOT NULL DEFAULT true,
    ADD COLUMN IF NOT EXISTS uses integer NOT NULL DEFAULT 1;
  CREATE INDEX IF NOT EXISTS patients_by_phone ON patients (phone);
  CREATE UNIQUE INDEX IF NOT EXISTS patients_by_hospital_number ON patients (hospital_number);
  CREATE INDEX IF NOT EXISTS patients_passing ON patients (id) WHERE NOT stays;
  CREATE INDEX IF NOT EXISTS patients_by_name ON patients (compared);
  CREATE INDEX IF NOT EXISTS patient_writes_by_patient ON patient_writes (patient_id);
  CREATE INDEX IF NOT EXISTS notes_by_patient ON notes (patient_id);`

/** Patients in the PostgreSQL database of the scheduler's log, in their own tables. */
export async function postgresTable(pool: Pool): Promise<PatientTable> {
  // Several instances may start at once, and CREATE IF NOT EXISTS is not safe against that.
  await inTransaction(pool, ['patients schema'], DURABLE, (client) => client.query(SCHEMA))
  const found = together((lookups: readonly Lookup[]) => find(pool, lookups, ''))
  const written = together((writes: readonly Write[]) => writeTogether(pool, writes))
  return {
    find: found,
    async write<T>(lookup: Lookup, decide: (found: Found) => Decision<T>, isDurable: boolean, isHurried = false) {
      const write = { lookup, decide, isDurable, isHurried }
      const shared = isHurried ? await written(write) : undefined
      const { result } = shared ?? (await writeAll(pool, [write]))[0]!
      return result as T
    },
    list: (ids) =>
      rowsOf<Patient>(pool, `SELECT ${COLUMNS} FROM patients WHERE id = ANY ($1) AND NOT erased ORDER BY id`, [ids]),
    search({ phone, hospitalNumber, name }, limit) {
      const [condition, ...values] =
        phone !== undefined
          ? ['phone = $2', phone]
          : hospitalNumber !== undefined
            ? ['hospital_number = $2', hospitalNumber]
            : ['compared >= $2 AND compared < $3', name, `${name}\u{10FFFF}`]
      const sql = `SELECT ${COLUMNS} FROM patients WHERE ${condition} AND NOT erased ORDER BY compared, created_at, id LIMIT $1`
      return rowsOf<Patient>(pool, sql, [limit, ...values])
    },
    notesOf: (commandIds) =>
      rowsOf<Note>(
        pool,
        'SELECT command_id AS "commandId", patient_id AS "patientId", note AS text FROM notes WHERE command_id = ANY ($1)',
        [commandIds],
      ),
    claimsOfPassing: (after, limit) => rowsOf<KeyedClaim>(pool, PASSING, [after, limit]),
    close: async () => undefined,
  }
}

const PASSING = `SELECT key, patient_id AS "patientId", fingerprint, found, uses FROM patient_writes
  WHERE patient_id IN (SELECT id FROM patients WHERE NOT stays AND NOT erased) AND key > $1 ORDER BY key LIMIT $2`

/** A write that waits for its transaction. */
interface Write extends Manner {
  readonly lookup: Lookup
  readonly decide: (found: Found) => Decision<unknown>
}

/**
 * Writes the patients of one append in one transaction. Returns undefined for those that have to be written alone: because they share a
 * lock with another one and may depend on it, or because a write failed, which must harm no other.
 */
async function writeTogether(
  pool: Pool,
  writes: readonly Write[],
): Promise<readonly (Decision<unknown> | undefined)[]> {
  const free = independent(writes)
  if (free.length === 1) return writes.map(() => undefined)
  const decisions = await writeAll(pool, free).catch(() => [])
  const byWrite = new Map(free.map((write, index) => [write, decisions[index]]))
  return writes.map((write) => byWrite.get(write))
}

/** Looks up, decides and writes in one transaction. No two of the writes have a lock in common. */
function writeAll(pool: Pool, writes: readonly Write[]): Promise<readonly Decision<unknown>[]> {
  const lookups = writes.map(({ lookup }) => lookup)
  const manner = {
    isDurable: writes.some(({ isDurable }) => isDurable),
    isHurried: writes.every(({ isHurried }) => isHurried),
  }
  return inTransaction(pool, lookups.flatMap(locksOf), manner, async (client) => {
    const found = await find(client, lookups, 'FOR UPDATE')
    const decisions = writes.map(({ decide }, index) => decide(found[index]!))
    await apply(client, decisions)
    return decisions
  })
}

/** How a transaction commits and waits. */
interface Manner {
  readonly isDurable: boolean
  readonly isHurried: boolean
}

const DURABLE: Manner = { isDurable: true, isHurried: false }

/** How long a hurried write waits for a lock, in milliseconds: much longer than other writes hold one. */
const HURRIED_MS = 250

/** Runs the work in a transaction that holds the locks across all instances. */
async function inTransaction<T>(
  pool: Pool,
  locks: readonly string[],
  { isDurable, isHurried }: Manner,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  try {
    // Without the flush, a crash of the database may lose the write, until a later commit flushes the same log.
    const flush = isDurable ? '' : '; SET LOCAL synchronous_commit = off'
    await client.query(`BEGIN${flush}${isHurried ? `; SET LOCAL lock_timeout = ${HURRIED_MS}` : ''}`)
    // Sorted, so that two writes never wait for each other.
    const sql =
      'SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM (SELECT unnest($1::text[]) AS name) AS names'
    if (locks.length > 0) await client.query(sql, [locks.toSorted()])
    const done = await work(client)
    await client.query('COMMIT')
    client.release()
    return done
  } catch (thrown) {
    // Without a SQLSTATE the server did not answer, and would not answer a ROLLBACK either. Closing the connection rolls back.
    const isDead =
      sqlStateOf(thrown) === undefined ||
      (await client.query('ROLLBACK').then(
        () => false,
        () => true,
      ))
    client.release(isDead)
    throw thrown
  }
}
