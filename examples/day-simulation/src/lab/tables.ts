import { columns, plural } from '../report/columns'
import type { Paint } from '../report/paint'
import { wrap } from '../report/wrap'
import type { Cell, Compared, Table } from './compare'
import { type Figure, isReal } from './figure'
import { doctorsFor, type Lab, requestsAt, settingFor } from './lab'
import type { Metric } from './metrics'

/** Widest line of a table. */
const WIDTH = 110

const LABEL = 24

/** Formats one load's comparison for a reader: by metric a line for each class, each set of rules beside the baseline. */
export function tableOf(lab: Lab, table: Table, pen: Paint): string[] {
  const others = lab.variants.map(({ label }) => label).filter((label) => label !== lab.baseline)
  const blocks = parts(others).map((labels) => block(lab.baseline, labels, table.lines, pen))
  return [pen.bold(titleOf(lab, table)), '', ...blocks.flatMap((lines) => [...lines, ''])]
}

/** What was compared: the load, the doctors and the days. */
export function titleOf(lab: Lab, table: Table): string {
  const { surge } = settingFor(lab)
  return [
    `${lab.clinic === undefined ? '' : `${lab.clinic.name}, `}load ${table.load}: ${table.requests} booking requests for ${requestsAt(lab, 1)} seats a day`,
    ...(surge === 0 ? [] : [`${surge} emergencies from an accident`]),
    plural(doctorsFor(lab).length, 'doctor'),
    `${plural(lab.days, 'day')} (seeds ${lab.seed} to ${(lab.seed + lab.days - 1) >>> 0})`,
  ].join(', ')
}

/** What the tables mean. */
export function legend({ baseline, variants }: Lab): string[] {
  const sentences = [
    '± is a 95 % interval over the days.',
    'Waits are of patients who were seen with a seat. A patient who calls off needs no place.',
  ]
  if (variants.length > 1)
    sentences.push(
      `The columns beside ${baseline} are differences to it, with the same patients on the same days.`,
      '"better" or "worse": the interval excludes 0, so the difference is real; without the word it may be chance.',
      'Of 100 differences between equal rules, about 5 get a word by chance. Look for the large ones.',
      '"days" counts those with such patients under both rules.',
    )
  return wrap(sentences.join(' '), WIDTH)
}

/** Splits the columns so that no line is too wide. */
function parts(labels: readonly string[]): string[][] {
  const blocks: string[][] = [[]]
  let width = 0
  for (const label of labels) {
    const wide = Math.max(label.length, 22) + 2
    if (width > 0 && LABEL + 24 + width + wide > WIDTH) {
      blocks.push([])
      width = 0
    }
    blocks[blocks.length - 1]!.push(label)
    width += wide
  }
  return blocks
}

function block(baseline: string, others: readonly string[], lines: readonly Compared[], pen: Paint): string[] {
  const rows = lines.map(({ metric, byRules }) => {
    const home = byRules[baseline]!
    const cells = others.map((label) => byRules[label]!)
    return [
      `  ${labelOf(metric)}`,
      metric.better,
      daysOf([home, ...cells]),
      textOf(home.value),
      ...cells.map(({ difference }) => `${textOf(difference!, true)} ${verdictOf(difference!, metric).padEnd(6)}`),
    ]
  })
  const [first = '', ...body] = columns([['', 'good', 'days', baseline, ...others], ...rows], [LABEL])
  let above = ''
  const withHeadings = body.flatMap((line, index) => {
    const heading = headingOf(lines[index]!.metric)
    const isNew = heading !== above
    above = heading
    const coloured = line.replace(/better|worse/g, (word) => (word === 'better' ? pen.good(word) : pen.bad(word)))
    return isNew ? [heading, coloured] : [coloured]
  })
  return [pen.faint(first), ...withHeadings]
}

/** The classes stand under the name of their metric, the figures of the whole day under one heading. */
export function headingOf({ source, name, unit }: Metric): string {
  return source === null ? 'the whole day' : `${name}, ${unit}`
}

/** The name of a line under its heading. */
export function labelOf({ source, name, unit }: Metric): string {
  return source ?? `${name}, ${unit}`
}

/** The days that count; a range if they differ between the columns. */
function daysOf(cells: readonly Cell[]): string {
  const days = cells.map(({ value, difference }) => (difference ?? value).days)
  const [least, most] = [Math.min(...days), Math.max(...days)]
  return least === most ? String(least) : `${least}-${most}`
}

/** `better` or `worse` if the difference is real and not so small that it is written as 0.0. */
export function verdictOf(difference: Figure, { better }: Metric): '' | 'better' | 'worse' {
  if (!isReal(difference) || Number(difference.mean!.toFixed(1)) === 0) return ''
  return difference.mean! < 0 === (better === 'less') ? 'better' : 'worse'
}

/** A mean with half the width of its interval, as in `+0.2 ± 0.5`. */
export function textOf({ mean, half }: Figure, isSigned = false): string {
  if (mean === null) return '-'
  const sign = isSigned && Number(mean.toFixed(1)) > 0 ? '+' : ''
  return `${sign}${decimal(mean)} ± ${half === null ? '?' : decimal(half)}`
}

/** One decimal. A minus before 0.0 would say nothing. */
function decimal(value: number): string {
  return (Number(value.toFixed(1)) || 0).toFixed(1)
}
