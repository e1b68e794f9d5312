/** A statement with its values in place, for scripts: several statements that go to the server at once take no values. */
export function filled(sql: string, values: readonly unknown[]): string {
  return sql.replace(/\$(\d+)/g, (_, place) => literal(values[Number(place) - 1]))
}

function literal(value: unknown): string {
  if (value === null) return 'NULL'
  return quoted(Array.isArray(value) ? `{${value.map(element).join(',')}}` : String(value))
}

function element(value: unknown): string {
  return value === null ? 'NULL' : `"${String(value).replace(/["\\]/g, '\\$&')}"`
}

/** With the E the server reads it in the same way, whatever its `standard_conforming_strings`. */
function quoted(text: string): string {
  return `E'${text.replace(/['\\]/g, '$&$&')}'`
}
