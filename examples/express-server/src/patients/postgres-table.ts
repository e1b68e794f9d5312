import type { Pool, PoolClient } from 'pg'
import { sqlStateOf } from '../running/cause'
import { comparableName, type Erased, type Patient } from './person'
import type { Claim, Decision, Found, Lookup, Note, PatientTable, Stored } from './table'

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

const COLUMNS = `id, name, phone, hospital_number AS "hospitalNumber", birth_date AS "birthDate", age, gender,
  created_at AS "createdAt", updated_at AS "updatedAt"`

/** Patients in the PostgreSQL database of the scheduler's log, in their own tables. */
export async function postgresTable(pool: Pool): Promise<PatientTable> {
  // Several instances may start at once, and CREATE IF NOT EXISTS is not safe against that.
  await inTransaction(pool, ['patients schema'], DURABLE, (client) => client.query(SCHEMA))
  return {
    find: (lookup) => find(pool, lookup, ''),
    write: (lookup, decide, isDurable, isHurried = false) =>
      inTransaction(pool, locksOf(lookup), { isDurable, isHurried }, async (client) => {
        const decision = decide(await find(client, lookup, 'FOR UPDATE'))
        await apply(client, decision)
        return decision.result
      }),
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
    claimsOfPassing: (after, limit) => rowsOf<Claim & { readonly key: string }>(pool, PASSING, [after, limit]),
    close: async () => undefined,
  }
}

/** Names of the locks of a write. */
function locksOf({ key, id, phone, hospitalNumber }: Lookup): string[] {
  const names = [key && `key ${key}`, id && `id ${id}`, phone, hospitalNumber && `number ${hospitalNumber}`]
  return names.flatMap((name) => name ?? [])
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

async function rowsOf<Row>(client: Pool | PoolClient, sql: string, values: unknown[]): Promise<Row[]> {
  return (await client.query(sql, values)).rows
}

type Row = Stored & {
  readonly erased: boolean
  readonly erasedDetails: readonly string[]
  readonly erasedNotes: number
}

const CLAIM = 'SELECT patient_id AS "patientId", fingerprint, found, uses FROM patient_writes WHERE key = $1'

const PASSING = `SELECT key, patient_id AS "patientId", fingerprint, found, uses FROM patient_writes
  WHERE patient_id IN (SELECT id FROM patients WHERE NOT stays AND NOT erased) AND key > $1 ORDER BY key LIMIT $2`

const PATIENTS = `SELECT ${COLUMNS}, stays, erased, erased_details AS "erasedDetails", erased_notes AS "erasedNotes"
  FROM patients WHERE id = $1 OR phone = $2 OR hospital_number = $3 ORDER BY id`

async function find(
  client: Pool | PoolClient,
  { key, id, phone, hospitalNumber }: Lookup,
  lock: string,
): Promise<Found> {
  const [claim] = key === undefined ? [] : await rowsOf<Claim>(client, CLAIM, [key])
  const wanted = id ?? claim?.patientId
  if (wanted === undefined && phone == null && hospitalNumber == null) return { claim, patient: undefined, near: [] }
  const rows = await rowsOf<Row>(client, `${PATIENTS} ${lock}`, [wanted, phone, hospitalNumber])
  const row = rows.find((each) => each.id === wanted)
  const near = rows.filter(
    (each) =>
      !each.erased &&
      ((each.phone !== null && each.phone === phone) ||
        (each.hospitalNumber !== null && each.hospitalNumber === hospitalNumber)),
  )
  return { claim, patient: row && (row.erased ? erasedOf(row) : storedOf(row)), near: near.map(storedOf) }
}

async function apply(client: PoolClient, { put, remember, release, erase, note }: Decision<unknown>): Promise<void> {
  if (put !== undefined) {
    const { id, name, phone, hospitalNumber, birthDate, age, gender, createdAt, updatedAt, stays } = put
    const sql = `INSERT INTO patients
        (id, name, compared, phone, hospital_number, birth_date, age, gender, created_at, updated_at, stays)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, compared = excluded.compared, phone = excluded.phone,
        hospital_number = excluded.hospital_number, birth_date = excluded.birth_date, age = excluded.age,
        gender = excluded.gender, updated_at = excluded.updated_at, stays = excluded.stays
      WHERE NOT patients.erased`
    const values = [phone, hospitalNumber, birthDate, age, gender, createdAt, updatedAt, stays]
    await client.query(sql, [id, name, comparableName(name), ...values])
  }
  if (remember !== undefined) {
    const { key, patientId, fingerprint, found, uses } = remember
    const sql = `INSERT INTO patient_writes (key, patient_id, fingerprint, found, uses) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (key) DO UPDATE SET uses = excluded.uses`
    await client.query(sql, [key, patientId, fingerprint, found, uses])
  }
  if (release !== undefined) {
    await client.query('UPDATE patient_writes SET uses = uses - 1 WHERE key = $1', [release.key])
    await client.query('DELETE FROM patient_writes WHERE key = $1 AND uses <= 0', [release.key])
    // The row is locked, so no other booking can come to rely on it now.
    const sql = `DELETE FROM patients WHERE id = $1 AND NOT stays AND NOT erased
      AND NOT EXISTS (SELECT 1 FROM patient_writes WHERE patient_id = patients.id)`
    await client.query(sql, [release.patientId])
  }
  if (erase !== undefined) {
    const { rowCount } = await client.query('DELETE FROM notes WHERE patient_id = $1', [erase.id])
    const sql = `INSERT INTO patients (id, created_at, updated_at, erased, erased_details, erased_notes)
      VALUES ($1, $2, $2, true, $3, $4)
      ON CONFLICT (id) DO UPDATE SET name = NULL, compared = NULL, phone = NULL, hospital_number = NULL, birth_date = NULL,
        age = NULL, gender = NULL, erased = true, erased_details = excluded.erased_details,
        erased_notes = patients.erased_notes + excluded.erased_notes
      WHERE NOT patients.erased OR patients.name IS NOT NULL`
    await client.query(sql, [erase.id, erase.at, erase.details, rowCount])
    await client.query('UPDATE patient_writes SET fingerprint = NULL WHERE patient_id = $1', [erase.id])
  }
  if (note !== undefined) {
    const sql = 'INSERT INTO notes VALUES ($1, $2, $3) ON CONFLICT (command_id) DO NOTHING'
    await client.query(sql, [note.commandId, note.patientId, note.text])
  }
}

function storedOf({ erased: _, erasedDetails: __, erasedNotes: ___, ...stored }: Row): Stored {
  return stored
}

function erasedOf({ id, erasedDetails, erasedNotes }: Row): Erased {
  return { id, isPending: false, details: erasedDetails, notes: erasedNotes }
}
