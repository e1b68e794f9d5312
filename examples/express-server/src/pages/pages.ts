import { type RequestHandler, Router } from 'express'
// Not the package's main file, which runs the whole of Swagger UI in the server.
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
  ['docs', 'Try the API', 'Every operation, with an example to send'],
  ['api/openapi.json', 'OpenAPI 3.1 document', 'To make a client from'],
  ['api/board', 'All doctors today', 'Who is inside, who is next, how many wait'],
  ['readyz', 'Ready?', 'Whether the storage answers'],
  ['metrics', 'Figures', 'For Prometheus'],
]

const HOME = page(
  'Outpatient tokens',
  `<style>${HOME_STYLE}</style>`,
  `<main>
<h1>Outpatient tokens</h1>
<p>The server runs. It says who gets which seat, who moves for an emergency, and who moves up when somebody cancels.</p>
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

// Without validatorUrl it would send the document's address to a server elsewhere.
const START = `SwaggerUIBundle({
  url: 'api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
})
`

/** Plain pages: what runs here, and the API to try out, with everything it needs from this server. */
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
