import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { isOpdError } from 'opd-scheduler'
import type { Logger } from 'pino'
import type { Audit } from '../security/audit'
import type { Caller } from '../security/caller'
import { causeOf } from './cause'
import type { Metrics } from './metrics'

/**
 * Gives every request an id, and logs one line when it ends. Paths, bodies and headers are not logged, because they contain names and
 * phone numbers. A request that is about a person has the ids of patients and tokens, the role and the address for the audit.
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
      const { operation = 'none', caller, code, audit } = response.locals as Locals
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
        ...withRole(audit?.line(), caller),
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
  readonly audit?: Audit
}

function withRole(line: object | undefined, caller: Caller | undefined): object {
  return line === undefined ? {} : { ...line, role: caller?.role }
}

/**
 * Logs the name, code and stack of an error, and the cause of a storage failure. Other messages are left out, because they may quote
 * personal data.
 */
export function logFailure(log: Logger, response: Response, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error('not an error')
  const places = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  const { requestId, operation } = response.locals
  const cause = isOpdError(thrown) ? causeOf(thrown) : undefined
  log.error({ requestId, operation, error: error.name, code: Reflect.get(error, 'code'), cause, places }, 'threw')
}
