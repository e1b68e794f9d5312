import { type FailureCode, OpdError } from '../errors'

interface Kind {
  readonly code: FailureCode
  readonly hint: string
}

const RIGHTS: Kind = { code: 'store-failed', hint: 'Grant the role the rights that docs/postgres.md lists' }
const TABLES: Kind = { code: 'store-failed', hint: 'Run the migrations, and check the name of the schema' }
const PLACE: Kind = { code: 'store-failed', hint: 'Check the name of the database, the role and its password' }
const LIMITS: Kind = { code: 'store-failed', hint: 'Maybe an id or a text is far too long' }
const DAMAGE: Kind = { code: 'store-corrupt', hint: 'Restore the last backup' }

/** SQLSTATEs that a retry cannot mend: nothing was written. */
const PERMANENT: Readonly<Record<string, Kind>> = {
  '25006': { code: 'store-failed', hint: 'Connect to the primary: this server is read-only' },
  '53100': { code: 'store-failed', hint: "Make room on the server's disk" },
  '28000': PLACE,
  '28P01': PLACE,
  '3D000': PLACE,
  '3F000': TABLES,
  '42501': RIGHTS,
  '42703': TABLES,
  '42883': TABLES,
  '42P01': TABLES,
  '42P10': TABLES,
  '22021': LIMITS,
  '54000': LIMITS,
  XX001: DAMAGE,
  XX002: DAMAGE,
}

/** Returns the SQLSTATE of a thrown value, or undefined if the server sent none. */
export function stateOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/**
 * Returns an error of the driver as an `OpdError` if it is permanent, else as a plain error. Both lack the server's `detail`, `where`
 * and so on, because these hold values of columns, and errors are written to logs.
 */
export function failure(thrown: unknown, what: string): Error {
  const state = stateOf(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const plain = Object.assign(new Error(message), state === undefined ? undefined : { code: state })
  const kind = state === undefined ? undefined : PERMANENT[state]
  if (kind === undefined) return plain
  return new OpdError(kind.code, `${what}: ${message}. ${kind.hint}.`, { sqlState: state }, plain)
}
