import type { Request, RequestHandler } from 'express'
import { Problem } from '../api/problem'
import type { Caller } from './caller'
import { type ApiKey, callerOf } from './keys'
import { isLoopback } from './loopback'

const LOCAL: Caller = { name: 'local', role: 'admin' }

/** Refuses requests without a valid key. If no keys are configured, only this machine has access. */
export function gate(keys: readonly ApiKey[]): RequestHandler {
  return (request, response, next) => {
    response.locals.caller = keys.length === 0 ? localCaller(request) : keyedCaller(request, keys)
    refuseOtherSites(request)
    next()
  }
}

function localCaller({ socket, headers }: Request): Caller {
  // Guards against DNS rebinding, and against a local proxy that forwards other machines' requests.
  const host = /^\[?(.*?)\]?(:\d+)?$/.exec(headers.host ?? '')?.[1] ?? ''
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined
  if (isLoopback(socket.remoteAddress ?? '') && isLoopback(host) && !isForwarded) return LOCAL
  throw new Problem(
    'not-from-here',
    'Without API keys this server serves only its own machine. Set API_KEYS to give others access.',
  )
}

function keyedCaller({ headers }: Request, keys: readonly ApiKey[]): Caller {
  const [, scheme = '', given = ''] = /^(\S+) +(\S+)$/.exec(headers.authorization ?? '') ?? []
  const secret = scheme.toLowerCase() === 'basic' ? passwordOf(given) : scheme.toLowerCase() === 'bearer' ? given : ''
  const caller = callerOf(secret, keys)
  if (caller !== undefined) return caller
  // Browsers ask for a password, and send it with event streams too.
  const challenge = 'Bearer realm="opd", Basic realm="opd", charset="UTF-8"'
  throw new Problem('key-missing', 'The API key is missing or wrong.', undefined, { 'WWW-Authenticate': challenge })
}

function passwordOf(basic: string): string {
  return Buffer.from(basic, 'base64')
    .toString()
    .replace(/^[^:]*:/, '')
}

/** Refuses writes from pages of other sites, which would run with this browser's key (CSRF). */
function refuseOtherSites({ method, headers }: Request): void {
  if (method === 'GET' || method === 'HEAD' || headers.origin === undefined) return
  if (URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host) return
  throw new Problem('not-from-here', 'Writes from pages of other sites are refused.')
}
