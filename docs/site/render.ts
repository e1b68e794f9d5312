import { relative } from 'node:path'
import type MarkdownIt from 'markdown-it'
import {
  type Application,
  type DocumentReflection,
  IndexEvent,
  JSX,
  KindRouter,
  PageEvent,
  type Reflection,
  ReflectionKind,
} from 'typedoc'
import { PAGES } from './pages'

/** A cell with more characters than this is a sentence, and stays wide enough to be read. */
const SENTENCE = 40

/** Puts every table into a frame that it can scroll in. */
export function frameTables({ renderer }: MarkdownIt): void {
  renderer.rules.table_open = () => '<div class="table"><table>'
  renderer.rules.table_close = () => '</table></div>'
  renderer.rules.td_open = (tokens, index, options, _env, self) => {
    if (tokens[index + 1]!.content.length > SENTENCE) tokens[index]!.attrJoin('class', 'sentence')
    return self.renderToken(tokens, index, options)
  }
}

/**
 * TypeDoc makes titles and anchors from the plain text of a heading and forgets the code in it, so that "## `session-full`" and its like
 * would all be called `_`. It asks a token's children first: here each piece of code gets its text as a child.
 */
export function keepCodeInHeadings({ core }: MarkdownIt): void {
  core.ruler.push('code-in-headings', ({ tokens, Token }) => {
    for (const [index, { type }] of tokens.entries()) {
      if (type !== 'heading_open') continue
      for (const part of tokens[index + 1]!.children ?? []) {
        if (part.type !== 'code_inline') continue
        const text = new Token('text', '', 0)
        text.content = part.content
        part.children = [text]
      }
    }
  })
}

/** The headings of a guide below its title. */
function headingsOf(page: DocumentReflection): string {
  const text = page.content.map((part) => part.text).join('')
  return [...text.matchAll(/^#{2,} (.+)$/gm)].map(([, heading]) => heading).join('\n')
}

/** Gives guides short addresses and their headings weight in the search, and opens the groups of the navigation. */
export function render(app: Application, root: string): void {
  // `docs/rules.md` becomes `guides/rules.html`, and `bench/README.md` becomes `guides/bench.html`.
  app.renderer.defineRouter(
    'site',
    class extends KindRouter {
      override getIdealBaseName(reflection: Reflection): string {
        if (!reflection.isDocument()) return super.getIdealBaseName(reflection)
        const path = relative(root, reflection.project.files.getReflectionPath(reflection)!)
        return `guides/${path
          .replace(/([\\/]README)?\.md$/, '')
          .split(/[\\/]/)
          .at(-1)!
          .toLowerCase()}`
      }
    },
  )

  app.renderer.on(IndexEvent.PREPARE_INDEX, (event: IndexEvent) => {
    event.searchFieldWeights.headings = 60
    event.searchFieldWeights.document = 5
    for (let index = event.searchResults.length - 1; index >= 0; index--) {
      const found = event.searchResults[index]!
      // A name that two modules export is found once.
      if (found.isReference()) event.removeResult(index)
      else if (found.kindOf(ReflectionKind.Property)) found.relevanceBoost = 0.3
      else if (found.isDocument()) event.searchFields[index] = { headings: headingsOf(found) }
    }
  })

  // The highlighter spends at most half a second on a line, and most of the first one compiling its grammar. On a busy machine that line
  // would lose its colours, so it is done here once for nothing.
  let isWarm = false
  app.renderer.on(PageEvent.BEGIN, ({ project }: PageEvent) => {
    const readme = project.readme!.map((part) => part.text).join('')
    for (let run = 0; run < 3 && !isWarm; run++) app.renderer.markedPlugin.getHighlighted(readme, 'ts')
    isWarm = true
  })

  // The navigation remembers which groups are open. A new reader sees all guides.
  const groups = JSON.stringify([...Object.keys(PAGES), 'API'])
  const open = `for(const g of ${groups}){const k='tsd-accordion-'+g;if(!localStorage.getItem(k))localStorage.setItem(k,'true')}`
  app.renderer.hooks.on('body.begin', () =>
    JSX.createElement('script', null, JSX.createElement(JSX.Raw, { html: open })),
  )
}
