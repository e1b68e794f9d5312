/** Returns the SQLSTATE of an error of PostgreSQL, or undefined. */
export function sqlStateOf(thrown: unknown): string | undefined {
  const { code, severity } = Object(thrown) as { code?: unknown; severity?: unknown }
  return typeof code === 'string' && severity !== undefined ? code : undefined
}

/**
 * Returns a storage failure in words, for the log only: it may name files and hosts. It has no personal data, because the messages of
 * the database that quote values are left out.
 */
export function causeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'not an error'
  const state = sqlStateOf(thrown)
  const code = Reflect.get(thrown, 'code')
  // Class 22 is about values, such as a text that is no number.
  const own = state?.startsWith('22') ? `SQLSTATE ${state}` : thrown.message || String(code)
  const below = thrown.cause === undefined ? own : causeOf(thrown.cause)
  return own.includes(below) ? own : `${own} ${below}`
}
