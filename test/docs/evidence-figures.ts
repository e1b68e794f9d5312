/** A mean and its difference to the baseline, which has none. */
export interface Figure {
  readonly mean: number
  readonly difference: number | undefined
}

/** The rows that claims name: first word of the claim, start of the heading or of the line in `docs/evidence.md`. */
const ROWS: readonly (readonly [name: string, start: string])[] = [
  ['wait', 'mean wait'],
  ['wait90', 'wait that 9 in 10'],
  ['hour', 'seated in the hour'],
  ['place', 'had a place'],
  ['seen', 'seen'],
  ['unseated', 'ended without a seat'],
  ['moved', 'moved for another'],
  ['most', 'most moves'],
  ['overtime', 'overtime'],
  ['idle', 'idle'],
]

/** Reads the tables of a section: by load, and in each by `rules | row`, as in `standard | wait paid`. */
export function figuresIn(section: string): ReadonlyMap<string, ReadonlyMap<string, Figure>> {
  const tables = section.split(/^(?=.*load [\d.]+: )/m).slice(1)
  return new Map(tables.map((table) => [/load ([\d.]+):/.exec(table)![1]!, figuresOf(table)]))
}

function figuresOf(table: string): ReadonlyMap<string, Figure> {
  const rows = table.split('\n').filter((line) => line.startsWith('|'))
  const [head = [], , ...body] = rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
  const labels = head.slice(1).map((label) => label.replaceAll('`', ''))
  const figures = new Map<string, Figure>()
  let heading = ''
  for (const [first = '', ...cells] of body) {
    if (first.startsWith('**')) {
      heading = first.slice(2, -2)
      continue
    }
    const isOfDay = heading === 'the whole day'
    const name = ROWS.find(([, start]) => (isOfDay ? first : heading).startsWith(start))![0]
    const row = isOfDay ? name : `${name} ${first}`
    for (const [index, cell] of cells.entries()) figures.set(`${labels[index]!} | ${row}`, figureOf(cell))
  }
  return figures
}

/** Reads a cell such as `4.3 ± 0.4` or `**24.3** (+10.8 ± 1.2) worse`. */
function figureOf(cell: string): Figure {
  const [, mean, difference] = /^\**([\d.]+)\**(?: \(([+−]?[\d.]+))?/.exec(cell)!
  return {
    mean: Number(mean),
    difference: difference === undefined ? undefined : Number(difference.replace('−', '-')),
  }
}
