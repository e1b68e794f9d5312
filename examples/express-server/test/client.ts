import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020'
import { expect } from 'vitest'

// biome-ignore lint/suspicious/noExplicitAny: tests read answers whose shape the document has checked
export type Json = any

export interface Request {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

interface DescribedOperation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Json[]
  readonly body: Json
  readonly responses: Json
}

/** All servers of a test run the same code, so they have one document. */
let shared: Promise<Described> | undefined

/** The document and its schema checks. */
class Described {
  readonly operations = new Map<string, DescribedOperation>()
  private readonly checks = new Map<Json, ValidateFunction>()
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false })

  constructor(readonly document: Json) {
    this.ajv.addSchema({ $id: 'doc', ...document })
    for (const [path, methods] of Object.entries<Json>(document.paths))
      for (const [method, { operationId, parameters, requestBody, responses }] of Object.entries<Json>(methods)) {
        const body = requestBody?.content['application/json'].schema
        this.operations.set(operationId, { method: method.toUpperCase(), path, parameters, body, responses })
      }
  }

  checkOf(schema: Json): ValidateFunction {
    const known = this.checks.get(schema)
    if (known !== undefined) return known
    const check = this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'doc#/components')))
    this.checks.set(schema, check)
    return check
  }
}

/** Calls the server by operation id and checks every answer against the document. */
export class Client {
  readonly called = new Set<string>()
  readonly document: Json
  readonly operations: Described['operations']

  private constructor(
    readonly url: string,
    private readonly described: Described,
    private readonly secret: string | undefined,
  ) {
    this.document = described.document
    this.operations = described.operations
  }

  static async of(url: string, secret?: string): Promise<Client> {
    shared ??= fetch(`${url}/api/v1/openapi.json`, { headers: keyHeader(secret) }).then(
      async (response) => new Described(await response.json()),
    )
    return new Client(url, await shared, secret)
  }

  /** Sends a request and checks the answer against the document. */
  async call(operationId: string, request: Request = {}): Promise<Answer> {
    const operation = this.operations.get(operationId)
    if (operation === undefined) throw new Error(`The document has no operation ${operationId}.`)
    this.called.add(operationId)
    const response = await this.send(operationId, request)
    const text = await response.text()
    return this.checked(operationId, response, text)
  }

  /** Sends a request without checking the answer. */
  send(operationId: string, { params = {}, query = {}, headers = {}, body }: Request, init: RequestInit = {}) {
    const { method, path } = this.operations.get(operationId)!
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''))
    const search = Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query)}`
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' }
    return fetch(`${this.url}${filled}${search}`, {
      method,
      headers: { ...keyHeader(this.secret), ...type, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...init,
    })
  }

  /** Checks an answer against the document's schema for its status. */
  checked(operationId: string, response: Response, text: string): Answer {
    const { status, headers } = response
    const found = this.operations.get(operationId)!.responses[status]
    const described =
      found?.$ref === undefined ? found : this.document.components.responses[found.$ref.split('/').pop()]
    expect(described, `${operationId} answered ${status}, which the document does not have: ${text}`).toBeDefined()
    const [type, { schema }] = Object.entries<Json>(described.content)[0]!
    expect(headers.get('content-type')).toContain(type)
    const body = type.includes('json') ? JSON.parse(text) : text
    const check = this.described.checkOf(schema)
    const isRight = check(body)
    expect(isRight, `${operationId} ${status}: ${JSON.stringify(check.errors)} in ${text.slice(0, 500)}`).toBe(true)
    return { status, headers, body }
  }

  /** Whether the document's schema accepts a value. */
  takes(schema: Json, value: unknown): boolean {
    return this.described.checkOf(schema)(value) as boolean
  }
}

function keyHeader(secret: string | undefined): Record<string, string> {
  return secret === undefined ? {} : { Authorization: `Bearer ${secret}` }
}
