import type { Pool, PoolClient } from 'pg'
import { sqlStateOf } from '../running/cause'
import type { Claim, Patient, PatientRows, PatientTable } from './patients'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS patients (
    id text PRIMARY KEY, name text, phone text, age integer, gender text,
    created_at double precision NOT NULL, updated_at double precision NOT NULL, erased boolean NOT NULL DEFAULT false
  );
  CREATE INDEX IF NOT EXISTS patients_by_phone ON patients (phone);
  CREATE TABLE IF NOT EXISTS patient_writes (key text PRIMARY KEY, patient_id text NOT NULL, fingerprint text);
  CREATE INDEX IF NOT EXISTS patient_writes_by_patient ON patient_writes (patient_id);`

const COLUMNS = 'id, name, phone, age, gender, created_at AS "createdAt", updated_at AS "updatedAt"'

/** Patients in the PostgreSQL database of the scheduler's log, in their own tables. */
export async function postgresTable(pool: Pool): Promise<PatientTable> {
  // Several instances may start at once, and CREATE IF NOT EXISTS is not safe against that.
  await inTransaction(pool, 'patients schema', (client) => client.query(SCHEMA))
  return {
    read: (work) => work(rowsOf(pool)),
    write: (concerning, work) => inTransaction(pool, concerning, (client) => work(rowsOf(client))),
    close: async () => undefined,
  }
}

/** Runs the work in a transaction that holds a lock on `concerning` across all instances. */
async function inTransaction<T>(pool: Pool, concerning: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [concerning])
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

function rowsOf(client: Pool | PoolClient): PatientRows {
  const ask = async <Row>(sql: string, values: unknown[]): Promise<Row[]> => (await client.query(sql, values)).rows
  return {
    async one(id) {
      const sql = `SELECT ${COLUMNS}, erased FROM patients WHERE id = $1`
      const [row] = await ask<Patient & { readonly erased: boolean }>(sql, [id])
      if (row === undefined) return undefined
      const { erased, ...patient } = row
      return erased ? 'erased' : patient
    },
    byPhone: (phone) =>
      ask<Patient>(`SELECT ${COLUMNS} FROM patients WHERE phone = $1 ORDER BY created_at, id`, [phone]),
    async put({ id, name, phone, age, gender, createdAt, updatedAt }) {
      const sql = `INSERT INTO patients (id, name, phone, age, gender, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, age = excluded.age,
          gender = excluded.gender, updated_at = excluded.updated_at`
      await ask(sql, [id, name, phone, age, gender, createdAt, updatedAt])
    },
    async erase(id) {
      await ask(
        'UPDATE patients SET name = NULL, phone = NULL, age = NULL, gender = NULL, erased = true WHERE id = $1',
        [id],
      )
      await ask('UPDATE patient_writes SET fingerprint = NULL WHERE patient_id = $1', [id])
    },
    async claim(key) {
      const sql = 'SELECT patient_id AS "patientId", fingerprint FROM patient_writes WHERE key = $1'
      return (await ask<Claim>(sql, [key]))[0]
    },
    async remember(key, { patientId, fingerprint }) {
      await ask('INSERT INTO patient_writes VALUES ($1, $2, $3)', [key, patientId, fingerprint])
    },
  }
}
