import { OpdError } from '../errors'
import type { PostgresQueryable } from './driver'
import { failure, stateOf } from './failure'
import { quoted, STEPS } from './schema'

/** Which schema to work in. */
export interface MigrationOptions {
  /**
   * Schema of the tables: at most 40 lower-case letters, digits and underscores.
   *
   * @defaultValue `'opd'`
   */
  readonly schema?: string
}

/**
 * The SQL that brings a schema up to date: one statement per step, so each is a transaction of its own. A step that was taken
 * before does nothing, and several processes may take it at once.
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

/** Brings a schema up to date; does nothing where it is. Needs a role that may make schemas or owns this one. */
export async function migratePostgres(pool: PostgresQueryable, options: MigrationOptions = {}): Promise<void> {
  const schema = schemaOf(options)
  const statements = postgresMigrations(options)
  const taken = await stepsTaken(pool, schema)
  if (taken > statements.length)
    throw new OpdError(
      'store-failed',
      `The schema '${schema}' was made by a later version of this library (step ${taken}, known here are ${statements.length}). Maybe update the library.`,
      { schema, step: taken },
    )
  for (const statement of statements.slice(taken)) {
    try {
      await pool.query(statement)
    } catch (thrown) {
      throw failure(thrown, `The schema '${schema}' cannot be brought up to date`)
    }
  }
}

export function schemaOf({ schema = 'opd' }: MigrationOptions): string {
  if (typeof schema === 'string' && /^[a-z_][a-z0-9_]{0,39}$/.test(schema)) return schema
  const message = `The schema ${JSON.stringify(schema)} is none. Maybe use 1 to 40 lower-case letters, digits and underscores.`
  throw new OpdError('invalid-input', message, { field: 'schema', value: schema })
}

async function stepsTaken(pool: PostgresQueryable, schema: string): Promise<number> {
  try {
    const { rows } = await pool.query(`SELECT coalesce(max(step), 0) AS step FROM ${quoted(schema)}.migrations`)
    return (rows[0] as { step: number }).step
  } catch (thrown) {
    // There is no such table yet.
    if (stateOf(thrown) === '42P01') return 0
    throw failure(thrown, `The schema '${schema}' cannot be read`)
  }
}
