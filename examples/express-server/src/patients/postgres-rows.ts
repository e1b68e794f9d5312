import type { Pool, PoolClient } from 'pg'
import { idsOf, matched } from './matching'
import { comparableName, type Erased } from './person'
import type { Claim, Decision, Found, Lookup, Stored } from './table'

export const COLUMNS = `id, name, phone, hospital_number AS "hospitalNumber", birth_date AS "birthDate", age, gender,
  created_at AS "createdAt", updated_at AS "updatedAt"`

export async function rowsOf<Row>(client: Pool | PoolClient, sql: string, values: unknown[]): Promise<Row[]> {
  return (await client.query(sql, values)).rows
}

type Row = Stored & {
  readonly erased: boolean
  readonly erasedDetails: readonly string[]
  readonly erasedNotes: number
}

export type KeyedClaim = Claim & { readonly key: string }

const CLAIMS =
  'SELECT key, patient_id AS "patientId", fingerprint, found, uses FROM patient_writes WHERE key = ANY ($1)'

const PATIENTS = `SELECT ${COLUMNS}, stays, erased, erased_details AS "erasedDetails", erased_notes AS "erasedNotes"
  FROM patients WHERE id = ANY ($1) OR phone = ANY ($2) OR hospital_number = ANY ($3) ORDER BY id`

/** Returns what each lookup finds. `FOR UPDATE` locks the rows of patients until the transaction ends. */
export async function find(
  client: Pool | PoolClient,
  lookups: readonly Lookup[],
  lock: '' | 'FOR UPDATE',
): Promise<readonly Found[]> {
  const keys = lookups.flatMap(({ key }) => key ?? [])
  const claimRows = keys.length === 0 ? [] : await rowsOf<KeyedClaim>(client, CLAIMS, [keys])
  const claims = new Map(claimRows.map(({ key, ...claim }) => [key, claim]))
  const sought = [
    idsOf(lookups, claims),
    lookups.map(({ phone }) => phone),
    lookups.map(({ hospitalNumber }) => hospitalNumber),
  ]
  const given = sought.map((values) => values.filter((value) => value != null))
  const isAnySought = given.some((values) => values.length > 0)
  const rows = isAnySought ? await rowsOf<Row>(client, `${PATIENTS} ${lock}`, given) : []
  return matched(lookups, { claims, patients: rows.map((row) => (row.erased ? erasedOf(row) : storedOf(row))) })
}

/** Returns the values of each column, for `unnest`. */
function columnsOf<Row>(rows: readonly Row[], columns: readonly ((row: Row) => unknown)[]): unknown[][] {
  return columns.map((column) => rows.map(column))
}

const PUT = `INSERT INTO patients
    (id, name, compared, phone, hospital_number, birth_date, age, gender, created_at, updated_at, stays)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[],
    $9::double precision[], $10::double precision[], $11::boolean[])
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, compared = excluded.compared, phone = excluded.phone,
    hospital_number = excluded.hospital_number, birth_date = excluded.birth_date, age = excluded.age,
    gender = excluded.gender, updated_at = excluded.updated_at, stays = excluded.stays
  WHERE NOT patients.erased`

const PUT_COLUMNS: readonly ((patient: Stored) => unknown)[] = [
  ({ id }) => id,
  ({ name }) => name,
  ({ name }) => comparableName(name),
  ({ phone }) => phone,
  ({ hospitalNumber }) => hospitalNumber,
  ({ birthDate }) => birthDate,
  ({ age }) => age,
  ({ gender }) => gender,
  ({ createdAt }) => createdAt,
  ({ updatedAt }) => updatedAt,
  ({ stays }) => stays,
]

const REMEMBER = `INSERT INTO patient_writes (key, patient_id, fingerprint, found, uses)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::integer[])
  ON CONFLICT (key) DO UPDATE SET uses = excluded.uses`

const REMEMBER_COLUMNS: readonly ((claim: KeyedClaim) => unknown)[] = [
  ({ key }) => key,
  ({ patientId }) => patientId,
  ({ fingerprint }) => fingerprint,
  ({ found }) => found,
  ({ uses }) => uses,
]

/** Writes what was decided. */
export async function apply(client: PoolClient, decisions: readonly Decision<unknown>[]): Promise<void> {
  const puts = decisions.flatMap(({ put }) => put ?? [])
  if (puts.length > 0) await client.query(PUT, columnsOf(puts, PUT_COLUMNS))
  const claims = decisions.flatMap(({ remember }) => remember ?? [])
  if (claims.length > 0) await client.query(REMEMBER, columnsOf(claims, REMEMBER_COLUMNS))
  for (const decision of decisions) await applyRest(client, decision)
}

async function applyRest(client: PoolClient, { release, erase, note }: Decision<unknown>): Promise<void> {
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
