import { aftermathRows, harm } from '../report/aftermath-table'
import { PLAN_HEADINGS, planRows, planSentence } from '../report/plan-table'
import { escaped, figures, table } from './html'
import type { Scene } from './page-run'

/** What went wrong, the plans, and what became of the doctor's patients; only of a scenario. Patients are not named. */
export function troubleSection({ runs, clock }: Scene): string {
  const [run] = runs
  const scenario = run?.summary.scenario
  if (run === undefined || scenario === undefined) return ''
  const { planned } = run.outcome
  const { notTold, told } = scenario
  const said = planned.map((each) => {
    return `${clock.timeAt(each.given.at)}: ${each.given.sentence} The desk saw this plan first, and carried it out: “${planSentence(each)}”`
  })
  const [head = [], ...rows] = aftermathRows(scenario, clock)
  const plans = planned.flatMap((each) => {
    const cells = planRows(each).map(([token = '', _patient, ...rest]) => [token, ...rest])
    const headings = PLAN_HEADINGS.filter((heading) => heading !== 'patient')
    const caption = `the plan of ${clock.timeAt(each.given.at)}`
    return cells.length === 0 ? [] : [table({ name: 'plan', rules: run.rules, caption, head: headings, rows: cells })]
  })
  const figure = (cell: string): string | number => (/^\d+$/.test(cell) ? Number(cell) : cell === '·' ? 0 : cell)
  return [
    '<section id="trouble">\n<h2>What went wrong</h2>',
    ...said.map((text) => `<p>${escaped(text)}</p>`),
    table({
      name: 'aftermath',
      rules: run.rules,
      caption: `what became of ${scenario.doctor}'s patients`,
      head,
      // The time of the last visit is no count.
      rows: rows.slice(0, -1).map(([label = '', ...cells]) => [label, ...cells.map(figure)]),
    }),
    ...(notTold === undefined ? [] : [`<p>${escaped(harm(notTold, told))}</p>`]),
    ...(plans.length === 0 ? [] : [figures(plans)]),
    '</section>',
  ].join('\n')
}
