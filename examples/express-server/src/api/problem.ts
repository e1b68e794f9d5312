import { FAILURES, isOpdError, REFUSALS, type Rejected } from 'opd-scheduler'
import { z } from 'zod'

/** The server's own codes; the library's are in docs/errors.md. */
export const OWN = {
  'malformed-request': 400,
  'key-missing': 401,
  'role-missing': 403,
  'not-your-doctor': 403,
  'not-from-here': 403,
  'not-found': 404,
  'link-unknown': 404,
  'patient-not-found': 404,
  'method-not-allowed': 405,
  'hospital-number-taken': 409,
  'patient-ambiguous': 409,
  'patient-erased': 410,
  'body-too-large': 413,
  'not-json': 415,
  'too-many-reads': 429,
  'too-many-writes': 429,
  'too-many-failed-keys': 429,
  'internal-error': 500,
  starting: 503,
  'clock-wrong': 503,
  'shutting-down': 503,
  'too-many-streams': 503,
} as const

/** HTTP status of every code. A stale plan is a precondition (`If-Match`) that does not hold. */
export const STATUS = { ...REFUSALS, ...FAILURES, ...OWN, 'plan-stale': 412 } as const

export type Code = keyof typeof STATUS

export const CODES = Object.keys(STATUS) as readonly Code[]

/** The body of every error (RFC 9457). */
export const ProblemDocument = z
  .object({
    type: z
      .string()
      .describe('Address of a page that explains the code, relative to the server unless PUBLIC_URL is set.'),
    title: z.string().describe('The code in words.'),
    status: z.int(),
    detail: z.string().describe('What is wrong with this request, with the values concerned, and what to do.'),
    instance: z.string().describe('Path of the request.'),
    code: z.enum(CODES).describe('Stable code. Each operation lists those that it can give.'),
    details: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string().describe('Id of the request, as in the header X-Request-Id and in the log.'),
  })
  .meta({ id: 'Problem', description: 'Why the request was not carried out (RFC 9457).' })

/** Returns a code in words. */
export function titleOf(code: Code): string {
  return code[0]!.toUpperCase() + code.slice(1).replaceAll('-', ' ')
}

/** An error that is sent as a problem document. */
export class Problem extends Error {
  readonly status: number

  constructor(
    readonly code: Code,
    detail: string,
    readonly details?: Readonly<Record<string, unknown>>,
    readonly headers: Readonly<Record<string, string | string[]>> = STATUS[code] === 503 ? { 'Retry-After': '1' } : {},
  ) {
    super(detail)
    this.status = STATUS[code]
  }

  /** Makes a problem of the library's refusal, which wrote nothing. */
  static refused({ code, message, details }: Rejected): Problem {
    return new Problem(code, message, details)
  }

  static tooLarge(): Problem {
    return new Problem('body-too-large', 'The body is larger than 128 kB. Send less at once.')
  }

  document(request: { requestId: string; instance: string; publicUrl: string }): z.infer<typeof ProblemDocument> {
    const { requestId, instance, publicUrl } = request
    const { code, status, message: detail, details } = this
    const type = `${publicUrl}/problems/${code}`
    return { type, title: titleOf(code), status, detail, instance, code, ...(details && { details }), requestId }
  }
}

// The storage's own words name files and hosts, and are for the log only.
const AGAIN = 'Repeat the request, with the same Idempotency-Key if it has one.'
const AWAY = `The storage does not respond, or cannot write. ${AGAIN}`
const UNKNOWN = `The storage failed, so it is not known whether this was done. ${AGAIN}`

/** Converts any error to a problem that is safe to show; an unexpected failure reveals nothing. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (isOpdError(thrown)) {
    const { code, message, details } = thrown
    if (FAILURES[code] === 500) return new Problem(code, 'The server cannot do this. See its log for this requestId.')
    if (code === 'store-failed' || code === 'closed') return new Problem('store-failed', AWAY)
    if (code === 'outcome-unknown') return new Problem(code, UNKNOWN, details)
    return new Problem(code, message, details)
  }
  return ofHttp(thrown) ?? new Problem('internal-error', 'The server failed. See its log for this requestId.')
}

/** Converts errors of Express and its body parser. */
function ofHttp(thrown: unknown): Problem | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  const status = Reflect.get(thrown, 'status')
  if (status === 413) return Problem.tooLarge()
  if (status === 415) return new Problem('not-json', 'The encoding of the body is not supported. Send plain UTF-8.')
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined
  return new Problem('malformed-request', 'The request cannot be read. Check its JSON and its path.')
}
