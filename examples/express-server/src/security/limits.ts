import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { Problem } from '../api/problem'
import { type Caller, NOBODY } from './caller'

/** Security headers that restrict browsers to what the pages need. */
export function headers(): RequestHandler {
  return helmet({
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
}

/** Limits the reads a minute for each key and address. */
export function readLimit(perMinute: number): RequestHandler {
  return limit(perMinute, 'reads', ({ method }) => method === 'GET' || method === 'HEAD')
}

/** Limits the writes a minute for each key and address. */
export function writeLimit(perMinute: number): RequestHandler {
  return limit(perMinute, 'writes', ({ method }) => method !== 'GET' && method !== 'HEAD')
}

function limit(perMinute: number, what: 'reads' | 'writes', applies: (request: Request) => boolean): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    // The later draft would compute a hash of the key for every answer.
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    skip: (request) => !applies(request),
    keyGenerator: ({ ip = '' }, { locals }) => `${((locals.caller ?? NOBODY) as Caller).name} ${ipKeyGenerator(ip)}`,
    handler(_request, _response, next) {
      next(
        new Problem(`too-many-${what}`, `More than ${perMinute} ${what} in a minute. Wait until the minute is over.`),
      )
    },
  })
}
