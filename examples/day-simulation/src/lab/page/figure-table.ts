import { figures, table } from '../../page/html'
import { differenceText, valueText } from './numbers'
import { type AtLoad, classOf, type Scene } from './scene'

/** The exact numbers of a drawing: a row for each class and load. */
export function figureTable(
  { others, figures: { baseline, tables } }: Scene,
  rows: readonly AtLoad[],
  name: string,
): string {
  const hasLoads = tables.length > 1
  const hasClasses = rows.some(({ figure }) => figure.class !== rows[0]!.figure.class)
  const { metric, unit } = rows[0]!.figure
  const first = hasClasses || !hasLoads ? 'class' : 'load'
  return figures([
    table({
      name,
      rules: undefined,
      caption: `${metric}, ${unit}: means with 95 % intervals${others.length > 0 ? `, and differences to ${baseline}` : ''}`,
      head: [
        first,
        ...(hasClasses && hasLoads ? ['load'] : []),
        'days',
        baseline,
        ...others.flatMap(({ rules }) => [rules, 'difference']),
      ],
      rows: rows.map(({ load, figure }) => [
        first === 'class' ? classOf(figure) : String(load),
        ...(hasClasses && hasLoads ? [String(load)] : []),
        daysOf(figure.byRules),
        valueText(figure.byRules[baseline]!),
        ...others.flatMap(({ rules }) => {
          const cell = figure.byRules[rules]!
          return [valueText(cell), `${differenceText(cell.difference!)} ${cell.difference!.verdict}`.trim()]
        }),
      ]),
    }),
  ])
}

/** The days that count; a range if they differ between the sets of rules. */
function daysOf(byRules: AtLoad['figure']['byRules']): string {
  const days = Object.values(byRules).map((cell) => (cell.difference ?? cell).days)
  const [least, most] = [Math.min(...days), Math.max(...days)]
  return least === most ? String(least) : `${least}–${most}`
}
