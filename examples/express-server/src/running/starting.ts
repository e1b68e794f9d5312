import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { Problem } from '../api/problem'

/** Answers until the storage is open: the process is alive, and nothing else works yet. */
export const starting: RequestListener = ({ method, url }, response) => {
  const isLiveness = (method === 'GET' || method === 'HEAD') && url === '/healthz'
  const { status, document } = isLiveness ? ALIVE : notYet(url)
  response.writeHead(status, {
    'Content-Type': isLiveness ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(!isLiveness && { 'Retry-After': '1' }),
  })
  response.end(JSON.stringify(document))
}

const ALIVE = { status: 200, document: { status: 'alive' } }

function notYet(url = '') {
  const [instance = ''] = url.split('?')
  const problem = new Problem('starting', 'The server is starting: its storage is not open yet. Try again.')
  return { status: problem.status, document: problem.document({ requestId: randomUUID(), instance, publicUrl: '' }) }
}
