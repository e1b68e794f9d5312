import { type RequestHandler, Router } from 'express'
// Not the package's main file, which runs the whole of Swagger UI in the server.
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path.js'

const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']

const page = (title: string, body: string, head = '') => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
${head}</head>
<body>
${body}
</body>
</html>
`

const HOME = page(
  'Outpatient tokens',
  `<h1>Outpatient tokens</h1>
<p>The server runs. <a href="docs">Try its API here</a>, or read <a href="api/openapi.json">its OpenAPI document</a>.</p>
<p><a href="api/board">All doctors today</a> · <a href="readyz">ready?</a> · <a href="metrics">figures</a></p>`,
)

const DOCS = page(
  'Outpatient tokens: API',
  '<div id="docs"></div>\n<script src="docs/swagger-ui-bundle.js"></script>\n<script src="docs/start.js"></script>',
  '<link rel="stylesheet" href="docs/swagger-ui.css">\n<link rel="icon" href="docs/favicon-32x32.png">\n',
)

// Without validatorUrl it would send the document's address to a server elsewhere.
const START = `SwaggerUIBundle({ url: 'api/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null, tryItOutEnabled: true })
`

/** Plain pages: what runs here, and the API to try out, with everything it needs from this server. */
export function pages(): Router {
  const router = Router()
  const folder = getAbsoluteFSPath()
  router.get('/', text('html', HOME))
  router.get('/docs', text('html', DOCS))
  router.get('/docs/start.js', text('js', START))
  for (const asset of ASSETS)
    router.get(`/docs/${asset}`, (_request, response) => response.sendFile(asset, { root: folder, maxAge: '1h' }))
  return router
}

function text(type: string, content: string): RequestHandler {
  return (_request, response) => {
    response.type(type).send(content)
  }
}
