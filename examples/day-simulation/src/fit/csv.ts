import { UsageError } from '../usage-error'

/** A line of a table, by the names of its columns. */
export interface CsvLine {
  /** Number of the line in the file, from 1. */
  readonly number: number
  readonly cells: ReadonlyMap<string, string>
}

/**
 * Reads a table with a heading: comma or semicolon between cells, quotes around those that contain one (RFC 4180). Names of columns are
 * compared without regard to case, blanks and underscores.
 *
 * @throws UsageError
 */
export function readCsv(what: string, text: string): CsvLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const [heading = ''] = lines
  const separator = heading.split(';').length > heading.split(',').length ? ';' : ','
  const names = cellsOf(heading, separator)?.map(columnName) ?? []
  return lines.flatMap((line, index) => {
    if (index === 0 || line.trim() === '') return []
    const cells = cellsOf(line, separator)
    if (cells === undefined) throw new UsageError(`${what}, line ${index + 1}: a quote is not closed.`)
    if (cells.length !== names.length)
      throw new UsageError(`${what}, line ${index + 1} has ${cells.length} cells. The heading has ${names.length}.`)
    return [{ number: index + 1, cells: new Map(cells.map((cell, column) => [names[column]!, cell.trim()])) }]
  })
}

/** Such as `bookedat` for `Booked at`. */
export function columnName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}

/** The cells of a line, or undefined if a quote is not closed. */
function cellsOf(line: string, separator: string): string[] | undefined {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let place = 0; place < line.length; place++) {
    const letter = line[place]!
    if (letter === '"' && isQuoted && line[place + 1] === '"') {
      cell += '"'
      place++
    } else if (letter === '"') isQuoted = !isQuoted
    else if (letter === separator && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += letter
  }
  return isQuoted ? undefined : [...cells, cell]
}
