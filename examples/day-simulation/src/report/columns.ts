/** Formats rows as lines: the first column left-aligned, the others right-aligned, two spaces between. */
export function columns(rows: readonly (readonly string[])[], least: readonly number[] = []): string[] {
  const widths: number[] = [...least]
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** The same with all columns left-aligned. */
export function leftColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)))
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join('  ')
      .trimEnd(),
  )
}

/** A count as text, with a dot for zero. */
export function count(value: number): string {
  return value === 0 ? '·' : String(value)
}

/** `1 seat`, `2 seats`. */
export function plural(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`
}

/** A share as `95.2 %`; of nothing as `0.0 %`. */
export function percent(part: number, whole: number): string {
  return `${percentage(part, whole).toFixed(1)} %`
}

/** A share in percent, with one decimal. */
export function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10
}
