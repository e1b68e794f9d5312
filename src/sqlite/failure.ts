import { type FailureCode, OpdError } from '../errors'

/** SQLite's result codes that a retry cannot mend: nothing was written. */
const PERMANENT: Readonly<Record<string, { readonly code: FailureCode; readonly hint: string }>> = {
  SQLITE_PERM: { code: 'store-failed', hint: 'Let this process write the file and its folder' },
  SQLITE_READONLY: { code: 'store-failed', hint: 'Let this process write the file and its folder' },
  SQLITE_CANTOPEN: { code: 'store-failed', hint: 'Maybe its folder is missing or closed to this process' },
  SQLITE_FULL: { code: 'store-failed', hint: 'Make room on the disk' },
  SQLITE_CORRUPT: { code: 'store-corrupt', hint: 'Restore the last backup' },
  SQLITE_NOTADB: { code: 'store-corrupt', hint: 'Check the name of the file, or restore the last backup' },
}

/** Result codes by number, as Node's own driver gives them. */
const NUMBERS: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

/** Returns SQLite's result code of a thrown value, or undefined if it has none. */
export function resultOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  // node:sqlite and libsql give numbers as well; libsql has no names for extended codes.
  const { code, errcode, rawCode } = thrown as { code?: unknown; errcode?: unknown; rawCode?: unknown }
  const number = errcode ?? rawCode
  // An extended code has a longer name, and more bits above the lowest eight.
  return typeof number === 'number' ? NUMBERS[number & 0xff] : /^SQLITE_[A-Z]+/.exec(String(code))?.[0]
}

/** Returns a permanent error of a driver as an `OpdError`, or undefined if the error is temporary, such as a lock. */
export function failure(thrown: unknown, what: string): OpdError | undefined {
  const name = resultOf(thrown)
  const kind = name === undefined ? undefined : PERMANENT[name]
  if (kind === undefined) return undefined
  return new OpdError(kind.code, `${what}: ${(thrown as Error).message}. ${kind.hint}.`, { sqlite: name }, thrown)
}
