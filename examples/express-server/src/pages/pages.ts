import { type RequestHandler, Router } from 'express'
// The package's main file would load all of Swagger UI into the server.
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path.js'
import { EXAMPLE_DATE } from '../api/schemas/ids'
import { page } from './page'
import { DOCS_STYLE, HOME_STYLE } from './style'

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js']

const LINKS = [
  ['desk', 'Front desk', 'Book, make room for emergencies, check in, leave and delay'],
  ['doctor', 'Consulting room', 'Call the next patient, start and complete visits'],
  ['wall', 'Waiting room', 'The screen: who is called, who is next, who is late'],
  ['docs', 'Try the API', 'All operations, with examples to send'],
  ['problems', 'Problems', 'What each code of an error means'],
  ['api/v1/openapi.json', 'OpenAPI 3.1 document', 'To generate a client'],
  ['api/v1/board', 'All doctors today', 'Numbers in consultation, next numbers, free seats'],
  ['readyz', 'Readiness', 'Whether the storage responds'],
  ['metrics', 'Metrics', 'For Prometheus'],
]

const HOME = page(
  'Outpatient tokens',
  `<style>${HOME_STYLE}</style>`,
  `<main>
<h1>Outpatient tokens</h1>
<p>The server is running. It books seats in doctors’ outpatient slots, makes room for emergencies, and moves patients up after a cancellation.</p>
<ul>
${LINKS.map(([href, name, what]) => `<li><a href="${href}"><b>${name}</b><span>${what}</span></a></li>`).join('\n')}
</ul>
</main>`,
)

const DOCS = page(
  'Outpatient tokens: API',
  `<link rel="stylesheet" href="docs/swagger-ui.css">\n<style>${DOCS_STYLE}</style>`,
  '<div id="docs"></div>\n<script src="docs/swagger-ui-bundle.js"></script>\n<script src="docs/start.js"></script>',
)

// The examples get tomorrow's date here, because the document must not change from day to day. Without validatorUrl: null the page
// would send the document's address to an external server.
const startOn = (date: string) => `const dark = matchMedia('(prefers-color-scheme: dark)')
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', paint)
paint()
SwaggerUIBundle({
  url: 'api/v1/openapi.json',
  responseInterceptor(response) {
    if (response.url.endsWith('api/v1/openapi.json')) response.text = response.text.replaceAll('${EXAMPLE_DATE}', '${date}')
    return response
  },
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
})
`

/** Routes of the home page and the API page, with all assets served locally. */
export function pages(tomorrow: () => string): Router {
  const router = Router({ strict: true })
  const folder = getAbsoluteFSPath()
  router.get('/', text('html', HOME))
  router.get('/docs', text('html', DOCS))
  // The assets' addresses are relative to the page.
  router.get('/docs/', (_request, response) => response.redirect(308, '../docs'))
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(startOn(tomorrow()))
  })
  for (const asset of ASSETS)
    router.get(`/docs/${asset}`, (_request, response) =>
      response.sendFile(asset, { root: folder, headers: { 'Cache-Control': 'private, max-age=3600' } }),
    )
  return router
}

function text(type: string, content: string): RequestHandler {
  return (_request, response) => {
    response.type(type).send(content)
  }
}
