import { escaped } from './html'
import type { Scene } from './page-run'
import { wordsOfRules } from './preset-words'

/** What the rules of the page do, each in a few sentences. */
export function rulesSection({ runs }: Scene): string {
  const items = runs.map(({ rules }) => {
    return `<div><dt>${escaped(rules)}</dt><dd>${escaped(wordsOfRules(rules))}</dd></div>`
  })
  const heading = runs.length > 1 ? 'The rules compared' : 'The rules of this day'
  return `<section id="rules">\n<h2>${heading}</h2>\n<dl>\n${items.join('\n')}\n</dl>\n</section>`
}
