import { type RequestHandler, Router } from 'express'
// The package's main file would load all of Swagger UI into the server.
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path.js'
import { DOCS_STYLE, HOME_STYLE, ICON } from './style'

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js']

const page = (title: string, head: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${ICON}">
${head}
</head>
<body>
${body}
</body>
</html>
`

const LINKS = [
  ['docs', 'Try the API', 'All operations, with examples to send'],
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

// Without validatorUrl: null the page would send the document's address to an external server.
const START = `SwaggerUIBundle({
  url: 'api/v1/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
})
`

/** Routes of the home page and the API page, with all assets served locally. */
export function pages(): Router {
  const router = Router()
  const folder = getAbsoluteFSPath()
  router.get('/', text('html', HOME))
  router.get('/docs', text('html', DOCS))
  router.get('/docs/start.js', text('js', START))
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
