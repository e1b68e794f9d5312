import { FAILURES, isOpdError, REFUSALS, type Rejected } from 'opd-scheduler'
import { z } from 'zod'

/** The body of every error (RFC 9457). */
export const ProblemDocument = z
  .object({
    type: z.string().describe('URN of the code.'),
    title: z.string().describe('The code in words.'),
    status: z.int(),
    detail: z.string().describe('What is wrong with this request, with the values concerned.'),
    code: z.string().describe('Stable code: one of the library’s in docs/errors.md, or one of this server’s.'),
    details: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string().describe('Id of the request, as in the header X-Request-Id and in the log.'),
  })
  .meta({ id: 'Problem', description: 'Why the request was not carried out (RFC 9457).' })

/** The server's own codes; the library's are in docs/errors.md. */
const OWN = {
  'malformed-request': 400,
  'key-missing': 401,
  'role-missing': 403,
  'not-from-here': 403,
  'not-found': 404,
  'patient-not-found': 404,
  'method-not-allowed': 405,
  'hospital-number-taken': 409,
  'patient-ambiguous': 409,
  'patient-erased': 410,
  'body-too-large': 413,
  'not-json': 415,
  'too-many-writes': 429,
  'internal-error': 500,
  'shutting-down': 503,
  'too-many-streams': 503,
} as const

const STATUS = { ...REFUSALS, ...FAILURES, ...OWN }

type Code = keyof typeof OWN | keyof typeof REFUSALS | keyof typeof FAILURES

/** An error that is sent as a problem document. */
export class Problem extends Error {
  readonly status: number

  constructor(
    readonly code: Code,
    detail: string,
    readonly details?: Readonly<Record<string, unknown>>,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
    this.status = STATUS[code]
  }

  /** Makes a problem of the library's refusal, which wrote nothing. */
  static refused({ code, message, details }: Rejected): Problem {
    return new Problem(code, message, details)
  }

  document(requestId: string): z.infer<typeof ProblemDocument> {
    const { code, status, message: detail, details } = this
    const title = code[0]!.toUpperCase() + code.slice(1).replaceAll('-', ' ')
    return { type: `urn:opd:problem:${code}`, title, status, detail, code, ...(details && { details }), requestId }
  }
}

/** Converts any error to a problem that is safe to show; an unexpected failure reveals nothing. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (isOpdError(thrown)) {
    const { code, message, details } = thrown
    if (FAILURES[code] === 500) return new Problem(code, 'The server cannot do this. See its log for this requestId.')
    const retry = FAILURES[code] === 503 ? { 'Retry-After': '1' } : undefined
    return new Problem(code, message, details, retry)
  }
  return ofHttp(thrown) ?? new Problem('internal-error', 'The server failed. See its log for this requestId.')
}

/** Converts errors of Express and its body parser. */
function ofHttp(thrown: unknown): Problem | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  const status = Reflect.get(thrown, 'status')
  if (status === 413) return new Problem('body-too-large', 'The body is larger than 128 kB. Send less at once.')
  if (status === 415) return new Problem('not-json', 'The encoding of the body is not supported. Send plain UTF-8.')
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined
  return new Problem('malformed-request', 'The request cannot be read. Check its JSON and its path.')
}
