import type { Response } from 'express'
import { z } from 'zod'
import type { Audit } from '../security/audit'
import type { Caller, Role } from '../security/caller'
import type { Scope } from '../security/scope'
import { type Code, Problem } from './problem'

/** Context of a request besides its parts. */
export interface Call {
  readonly caller: Caller
  /** Whether the caller's key is still valid; asked by answers that take long. */
  readonly isValid: () => boolean
  /** What the request showed, for the log. */
  readonly audit: Audit
}

/** A handler's answer. */
export interface Reply<Body = unknown> {
  /** @defaultValue 200 */
  readonly status?: number
  readonly body?: Body
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of a body: writes a stream, or a body that is not JSON. */
  readonly write?: (response: Response) => void | Promise<void>
}

/** The unchecked parts of a request. */
export interface Parts {
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: unknown
  readonly body: unknown
}

/** The checked parts of a request. */
export interface Given {
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** One operation of the API. The router and the OpenAPI document are both generated from these, so they cannot differ. */
export interface Operation {
  readonly id: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters in braces. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly roles: readonly Role[]
  /** How far it is open to keys that are bound to a doctor; if left out, it is refused to them. */
  readonly scope?: Scope
  /** Whether it needs no key. It must reveal nothing, unless its address is a secret itself. */
  readonly keyless?: true
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly headers: z.ZodObject
  readonly body: z.ZodType | undefined
  /** Schema of a successful answer. */
  readonly answer: z.ZodType
  /** Schemas that the answer's description names. */
  readonly schemas: readonly z.ZodType[]
  /** Statuses of success. */
  readonly statuses: readonly number[]
  /** Media type of the answer. */
  readonly type: string
  /** Codes of problems besides those that every operation may return. */
  readonly problems: readonly Code[]
  /** What a caller must know besides the summary. */
  readonly description?: string | undefined
  /** Whether it reads or writes the storage. */
  readonly isStored: boolean
  /** Whether screens poll it: the answer has an ETag, and a request with `If-None-Match` gets 304 if nothing has changed. */
  readonly isPolled: boolean
  /** Whether it can be previewed: the answer of a preview has an ETag for `If-Match`. */
  readonly hasPreview: boolean
  /** Checks the input, calls `check`, which may refuse it, and then the handler. */
  run(parts: Parts, call: Call, check: (given: Given) => void | Promise<void>): Promise<Reply>
}

const NOTHING = z.strictObject({})

type Deep<T> = T extends object ? { readonly [K in keyof T]: Deep<T[K]> } : T

interface Spec<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
> extends Pick<Operation, 'id' | 'method' | 'path' | 'tag' | 'summary' | 'description' | 'roles' | 'scope' | 'keyless'>,
    Partial<Pick<Operation, 'schemas' | 'isStored' | 'isPolled' | 'hasPreview' | 'problems'>> {
  readonly params?: P
  readonly query?: Q
  readonly headers?: H
  readonly body?: B
  readonly answer: A
  readonly statuses?: readonly number[]
  readonly type?: string
  handle(
    given: { params: z.output<P>; query: z.output<Q>; headers: z.output<H>; body: z.output<B> },
    call: Call,
  ): Promise<Reply<Deep<z.input<A>>>>
}

/** Makes an operation whose handler gets only checked input. */
export function operation<
  A extends z.ZodType,
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  H extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = typeof NOTHING,
>(spec: Spec<P, Q, H, B, A>): Operation {
  const params = spec.params ?? NOTHING
  const query = spec.query ?? NOTHING
  const headers = spec.headers ?? z.object({})
  const { body, statuses = [200], type = 'application/json', problems = [] } = spec
  const { schemas = [], isStored = true, isPolled = false, hasPreview = false } = spec
  return {
    ...spec,
    params,
    query,
    headers,
    body,
    statuses,
    type,
    problems,
    schemas,
    isStored,
    isPolled,
    hasPreview,
    async run(parts, call, check) {
      const given = {
        params: read('path', params, parts.params) as z.output<P>,
        query: read('query', query, parts.query) as z.output<Q>,
        headers: read('header', headers, parts.headers) as z.output<H>,
        body: read('body', body ?? NOTHING, parts.body ?? {}) as z.output<B>,
      }
      await check(given)
      return spec.handle(given, call)
    },
  }
}

function read(part: string, schema: z.ZodType, value: unknown): unknown {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const errors = read.error.issues.map(({ path, message }) => ({ at: [part, ...path.map(String)].join('.'), message }))
  const [first] = errors
  const shown = shownAt(value, read.error.issues[0]?.path ?? [])
  const hasBlank = part === 'query' && shown.slice(' is '.length).includes(' ')
  const hint = hasBlank ? " A '+' in an address means a blank; write %2B for a plus." : ''
  throw new Problem('invalid-input', `${first?.at}${shown}: ${first?.message}.${hint}`, { errors })
}

/** Returns ` is "09.00"` or ` is missing`; an empty text for a whole part of the request. */
function shownAt(part: unknown, path: readonly PropertyKey[]): string {
  if (path.length === 0) return ''
  const value = path.reduce((each, key) => (each as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key], part)
  const text = JSON.stringify(value)
  if (text === undefined) return ' is missing'
  return ` is ${text.length <= 60 ? text : `${text.slice(0, 60)}…`}`
}
