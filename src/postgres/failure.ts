import { type FailureCode, OpdError } from '../errors'

interface Kind {
  readonly code: FailureCode
  readonly maybe: string
}

const RIGHTS: Kind = { code: 'store-failed', maybe: 'grant the role what docs/postgres.md lists' }
const TABLES: Kind = { code: 'store-failed', maybe: 'run the migrations, and check the name of the schema' }
const PLACE: Kind = { code: 'store-failed', maybe: 'check the name of the database, the role and its password' }
const LIMITS: Kind = { code: 'store-failed', maybe: 'look for an id or a text that is far too long' }
const DAMAGE: Kind = { code: 'store-corrupt', maybe: 'restore the last backup' }

/** SQLSTATEs for what trying again cannot mend: nothing was written, and nothing will be. */
const PERMANENT: Readonly<Record<string, Kind>> = {
  '25006': { code: 'store-failed', maybe: 'connect to the primary: this server only reads' },
  '53100': { code: 'store-failed', maybe: "make room on the server's disk" },
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

/** The SQLSTATE of what the driver threw, if the server sent one. */
export function stateOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/**
 * What the driver threw, as an `OpdError` where it is permanent. Either way without the server's `detail`, `where` and the like:
 * these hold values of columns, and errors end in logs.
 */
export function failure(thrown: unknown, what: string): Error {
  const state = stateOf(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const plain = Object.assign(new Error(message), state === undefined ? undefined : { code: state })
  const kind = state === undefined ? undefined : PERMANENT[state]
  if (kind === undefined) return plain
  return new OpdError(kind.code, `${what}: ${message}. Maybe ${kind.maybe}.`, { sqlState: state }, plain)
}
