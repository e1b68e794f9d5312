import { findingsOfComparison } from '../findings/comparison-of-days'
import type { Finding, Value } from '../findings/finding'
import { findingsOfDay } from '../findings/one-day'
import type { RunFacts } from '../report/summary'
import { breakable, escaped, prose } from './html'

/** The findings first: each with its figure, drawn large for one run, as bars for several. */
export function findingsSection(runs: readonly RunFacts[]): string {
  const [only, ...others] = runs
  const isOne = only !== undefined && others.length === 0
  const findings = isOne ? findingsOfDay(only) : findingsOfComparison(runs)
  const heading = isOne ? 'What this day shows' : 'What the rules changed'
  return [
    `<section id="findings">\n<h2>${heading}</h2>`,
    findings.length > 0 ? `<ol class="findings">\n${findings.map(item).join('\n')}\n</ol>` : `<p>${nothing(runs)}</p>`,
    ...(isOne || findings.length === 0
      ? []
      : [
          '<p class="note">One day shows what can happen. What usually happens takes many days: see the laboratory, <code>npm run simulate -- lab</code>.</p>',
        ]),
    '</section>',
  ].join('\n')
}

function nothing(runs: readonly RunFacts[]): string {
  return runs.every(({ requests }) => requests === 0)
    ? 'Nobody asked for a seat.'
    : 'On this day the sets of rules made no notable difference.'
}

function item({ name, sentence, values }: Finding): string {
  const [only, ...others] = values
  const drawn = only !== undefined && others.length === 0 ? large(only) : bars(values)
  const said = `<p>${prose(sentence)}</p>`
  // The figure of one run speaks first; bars need to be told what they show.
  return `<li data-finding="${escaped(name)}">${values.length === 1 ? drawn + said : said + drawn}</li>`
}

function large(value: Value): string {
  const bar = value.of === undefined ? '' : barOf(value, value.of)
  return `<span ${dataOf(value)}><b class="big">${escaped(value.text)}</b>${bar}</span>`
}

/** A row for each set of rules; the longest bar is the whole or, of counts, the largest. */
function bars(values: readonly Value[]): string {
  const reach = Math.max(...values.map(({ count, of }) => of ?? count))
  const rows = values.map((value) => {
    return `<tr ${dataOf(value)}><th scope="row">${breakable(value.rules)}</th><td>${barOf(value, value.of ?? reach)}</td><td>${prose(value.text)}</td></tr>`
  })
  return `<table class="bars">${rows.join('')}</table>`
}

function barOf({ count }: Value, reach: number): string {
  const share = reach === 0 ? 0 : Math.round((count / reach) * 1000) / 10
  return `<span class="bar" aria-hidden="true"><i style="width:${share}%"></i></span>`
}

function dataOf({ rules, count, of }: Value): string {
  return `data-rules="${escaped(rules)}" data-count="${count}"${of === undefined ? '' : ` data-of="${of}"`}`
}
