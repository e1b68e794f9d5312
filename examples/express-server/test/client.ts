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

const documents = new Map<string, Promise<Json>>()

/** Calls the server by the names of its own document, and holds every answer against it. */
export class Client {
  readonly operations = new Map<string, DescribedOperation>()
  readonly called = new Set<string>()
  private readonly checks = new Map<string, ValidateFunction>()
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })

  private constructor(
    readonly url: string,
    readonly document: Json,
    private readonly secret: string | undefined,
  ) {
    this.ajv.addSchema({ $id: 'doc', ...document })
    for (const [path, methods] of Object.entries<Json>(document.paths))
      for (const [method, { operationId, parameters, requestBody, responses }] of Object.entries<Json>(methods)) {
        const body = requestBody?.content['application/json'].schema
        this.operations.set(operationId, { method: method.toUpperCase(), path, parameters, body, responses })
      }
  }

  static async of(url: string, secret?: string): Promise<Client> {
    const load = async () => (await fetch(`${url}/api/openapi.json`, { headers: keyHeader(secret) })).json()
    const document = documents.get(url) ?? load()
    documents.set(url, document)
    return new Client(url, await document, secret)
  }

  /** Sends a request and checks that the answer is one that the document promises. */
  async call(operationId: string, request: Request = {}): Promise<Answer> {
    const operation = this.operations.get(operationId)
    if (operation === undefined) throw new Error(`The document has no operation ${operationId}.`)
    this.called.add(operationId)
    const response = await this.send(operationId, request)
    const text = await response.text()
    return this.checked(operationId, response, text)
  }

  /** Sends a request as it is. */
  send(operationId: string, { params = {}, query = {}, headers = {}, body }: Request, init: RequestInit = {}) {
    const { method, path } = this.operations.get(operationId)!
    const where = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''))
    const search = Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query)}`
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' }
    return fetch(`${this.url}${where}${search}`, {
      method,
      headers: { ...keyHeader(this.secret), ...type, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...init,
    })
  }

  /** An answer, after the document's schema for its status has accepted it. */
  checked(operationId: string, response: Response, text: string): Answer {
    const { status, headers } = response
    const described = this.operations.get(operationId)!.responses[status]
    expect(described, `${operationId} answered ${status}, which the document does not have: ${text}`).toBeDefined()
    const [type, { schema }] = Object.entries<Json>(described.content)[0]!
    expect(headers.get('content-type')).toContain(type)
    const body = type.includes('json') ? JSON.parse(text) : text
    const check = this.checkOf(schema)
    const isRight = check(body)
    expect(isRight, `${operationId} ${status}: ${JSON.stringify(check.errors)} in ${text.slice(0, 500)}`).toBe(true)
    return { status, headers, body }
  }

  /** Whether the document's schema takes a value. */
  takes(schema: Json, value: unknown): boolean {
    return this.checkOf(schema)(value) as boolean
  }

  private checkOf(schema: Json): ValidateFunction {
    const key = JSON.stringify(schema)
    const known = this.checks.get(key)
    if (known !== undefined) return known
    const check = this.ajv.compile(JSON.parse(key.replaceAll('#/components', 'doc#/components')))
    this.checks.set(key, check)
    return check
  }
}

function keyHeader(secret: string | undefined): Record<string, string> {
  return secret === undefined ? {} : { Authorization: `Bearer ${secret}` }
}
