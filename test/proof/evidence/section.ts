import type { Cell, Compared, Table } from '../../../examples/day-simulation/src/lab/compare'
import { compare } from '../../../examples/day-simulation/src/lab/compare'
import type { Lab } from '../../../examples/day-simulation/src/lab/lab'
import { readLabOptions } from '../../../examples/day-simulation/src/lab/options'
import { headingOf, labelOf, textOf, titleOf, verdictOf } from '../../../examples/day-simulation/src/lab/tables'
import type { Study } from './studies'

/** Returns what a study compares. The clinics are read from the folder of the example. */
export async function labOf({ args }: Study): Promise<Lab> {
  const options = await readLabOptions(args.split(' '), '.')
  return options!.lab
}

/** Runs a study, and returns its section of `docs/evidence.md`. */
export async function sectionOf(study: Study, workers: number, onDay: () => void = () => {}): Promise<string> {
  const lab = await labOf(study)
  const { tables } = await compare(lab, workers, onDay)
  return [
    `## ${study.title}`,
    '',
    study.about,
    '',
    '```sh',
    `npm run simulate -- lab ${study.args}`,
    '```',
    '',
    ...tables.flatMap((table) => [`${titleOf(lab, table)}.`, '', ...rowsOf(lab, table), '']),
  ].join('\n')
}

/** Returns a table in Markdown: the baseline, then each set of rules with its difference to it. */
function rowsOf({ baseline, variants }: Lab, { lines }: Table): string[] {
  const labels = [baseline, ...variants.map(({ label }) => label).filter((label) => label !== baseline)]
  let above = ''
  const rows = lines.filter(hasFigures).flatMap((line) => {
    const heading = headingOf(line.metric)
    const isNew = heading !== above
    above = heading
    const cells = labels.map((label) => cellOf(line, line.byRules[label]!))
    const row = `| ${labelOf(line.metric)} | ${cells.join(' | ')} |`
    return isNew ? [`| **${heading}** |${' |'.repeat(labels.length)}`, row] : [row]
  })
  return [`| | ${labels.map((label) => `\`${label}\``).join(' | ')} |`, `|---|${'---|'.repeat(labels.length)}`, ...rows]
}

/** A clinic may have no patients of a class. */
function hasFigures({ byRules }: Compared): boolean {
  return Object.values(byRules).some(({ value }) => value.mean !== null)
}

function cellOf({ metric }: Compared, { value, difference }: Cell): string {
  if (difference === null) return textOf(value)
  const mean = textOf(value).replace(/ ±.*/, '')
  const change = `(${textOf(difference, true).replace('-', '−')})`
  const verdict = verdictOf(difference, metric)
  return verdict === '' ? `${mean} ${change}` : `**${mean}** ${change} ${verdict}`
}
