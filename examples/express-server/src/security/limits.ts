import type { RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { Problem } from '../api/problem'
import type { Caller } from './caller'

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

/** Limits the writes a minute for each key and address. */
export function writeLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    // The later draft would compute a hash of the key for every answer.
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    skip: ({ method }) => method === 'GET' || method === 'HEAD',
    keyGenerator: ({ socket }, { locals }) =>
      `${(locals.caller as Caller).name} ${ipKeyGenerator(socket.remoteAddress ?? '')}`,
    handler(_request, _response, next) {
      next(new Problem('too-many-writes', `More than ${perMinute} writes in a minute. Wait until the minute is over.`))
    },
  })
}
