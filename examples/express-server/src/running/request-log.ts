import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { Caller } from '../security/caller'
import type { Metrics } from './metrics'

/**
 * Gives every request an id, and writes one line when it is answered. Addresses, bodies and headers stay out: they hold phones and
 * names, and the operation's id says what was asked.
 */
export function requestLog(log: Logger, { requests }: Metrics): RequestHandler {
  return ({ method, headers }, response, next) => {
    const given = headers['x-request-id']
    const requestId = typeof given === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : randomUUID()
    response.locals.requestId = requestId
    response.setHeader('X-Request-Id', requestId)
    const began = performance.now()
    response.on('close', () => {
      const ms = Math.round((performance.now() - began) * 10) / 10
      const { operation = 'none', caller, code } = response.locals as Locals
      const { statusCode: status } = response
      if (operation !== 'streamEvents') requests.observe({ operation, status }, ms / 1000)
      const line = {
        requestId,
        method,
        operation,
        status,
        ms,
        key: caller?.name,
        code,
        aborted: !response.writableFinished,
      }
      if (status >= 500) log.error(line, 'failed')
      else log.info(line, 'answered')
    })
    next()
  }
}

interface Locals {
  readonly operation?: string
  readonly caller?: Caller
  readonly code?: string
}

/** Writes down where the server failed: its messages may quote what it was working on, so only names and places. */
export function logFailure(log: Logger, response: Response, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error('not an error')
  const places = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  const { requestId, operation } = response.locals
  log.error({ requestId, operation, error: error.name, code: Reflect.get(error, 'code'), places }, 'threw')
}
