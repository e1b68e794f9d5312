import { z } from 'zod'
import { HEADERS, headersOf } from './openapi-headers'
import { Schemas } from './openapi-schemas'
import type { Operation } from './operation'
import { codesOf } from './operation-codes'
import { type Code, ProblemDocument, STATUS } from './problem'
import { WEBHOOK } from './webhook-description'

type Json = Record<string, unknown>

/** Returns the OpenAPI 3.1 document of the operations. It is the same on every day. */
export function openApiOf(operations: readonly Operation[]): Json & { readonly openapi: string } {
  const schemas = new Schemas()
  const paths: Record<string, Json> = {}
  const responses: Record<string, Json> = {}
  const shared = (name: string, response: Json): Json => {
    responses[name] = response
    return { $ref: `#/components/responses/${name}` }
  }
  for (const operation of operations) {
    const { id, method, path, tag, summary, description = '', roles, body } = operation
    for (const each of operation.schemas) schemas.of(each, 'output')
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId: id,
        tags: [tag],
        summary,
        description: `${description} Roles: ${roles.join(', ')}.`.trim(),
        ...(operation.keyless && { security: [] }),
        parameters: [
          ...parametersOf('path', schemas.of(operation.params, 'input')),
          ...parametersOf('query', schemas.of(operation.query, 'input')),
          ...parametersOf('header', schemas.of(headerInputsOf(operation), 'input')),
        ],
        ...(body && {
          requestBody: {
            required: !body.safeParse({}).success,
            content: { 'application/json': { schema: schemas.of(body, 'input') } },
          },
        }),
        responses: responsesOf(operation, schemas, shared),
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Outpatient tokens',
      version: '1.0.0',
      description: DESCRIPTION,
      contact: { name: 'opd-scheduler contributors' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    // Relative to this document, so that a path prefix of a proxy works.
    servers: [{ url: '../..' }],
    security: [{ key: [] }, { password: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name, description: TAGS[name] })),
    paths,
    webhooks: { event: { post: webhook(schemas) } },
    components: {
      schemas: schemas.components(),
      responses,
      headers: HEADERS,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key; not needed if the server has none.' },
        password: { type: 'http', scheme: 'basic', description: 'The same key as the password, for browsers.' },
      },
    },
  }
}

const DESCRIPTION =
  'Allocates the seats of doctors’ outpatient slots, makes room for emergencies, and moves patients up after a ' +
  'cancellation. With `preview=true` a write only shows what would happen. Instants are RFC 3339 texts with the ' +
  'facility’s offset. Errors are problem documents (RFC 9457) with a stable `code`. Within `/api/v1` only operations, ' +
  'optional inputs, fields of answers, codes and kinds of events are added, so ignore what you do not know.'

const TAGS: Readonly<Record<string, string>> = {
  'Doctors and sessions': 'Doctors, their sessions on a date, and the slots of a session.',
  'Changes of the day': 'The doctor is away, late, or does not come.',
  Bookings: 'Book, hold, move and cancel a token.',
  Visits: 'The steps of a visit, from the check-in to its end.',
  Views: 'What screens show.',
  Patients: 'Personal data, apart from the log of tokens.',
  Live: 'Events as they happen.',
  FHIR: 'Slots and tokens in the words of FHIR R4, to read.',
  Server: 'This document, and whether the server runs.',
}

function responsesOf(operation: Operation, schemas: Schemas, shared: (name: string, response: Json) => Json): Json {
  const { answer, statuses, type, isPolled } = operation
  const responses: Json = {}
  for (const status of statuses) {
    const content = { [type]: { schema: schemas.of(answer, 'output') } }
    responses[status] = { description: successOf(status, statuses), headers: headersOf(operation, status), content }
  }
  if (isPolled)
    responses[304] = { description: 'Nothing has changed since that ETag.', headers: headersOf(operation, 304) }
  const codes = codesOf(operation)
  for (const status of [...new Set(codes.map((code) => STATUS[code]))].sort((a, b) => a - b)) {
    const mine = codes.filter((code) => STATUS[code] === status)
    const response = {
      description: mine.map((code) => `\`${code}\``).join(', '),
      headers: headersOf(operation, status),
      content: { 'application/problem+json': { schema: problemWith(mine, schemas) } },
    }
    // Most operations have the same problems of these kinds, which would be most of the document.
    const isCommon = operation.problems.every((code) => STATUS[code] !== status)
    responses[status] = isCommon
      ? shared(`${operation.method === 'get' ? 'read' : 'write'}.${mine.join('.')}`, response)
      : response
  }
  return responses
}

/** The problem document, with only these codes. */
function problemWith(codes: readonly Code[], schemas: Schemas): Json {
  const narrowed = { type: 'object', properties: { code: { type: 'string', enum: codes } } }
  return { allOf: [schemas.of(ProblemDocument, 'output'), narrowed] }
}

function webhook(schemas: Schemas): Json {
  const { summary, description, headers, body } = WEBHOOK
  return {
    operationId: 'receiveEvent',
    tags: ['Live'],
    summary,
    description,
    security: [],
    parameters: parametersOf('header', schemas.of(headers, 'input')),
    requestBody: { required: true, content: { 'application/json': { schema: schemas.of(body, 'output') } } },
    responses: {
      '2XX': { description: 'The event is handled, and the next one is sent.' },
      '4XX': { description: 'The event is sent again later, as after any other answer than 2xx.' },
    },
  }
}

const IfNoneMatch = z.object({
  'if-none-match': z
    .string()
    .optional()
    .describe('The ETag of the last answer. If nothing has changed, the answer is 304.'),
})

function headerInputsOf({ headers, isPolled }: Operation): z.ZodObject {
  return isPolled ? headers.extend(IfNoneMatch.shape) : headers
}

function successOf(status: number, statuses: readonly number[]): string {
  if (status === 202) return 'Begun, and not finished yet.'
  return status === 200 && statuses.includes(201) ? 'Nothing was added: a preview, or found.' : 'Done.'
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
