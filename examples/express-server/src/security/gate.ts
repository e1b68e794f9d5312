import { BlockList, isIP } from 'node:net'
import type { Request, RequestHandler } from 'express'
import { Problem } from '../api/problem'
import type { Caller } from './caller'
import { type ApiKey, callerOf } from './keys'

const LOCAL: Caller = { name: 'local', role: 'admin' }

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  if (address === '127.0.0.1') return true
  const plain = address.replace(/^::ffff:/i, '')
  const version = isIP(plain)
  return version === 0 ? plain === 'localhost' : loopback.check(plain, version === 6 ? 'ipv6' : 'ipv4')
}

/** Lets nobody in who has no key; where there are no keys, only this machine itself. */
export function gate(keys: readonly ApiKey[]): RequestHandler {
  return (request, response, next) => {
    response.locals.caller = keys.length === 0 ? localCaller(request) : keyedCaller(request, keys)
    refuseOtherSites(request)
    next()
  }
}

function localCaller({ socket, headers }: Request): Caller {
  // A page elsewhere may point its own name to this machine, and a proxy on this machine may let others in.
  const host = /^\[?(.*?)\]?(:\d+)?$/.exec(headers.host ?? '')?.[1] ?? ''
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined
  if (isLoopback(socket.remoteAddress ?? '') && isLoopback(host) && !isForwarded) return LOCAL
  throw new Problem(
    'not-from-here',
    'Without API keys this server answers only to its own machine. Maybe set API_KEYS.',
  )
}

function keyedCaller({ headers }: Request, keys: readonly ApiKey[]): Caller {
  const [, scheme = '', given = ''] = /^(\S+) +(\S+)$/.exec(headers.authorization ?? '') ?? []
  const secret = scheme.toLowerCase() === 'basic' ? passwordOf(given) : scheme.toLowerCase() === 'bearer' ? given : ''
  const caller = callerOf(secret, keys)
  if (caller !== undefined) return caller
  // Browsers ask for a password, and send it with their streams of events too.
  const challenge = 'Bearer realm="opd", Basic realm="opd", charset="UTF-8"'
  throw new Problem('key-missing', 'This needs an API key.', undefined, { 'WWW-Authenticate': challenge })
}

function passwordOf(basic: string): string {
  return Buffer.from(basic, 'base64')
    .toString()
    .replace(/^[^:]*:/, '')
}

/** Browsers say from which page a write comes; a page of another site may not use this one's key or machine. */
function refuseOtherSites({ method, headers }: Request): void {
  if (method === 'GET' || method === 'HEAD' || headers.origin === undefined) return
  if (URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host) return
  throw new Problem('not-from-here', 'Writes from pages of other sites are refused.')
}
