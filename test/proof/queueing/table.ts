import { agrees, type Row } from './cases'

const WIDTHS = [27, -16, 9, 10, 8, 8, 7] as const

export const HEADING = line(['model', 'mean wait of', 'exact', 'simulated', '± s.e.', 'error', 's.e.s'])

/** Text of one row. Only the first row of a case names the model. */
export function textOf(row: Row): string {
  const { model, what, exact, mean, error, isFirst } = row
  const percent = ((mean / exact - 1) * 100).toFixed(1)
  const errors = ((mean - exact) / error).toFixed(1)
  const cells = [
    isFirst ? model : '',
    what,
    exact.toFixed(4),
    mean.toFixed(4),
    error.toFixed(4),
    `${percent} %`,
    errors,
  ]
  return `${line(cells)}${agrees(row) ? '' : '  WRONG'}`
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => {
      const width = WIDTHS[index]!
      return width < 0 || index === 0 ? cell.padEnd(Math.abs(width)) : cell.padStart(width)
    })
    .join(' ')
}
