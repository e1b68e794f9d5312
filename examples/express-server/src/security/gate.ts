import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator } from 'express-rate-limit'
import type { Logger } from 'pino'
import { Problem } from '../api/problem'
import type { Caller } from './caller'
import type { FailedKeys } from './failed-keys'
import type { Keys } from './keys'
import { isLoopback } from './loopback'

const LOCAL: Caller = { name: 'local', role: 'admin' }

/** Refuses requests without a valid key. Without keys, everything that this machine asks is allowed. */
export function gate(keys: Keys | undefined, failed: FailedKeys, log: Logger): RequestHandler {
  return (request, response, next) => {
    response.locals.caller = keys === undefined ? localCaller(request) : keyedCaller(request, keys, failed, log)
    refuseOtherSites(request)
    next()
  }
}

function localCaller({ socket, headers }: Request): Caller {
  // The check of Host is against DNS rebinding: a page of another site whose name suddenly means this machine.
  const host = /^\[?(.*?)\]?(:\d+)?$/.exec(headers.host ?? '')?.[1] ?? ''
  if (isLoopback(socket.remoteAddress ?? '') && isLoopback(host)) return LOCAL
  throw new Problem(
    'not-from-here',
    'Without API keys this server serves only its own machine. Remove KEYS=none to give others access.',
  )
}

function keyedCaller({ headers, ip = '' }: Request, keys: Keys, failed: FailedKeys, log: Logger): Caller {
  if (headers.authorization === undefined) throw missing()
  const secret = secretOf(headers.authorization)
  // A right key is never refused: behind a proxy, everybody may have the guesser's address.
  const caller = keys.find(secret)
  if (caller !== undefined) return caller
  const address = ipKeyGenerator(ip)
  const wait = failed.waitOf(address, secret)
  if (wait !== undefined)
    throw new Problem('too-many-failed-keys', 'Too many wrong keys came from this address.', undefined, {
      'Retry-After': String(wait),
    })
  if (failed.add(address, secret)) log.warn({ address: ip }, 'wrong key')
  if (failed.waitOf(address, secret) !== undefined) log.warn({ address: ip }, 'too many wrong keys')
  throw missing()
}

function secretOf(authorization: string): string {
  const [, scheme = '', given = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? []
  return scheme.toLowerCase() === 'basic' ? passwordOf(given) : scheme.toLowerCase() === 'bearer' ? given : ''
}

function missing(): Problem {
  // Chromium asks for a password only if Basic has a line of its own. It then sends it with event streams too.
  const challenges = ['Basic realm="opd", charset="UTF-8"', 'Bearer realm="opd"']
  return new Problem('key-missing', 'The API key is missing or wrong.', undefined, { 'WWW-Authenticate': challenges })
}

function passwordOf(basic: string): string {
  return Buffer.from(basic, 'base64')
    .toString()
    .replace(/^[^:]*:/, '')
}

/** Refuses writes from pages of other sites, which would run with this browser's key (CSRF). */
function refuseOtherSites({ method, headers }: Request): void {
  if (method === 'GET' || method === 'HEAD' || headers.origin === undefined) return
  // Browsers say it themselves; a proxy may have changed Host.
  if (headers['sec-fetch-site'] === 'same-origin') return
  if (URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host) return
  throw new Problem('not-from-here', 'Writes from pages of other sites are refused.')
}
