import { OpdError } from '../errors'
import { checkPool, failure, type PostgresQueryable, stateOf } from './driver'
import { quoted, STEPS } from './schema'

/** Which schema to work in. */
export interface MigrationOptions {
  /**
   * Schema of the tables: 1 to 40 lower-case letters, digits and underscores, not starting with a digit.
   *
   * @defaultValue `'opd'`
   */
  readonly schema?: string
}

/**
 * Returns the SQL that brings a schema up to date: one statement for each migration, each a transaction of its own. A migration that was
 * run before does nothing, and several processes may run one at once. Throws `invalid-input` for a bad name of a schema.
 *
 * @example
 * ```ts
 * writeFileSync('opd.sql', postgresMigrations({ schema: 'opd' }).join('\n'))
 * ```
 */
export function postgresMigrations(options: MigrationOptions = {}): readonly string[] {
  const schema = schemaOf(options)
  const s = quoted(schema)
  return STEPS.map((step, index) => {
    const number = index + 1
    return `DO $step$ BEGIN
PERFORM pg_advisory_xact_lock(hashtextextended('opd-scheduler ${schema}', 0));
IF to_regnamespace('${s}') IS NULL THEN
  CREATE SCHEMA ${s};
END IF;
IF to_regclass('${s}.migrations') IS NULL THEN
  CREATE TABLE ${s}.migrations (step integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
END IF;
IF EXISTS (SELECT FROM ${s}.migrations WHERE step = ${number}) THEN
  RETURN;
END IF;
${step.trim().replaceAll('{s}', s)}
INSERT INTO ${s}.migrations (step) VALUES (${number});
END $step$;`
  })
}

/**
 * Brings a schema up to date. Needs a role that may create schemas or owns this one. Rejects with `invalid-input` for a bad pool or name,
 * and with `store-failed` if the role may not do it, or if a later version of the library made the schema.
 *
 * @example
 * ```ts
 * await migratePostgres(new Pool({ connectionString: process.env.OWNER_URL }))
 * ```
 */
export async function migratePostgres(pool: PostgresQueryable, options: MigrationOptions = {}): Promise<void> {
  checkPool('migratePostgres', pool, ['query'])
  await bringUpToDate(pool, pool, options)
}

/** The same, with one way to ask for the steps that were taken, and another, more patient one to take a step. */
export async function bringUpToDate(
  asking: PostgresQueryable,
  taking: PostgresQueryable,
  options: MigrationOptions,
): Promise<void> {
  const schema = schemaOf(options)
  const statements = postgresMigrations(options)
  const taken = await stepsTaken(asking, schema)
  if (taken > statements.length)
    throw new OpdError(
      'store-failed',
      `The schema '${schema}' was made by a later version of this library (step ${taken}, this version has ${statements.length}). Update the library.`,
      { schema, step: taken },
    )
  for (const statement of statements.slice(taken)) {
    try {
      await taking.query(statement)
    } catch (thrown) {
      throw failure(thrown, `The schema '${schema}' cannot be brought up to date`)
    }
  }
}

export function schemaOf({ schema = 'opd' }: MigrationOptions): string {
  if (typeof schema === 'string' && /^[a-z_][a-z0-9_]{0,39}$/.test(schema)) return schema
  const message = `The schema is ${JSON.stringify(schema)}. Give 1 to 40 lower-case letters, digits and underscores, not starting with a digit.`
  throw new OpdError('invalid-input', message, { field: 'schema', value: schema })
}

async function stepsTaken(pool: PostgresQueryable, schema: string): Promise<number> {
  try {
    const { rows } = await pool.query(`SELECT coalesce(max(step), 0) AS step FROM ${quoted(schema)}.migrations`)
    return (rows[0] as { step: number }).step
  } catch (thrown) {
    // The table does not exist yet.
    if (stateOf(thrown) === '42P01') return 0
    throw failure(thrown, `The schema '${schema}' cannot be read`)
  }
}
