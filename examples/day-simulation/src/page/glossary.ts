import { escaped } from './html'

/** A word, the text by which it occurs, and what it means on the page. */
export type Term = readonly [word: string, occurs: RegExp, meaning: string]

/** Explains those of the terms that occur in this markup. */
export function glossary(terms: readonly Term[], markup: string): string {
  const text = markup.replace(/<[^>]*>/g, ' ')
  const items = terms
    .filter(([, occurs]) => occurs.test(text))
    .map(([word, , meaning]) => `<div><dt>${escaped(word)}</dt><dd>${escaped(meaning)}</dd></div>`)
  if (items.length === 0) return ''
  return `<section id="words">\n<h2>Words on this page</h2>\n<dl>\n${items.join('\n')}\n</dl>\n</section>`
}
