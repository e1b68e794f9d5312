import { z } from 'zod'
import type { Operation } from './operation'
import { ProblemDocument } from './problem'

type Json = Record<string, unknown>

/** Returns the OpenAPI 3.1 document of the operations. */
export function openApiOf(operations: readonly Operation[]): Json {
  const schemas: Record<string, Json> = {}
  const made = { input: new Map<z.ZodType, Json>(), output: new Map<z.ZodType, Json>() }
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
    const known = made[io].get(schema)
    if (known !== undefined) return known
    const whole = z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => unbounded(jsonSchema) })
    const { $schema: _, $defs = {}, ...own } = whole as Json & { $defs?: Record<string, Json> }
    for (const [name, each] of Object.entries($defs)) schemas[name] = withoutId(lifted(each) as Json)
    const finished = withoutId(lifted(own) as Json)
    made[io].set(schema, finished)
    return finished
  }
  const paths: Record<string, Json> = {}
  const problem = { 'application/problem+json': { schema: schemaOf(ProblemDocument, 'output') } }

  for (const operation of operations) {
    const { id, method, path, tag, summary, roles, body, answer, statuses, type } = operation
    const responses: Json = {}
    for (const status of statuses)
      responses[status] = {
        description: successOf(status, statuses),
        content: { [type]: { schema: schemaOf(answer, 'output') } },
      }
    for (const status of problemsOf(operation))
      responses[status] = { description: PROBLEMS[status] ?? 'Refused', content: problem }
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId: id,
        tags: [tag],
        summary,
        description: `Roles: ${roles.join(', ')}.`,
        parameters: [
          ...parametersOf('path', schemaOf(operation.params, 'input')),
          ...parametersOf('query', schemaOf(operation.query, 'input')),
          ...parametersOf('header', schemaOf(operation.headers, 'input')),
        ],
        ...(body && {
          requestBody: {
            required: !body.safeParse({}).success,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }),
        responses,
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Outpatient tokens',
      version: '0.1.0',
      description:
        'Allocates the seats of doctors’ outpatient slots, makes room for emergencies, and moves patients up after a ' +
        'cancellation. The examples use tomorrow’s date, so with the sample doctors they can be sent unchanged. With ' +
        '`preview=true` a write only shows what would happen. Errors are problem documents (RFC 9457) with a stable `code`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { password: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key; not needed if the server has none.' },
        password: { type: 'http', scheme: 'basic', description: 'The same key as the password, for browsers.' },
      },
    },
  }
}

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'The API key is missing or wrong',
  403: 'Not permitted for this role or from this address',
  404: 'Not found',
  409: 'Not possible now; the code gives the reason',
  410: 'The patient was erased',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The input is invalid',
  429: 'Too many writes; try again later',
  500: 'The server failed',
  503: 'Temporarily unavailable; try again',
}

function successOf(status: number, statuses: readonly number[]): string {
  if (status === 202) return 'Begun, and not finished yet'
  return status === 200 && statuses.includes(201) ? 'Nothing was added: a preview, or found' : 'Done'
}

/** Returns the statuses of all problems that an operation may return. */
function problemsOf({ method, problems }: Operation): number[] {
  const ofWrites = method === 'get' ? [] : [413, 415, 429]
  return [...new Set([400, 401, 403, 422, 500, 503, ...ofWrites, ...problems])].sort((a, b) => a - b)
}

function parametersOf(part: string, schema: Json): Json[] {
  const required = (schema.required ?? []) as string[]
  return Object.entries((schema.properties ?? {}) as Record<string, Json>).map(([name, { description, ...own }]) => ({
    name,
    in: part,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: own,
  }))
}

/** Removes the bounds of safe integers, which are not part of the API. */
function unbounded(schema: { minimum?: number; maximum?: number }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

/** Points references to the document's components. */
function lifted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lifted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) =>
      key === '$ref' ? [key, String(each).replace('#/$defs/', '#/components/schemas/')] : [key, lifted(each)],
    ),
  )
}

function withoutId({ id: _, ...schema }: Json): Json {
  return schema
}
