import { Router } from 'express'
import { CODES, type Code, STATUS, titleOf } from '../api/problem'
import libraryProblems from './library-problems.json' with { type: 'json' }
import { OWN_PROBLEMS } from './own-problems'
import { page } from './page'
import { HOME_STYLE } from './style'

/** What each code means, and what to do. */
const TEXTS: { readonly [Each in Code]: string } = { ...libraryProblems, ...OWN_PROBLEMS }

/** Routes of a page for each code, to which the `type` of a problem leads, and of a list of them. */
export function problemPages(): Router {
  const router = Router()
  router.get('/problems', (_request, response) => {
    response.type('html').send(LIST)
  })
  for (const code of CODES)
    router.get(`/problems/${code}`, (_request, response) => {
      response.type('html').send(pageOf(code))
    })
  return router
}

const STYLE = `<style>${HOME_STYLE}\nmain p { color: inherit; margin: .75rem 0 }</style>`

const LIST = page(
  'Problems',
  STYLE,
  `<main>
<h1>Problems</h1>
<p>What the server answers if it does not do what was asked. Each code has a page.</p>
<ul>
${CODES.map((code) => `<li><a href="problems/${code}"><b>${code}</b><span>${STATUS[code]}</span></a></li>`).join('\n')}
</ul>
</main>`,
)

function pageOf(code: Code): string {
  const paragraphs = TEXTS[code].split('\n\n').map((text) => `<p>${inHtml(text)}</p>`)
  return page(
    titleOf(code),
    STYLE,
    `<main>\n<h1>${titleOf(code)}</h1>\n<p>Code <code>${code}</code>, HTTP status ${STATUS[code]}.</p>\n${paragraphs.join('\n')}\n</main>`,
  )
}

/** Code marks and links are all the Markdown that these texts have. A link leads to a file that the server does not have. */
function inHtml(markdown: string): string {
  return markdown
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '<code>$1</code>')
}
