/** The HTTP status that suits each refusal. Refusals are returned, not thrown. If several apply, the first of this list is returned. */
export const REFUSALS = {
  'plan-stale': 409,
  'token-id-taken': 409,
  'doctor-not-found': 404,
  'session-not-found': 404,
  'token-not-found': 404,
  'slot-not-found': 404,
  'session-exists': 409,
  'unknown-source': 422,
  'policy-denied': 403,
  'session-closed': 409,
  'hold-expired': 409,
  'invalid-transition': 409,
  'queue-empty': 409,
  'slot-past': 409,
  'slot-overlap': 409,
  'duplicate-token': 409,
  'capacity-in-use': 409,
  'bump-failed': 409,
  'quota-exhausted': 409,
  'slot-full': 409,
  'no-capacity': 409,
} as const

/** The HTTP status that suits each failure. Failures are thrown, as an `OpdError`. */
export const FAILURES = {
  'invalid-input': 422,
  'invalid-rules': 500,
  'command-id-reused': 422,
  'conflict-retries-exhausted': 503,
  'outcome-unknown': 503,
  'store-failed': 503,
  'store-corrupt': 500,
  'driver-missing': 500,
  'checkpoint-moved': 409,
  closed: 503,
} as const

/** The reason for which a command was refused. */
export type RefusalCode = keyof typeof REFUSALS

/** The reason for which an `OpdError` was thrown. */
export type FailureCode = keyof typeof FAILURES

const BRAND = Symbol.for('opd-scheduler.error')

/**
 * The error that the scheduler and the stores throw. Recognise it with `isOpdError`, not with `instanceof`: the ESM and the CJS build
 * each have their own class.
 *
 * @example
 * ```ts
 * if (isOpdError(thrown)) response.status(FAILURES[thrown.code]).json({ code: thrown.code })
 * ```
 */
export class OpdError extends Error {
  /** The reason, stable across versions. */
  readonly code: FailureCode
  /** Facts about the failure, such as the name and the value of a refused field. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: FailureCode, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OpdError'
    this.code = code
    this.details = details
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/** Returns whether a thrown value is an `OpdError`, of the ESM or of the CJS build. */
export function isOpdError(thrown: unknown): thrown is OpdError {
  return typeof thrown === 'object' && thrown !== null && Reflect.get(thrown, BRAND) === true
}
