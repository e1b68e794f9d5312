import { createHash } from 'node:crypto'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { Audit } from '../security/audit'
import { type Caller, NOBODY } from '../security/caller'
import { runBound } from '../security/scope'
import type { Call, Given, Operation } from './operation'
import { Problem } from './problem'
import type { Services } from './services'

/** Returns routes for the operations, and 405 for other methods on their paths. */
export function routerOf(operations: readonly Operation[], services: Services): RequestHandler {
  const router = Router({ caseSensitive: true, strict: true })
  const methods = new Map<string, string[]>()
  // A router tries path after path. Those without parameters, such as that of bookings, need not wait for it.
  const direct = new Map<string, RequestHandler>()
  for (const operation of operations) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1')
    const handler = handlerOf(operation, services)
    methods.set(path, [...(methods.get(path) ?? []), operation.method])
    if (path === operation.path) direct.set(`${operation.method.toUpperCase()} ${path}`, handler)
    router[operation.method](path, handler)
  }
  for (const [path, allowed] of methods) router.all(path, refuseMethod(allowed))
  return (request, response, next) =>
    (direct.get(`${request.method} ${request.path}`) ?? router)(request, response, next)
}

function handlerOf(operation: Operation, { scheduler, isValid }: Services): RequestHandler {
  const contentType = `${operation.type}; charset=utf-8`
  return async (request, response) => {
    response.locals.operation = operation.id
    const { caller = NOBODY } = response.locals as { readonly caller?: Caller }
    if (!operation.roles.includes(caller.role)) {
      const detail = `The role '${caller.role}' may not do this. Use a key with the role ${operation.roles.join(' or ')}.`
      throw new Problem('role-missing', detail)
    }
    const { params, query, headers } = request
    const parts = { params, query, headers, body: bodyOf(request) }
    const audit = new Audit(request.ip)
    response.locals.audit = audit
    const call: Call = { caller, isValid: () => isValid(caller), audit }
    const check = (given: Given) => audit.asked(given)
    const {
      status = 200,
      body,
      headers: answered = {},
      write,
    } = await (caller.doctorId === undefined
      ? operation.run(parts, call, check)
      : runBound(operation, parts, call, caller.doctorId, scheduler, check)
    ).catch((thrown: unknown) => {
      if (thrown instanceof Problem) audit.see(thrown.details)
      throw thrown
    })
    audit.see(body)
    // A browser may store a polled answer, but asks each time whether it has changed.
    if (operation.isPolled) response.setHeader('Cache-Control', 'private, no-cache')
    response.statusCode = status
    for (const name in answered) response.setHeader(name, answered[name]!)
    response.setHeader('Content-Type', contentType)
    if (write !== undefined) return request.method === 'HEAD' ? void response.end() : write(response)
    if (operation.isPolled) return answerPoll(request, response, body as object)
    // Express's `send` would write head and body separately.
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** Bodies of answers that several callers share, such as the board. */
const rendered = new WeakMap<object, Rendered>()

interface Rendered {
  readonly bytes: Buffer
  readonly tag: string
}

/** Answers 304 if the caller has this answer already. The time of the view does not count. */
function answerPoll({ headers }: Request, response: Response, body: object): void {
  const { bytes, tag } = rendered.get(body) ?? render(body)
  response.setHeader('ETag', tag)
  const known = headers['if-none-match']?.split(',').map((each) => each.trim().replace(/^"/, 'W/"'))
  if (!known?.includes(tag)) return void response.end(bytes)
  response.removeHeader('Content-Type')
  response.status(304).end()
}

const TIME_OF_VIEW = '"asOf":"'

function render(body: object): Rendered {
  const bytes = Buffer.from(JSON.stringify(body))
  const hash = createHash('sha1')
  let from = 0
  for (let at = bytes.indexOf(TIME_OF_VIEW); at >= 0; at = bytes.indexOf(TIME_OF_VIEW, from)) {
    hash.update(bytes.subarray(from, at))
    from = bytes.indexOf('"', at + TIME_OF_VIEW.length) + 1
  }
  const digest = hash.update(bytes.subarray(from)).digest('base64url')
  const made = { bytes, tag: `W/"${digest.slice(0, 16)}"` }
  rendered.set(body, made)
  return made
}

function bodyOf(request: Request): unknown {
  const isSent =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  if (!isSent || request.body !== undefined) return request.body
  throw new Problem('not-json', 'The body is not JSON. Send JSON with the header Content-Type: application/json.')
}

function refuseMethod(methods: readonly string[]): RequestHandler {
  const allow = [...methods, ...(methods.includes('get') ? ['head'] : [])].join(', ').toUpperCase()
  return (request) => {
    throw new Problem('method-not-allowed', `${request.method} is not supported here. Use ${allow}.`, undefined, {
      Allow: allow,
    })
  }
}
