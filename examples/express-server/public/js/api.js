import { t } from './words.js'

/** An answer of the server that says no. */
export class Refused extends Error {
  /** @param {{ code?: string, detail?: string, title?: string, details?: Record<string, unknown> }} problem @param {number} status */
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`)
    this.code = problem.code ?? ''
    this.details = problem.details ?? {}
    this.status = status
  }
}

/** The server did not answer, or not in time. */
export class Lost extends Error {}

const PATIENCE_MS = 8_000
/** A write whose answer is lost is sent again with the same key, so it is done once. */
const ATTEMPTS = 3

/**
 * Reads from the server. The browser asks whether its stored answer still holds.
 *
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function read(path) {
  const { answer, body } = await exchange(`/api/v1/${path}`, { cache: 'no-cache' })
  if (!answer.ok) throw new Refused(body, answer.status)
  return body
}

/**
 * Sends a command.
 *
 * @param {{ method?: string, path: string, body: object }} request
 * @param {{ preview?: boolean, ifMatch?: string | null }} options
 * @returns {Promise<{ body: any, etag: string | null }>}
 */
export async function send({ method = 'POST', path, body }, { preview = false, ifMatch = null } = {}) {
  const headers = new Headers({ 'Content-Type': 'application/json' })
  if (!preview) headers.set('Idempotency-Key', newKey())
  if (ifMatch !== null) headers.set('If-Match', ifMatch)
  for (let attempt = 1; ; attempt++) {
    const exchanged = await exchange(`/api/v1/${path}${preview ? '?preview=true' : ''}`, {
      method,
      headers,
      body: JSON.stringify(body),
    }).catch((thrown) => (attempt < ATTEMPTS ? undefined : Promise.reject(thrown)))
    if (exchanged === undefined || (exchanged.answer.status === 503 && attempt < ATTEMPTS)) {
      await new Promise((resolve) => setTimeout(resolve, 500 * attempt))
      continue
    }
    const { answer, body: result } = exchanged
    if (!answer.ok) throw new Refused(result, answer.status)
    return { body: result, etag: answer.headers.get('ETag') }
  }
}

/** @param {string} address @param {RequestInit} request @returns {Promise<{ answer: Response, body: any }>} */
async function exchange(address, request) {
  try {
    const answer = await fetch(address, { ...request, signal: AbortSignal.timeout(PATIENCE_MS) })
    return { answer, body: await answer.json() }
  } catch (thrown) {
    throw new Lost(t('failed'), { cause: thrown })
  }
}

/** Browsers give `randomUUID` only to pages with TLS. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')
}
