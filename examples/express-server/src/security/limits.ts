import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { Problem } from '../api/problem'
import { type Caller, NOBODY } from './caller'

/** Security headers that restrict browsers to what the pages need. */
function securityHeaders(): ReadonlyMap<string, string> {
  const collected = new Map<string, string>()
  const response = { setHeader: (name: string, value: string) => collected.set(name, value), removeHeader: () => {} }
  const write = helmet({
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
  write({} as Request, response as unknown as Response, () => {})
  return collected
}

/** Writes the headers of every answer. They are the same for all, so they are made once. */
export function headers(): RequestHandler {
  // Answers are personal and current, so no proxy or browser may cache them.
  const all = [...securityHeaders(), ['Cache-Control', 'no-store'] as const]
  return (_request, response, next) => {
    for (const [name, value] of all) response.setHeader(name, value)
    next()
  }
}

/** Limits the reads and the writes a minute for each key and address. */
export function limits(readsPerMinute: number, writesPerMinute: number): RequestHandler {
  const [reads, writes] = [limit(readsPerMinute, 'reads'), limit(writesPerMinute, 'writes')]
  return (request, response, next) => (isRead(request) ? reads : writes)(request, response, next)
}

/** Limits the reads a minute for each key and address. */
export function readLimit(perMinute: number): RequestHandler {
  const reads = limit(perMinute, 'reads')
  return (request, response, next) => (isRead(request) ? reads(request, response, next) : next())
}

export function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

function limit(perMinute: number, what: 'reads' | 'writes'): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    // The later draft would compute a hash of the key for every answer.
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: ({ ip = '' }, { locals }) => `${((locals.caller ?? NOBODY) as Caller).name} ${ipKeyGenerator(ip)}`,
    handler(_request, _response, next) {
      next(
        new Problem(`too-many-${what}`, `More than ${perMinute} ${what} in a minute. Wait until the minute is over.`),
      )
    },
  })
}
