/**
 * Returns a statement with values in the places of `$1`, `$2` and so on. A script of several statements, which takes one round trip, cannot
 * have values of its own. Throws an error with SQLSTATE 22021 for a text with a NUL character, as the server does.
 */
export function inlined(sql: string, values: readonly unknown[]): string {
  return sql.replace(/\$(\d+)/g, (_, number) => literal(values[Number(number) - 1]))
}

/** Returns a value as the driver would send it. */
function literal(value: unknown): string {
  if (value === null) return 'NULL'
  return text(Array.isArray(value) ? `{${value.map(element).join(',')}}` : String(value))
}

function element(value: unknown): string {
  return value === null ? 'NULL' : `"${String(value).replace(/["\\]/g, '\\$&')}"`
}

/** Returns a text in quotes that mean the same whatever `standard_conforming_strings` is. */
function text(value: string): string {
  if (value.includes('\0')) throw Object.assign(new Error('a text has a NUL character'), { code: '22021' })
  return ` E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
