import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { Problem } from '../api/problem'
import type { Caller } from './caller'

const careful = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      // Swagger UI writes style attributes.
      styleSrc: ["'self'", "'unsafe-inline'"],
    },
  },
  frameguard: { action: 'deny' },
})

/** Headers that keep browsers from doing what no page here asks for. */
export function headers(): RequestHandler {
  // Answers are about people and about now: nobody on the way keeps them.
  const always = new Map([['Cache-Control', 'no-store']])
  // They are the same for every answer, so helmet is asked once.
  const listener = {
    setHeader: (name: string, value: string) => always.set(name, value),
    removeHeader: () => undefined,
  }
  careful({} as never, listener as never, () => undefined)
  return (_request, response, next) => {
    for (const [name, value] of always) response.setHeader(name, value)
    next()
  }
}

const MINUTE_MS = 60_000

/** So many writes a minute for each key and address. */
export function writeLimit(perMinute: number): RequestHandler {
  const writes = new Map<string, number>()
  let ends = 0
  return ({ method, socket }, { locals }, next) => {
    if (method === 'GET' || method === 'HEAD') return next()
    const now = performance.now()
    if (now >= ends) {
      ends = now + MINUTE_MS
      writes.clear()
    }
    const who = `${(locals.caller as Caller).name} ${networkOf(socket.remoteAddress ?? '')}`
    const count = (writes.get(who) ?? 0) + 1
    writes.set(who, count)
    if (count <= perMinute) return next()
    const wait = { 'Retry-After': String(Math.ceil((ends - now) / 1000)) }
    throw new Problem(
      'too-many-writes',
      `More than ${perMinute} writes a minute. Maybe wait a little.`,
      undefined,
      wait,
    )
  }
}

/** The address; of IPv6 the network's half only, since everybody has the other half to themselves. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [left = [], right = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  return [...left, ...Array(8 - left.length - right.length).fill('0'), ...right].slice(0, 4).join(':')
}
