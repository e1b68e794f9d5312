import { type FailureCode, OpdError } from '../errors'

/** SQLite's result codes for what trying again cannot mend: nothing was written, and nothing will be. */
const PERMANENT: Readonly<Record<string, { readonly code: FailureCode; readonly maybe: string }>> = {
  SQLITE_PERM: { code: 'store-failed', maybe: 'let this process write the file and its folder' },
  SQLITE_READONLY: { code: 'store-failed', maybe: 'let this process write the file and its folder' },
  SQLITE_CANTOPEN: { code: 'store-failed', maybe: 'make the folder, and let this process write in it' },
  SQLITE_FULL: { code: 'store-failed', maybe: 'make room on the disk' },
  SQLITE_CORRUPT: { code: 'store-corrupt', maybe: 'restore the last backup' },
  SQLITE_NOTADB: { code: 'store-corrupt', maybe: 'check the name of the file, or restore the last backup' },
}

/** The same codes as numbers, as Node's own driver has them. */
const NUMBERS: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
}

/** SQLite's result code in what a driver threw, if there is one. */
export function resultOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  // node:sqlite and libsql have numbers too; libsql has no names for the extended ones.
  const { code, errcode, rawCode } = thrown as { code?: unknown; errcode?: unknown; rawCode?: unknown }
  const number = errcode ?? rawCode
  // Extended codes add to the name and to the upper bits of the number.
  return typeof number === 'number' ? NUMBERS[number & 0xff] : /^SQLITE_[A-Z]+/.exec(String(code))?.[0]
}

/** What a driver threw, as an `OpdError` where it is permanent; undefined where it may pass, such as a lock. */
export function failure(thrown: unknown, what: string): OpdError | undefined {
  const name = resultOf(thrown)
  const kind = name === undefined ? undefined : PERMANENT[name]
  if (kind === undefined) return undefined
  return new OpdError(
    kind.code,
    `${what}: ${(thrown as Error).message}. Maybe ${kind.maybe}.`,
    { sqlite: name },
    thrown,
  )
}
