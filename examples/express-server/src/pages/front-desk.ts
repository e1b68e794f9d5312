import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { type RequestHandler, Router } from 'express'

/** The folder of the pages, beside the folder of the sources or of the build. */
const FOLDER = ['../../public/', '../public/']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(`${path}wall.html`))!

/** Pages for staff and the waiting room. They ask for a key. */
export function frontDeskPages(): Router {
  const router = Router({ strict: true })
  for (const name of ['desk', 'doctor', 'wall']) router.get(`/${name}`, send(`${name}.html`))
  return router
}

/** What needs no key: the patient's page, which shows nothing without its link, and scripts, styles and words of all pages. */
export function openPages(): Router {
  const router = Router({ strict: true })
  router.get('/my', send('my.html'))
  // A browser keeps them, and asks each time whether they have changed.
  const assets = express.static(FOLDER, { index: false, redirect: false, cacheControl: false, fallthrough: true })
  router.use('/front-desk', (request, response, next) => {
    if (request.path.endsWith('.html')) return next()
    response.setHeader('Cache-Control', 'private, no-cache')
    assets(request, response, next)
  })
  return router
}

function send(name: string): RequestHandler {
  return (_request, response) => response.sendFile(name, { root: FOLDER, cacheControl: false })
}
