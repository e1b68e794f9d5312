import { COLUMNS } from '../report/account'
import { FIGURES } from '../report/comparison'
import { type Story, storiesOf } from '../report/stories'
import { dateText } from '../run/wall-clock'
import { escaped, figures, table } from './html'
import type { PageRun, Scene } from './page-run'
import { accountOf, WHAT_IS_CHECKED } from './words'

/** The account of the day: prose and one table. */
export function accountSection({ runs }: Scene): string {
  const [only, ...others] = runs
  const body = only !== undefined && others.length === 0 ? accountOfOne(only) : comparisonOf(runs)
  return `<section id="account">\n<h2>${only !== undefined && others.length === 0 ? 'The day in words' : 'The same day under each set of rules'}</h2>\n${body}\n${violationsOf(runs)}</section>`
}

function accountOfOne(run: PageRun): string {
  const paragraphs = accountOf(run).map((text) => `<p>${escaped(text)}</p>`)
  const periods = table({
    name: 'periods',
    rules: run.rules,
    caption: 'counts by hour, or by day if there are several',
    head: ['period', ...COLUMNS.map(([heading]) => heading)],
    rows: run.periods.map((period) => [period.label, ...COLUMNS.map(([, of]) => of(period))]),
  })
  return `${paragraphs.join('\n')}\n${figures([periods])}`
}

/** A row for each figure and a column for each preset, then the account of each run. */
function comparisonOf(runs: readonly PageRun[]): string {
  const rows = FIGURES.flatMap(([, figures]) => figures).map((figure) => [
    figure.meaning,
    ...runs.map((run) => figure.text?.(run) ?? figure.of(run)),
  ])
  const accounts = runs.map(
    (run) =>
      `<article><h3>${escaped(run.rules)}</h3>\n<p>${escaped(accountOf(run).slice(0, -1).join(' '))}</p></article>`,
  )
  const checks = runs.reduce((sum, { summary }) => sum + summary.checks, 0)
  const violations = runs.reduce((sum, { summary }) => sum + summary.violations, 0)
  return [
    `<p>The same patients ask for the same seats under each of ${runs.length} sets of rules; only the rules differ.`,
    violations === 0
      ? `During the runs the program checked ${checks} times ${WHAT_IS_CHECKED}. It was always so.</p>`
      : '</p>',
    table({
      name: 'comparison',
      rules: undefined,
      caption: 'the same day under each set of rules',
      head: ['', ...runs.map(({ rules }) => rules)],
      rows,
    }),
    `<div class="accounts">${accounts.join('\n')}</div>`,
  ].join('\n')
}

function violationsOf(runs: readonly PageRun[]): string {
  const found = runs.flatMap(({ outcome, rules }) => outcome.violations.map((each) => `${rules}: ${each}`))
  if (found.length === 0) return ''
  return `<div class="violations"><p>What was not so (violated invariants):</p><ul>${found.map((each) => `<li>${escaped(each)}</li>`).join('')}</ul></div>`
}

/** Histories of moved tokens in the library's own sentences; only for a single run. */
export async function storiesSection({ runs, clock }: Scene): Promise<string> {
  const [only, ...others] = runs
  if (only === undefined || others.length > 0) return ''
  const stories = await storiesOf(only.outcome)
  if (stories.length === 0) return ''
  const step = ({ at, sentence }: Story['entries'][number]): string => {
    const text = clock.textAt(at)
    const when = `${dateText(text.slice(0, 10), 'short')} ${text.slice(11, 16)}`
    return `<li><time datetime="${text}">${escaped(when)}</time> ${escaped(sentence)}</li>`
  }
  const articles = stories.map(
    ({ number, doctor, entries }) =>
      `<article><h3>Why was token ${escaped(number)} of ${escaped(doctor)} moved?</h3>\n<ol>${entries.map(step).join('\n')}</ol></article>`,
  )
  return `<section id="stories">\n<h2>Why tokens were moved</h2>\n<div class="accounts">${articles.join('\n')}</div>\n</section>`
}
