/** Expected refusals, each with the HTTP status that suits it. They are returned as values, in this order of precedence. */
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

/** Failures: what is thrown, each with the HTTP status that suits it. */
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

/** Why a command was refused. */
export type RefusalCode = keyof typeof REFUSALS

/** Why something was thrown. */
export type FailureCode = keyof typeof FAILURES

const BRAND = Symbol.for('opd-scheduler.error')

/** Everything that the library throws. Recognise it with `isOpdError`: the ESM and the CJS build have a class each. */
export class OpdError extends Error {
  /** What went wrong, stable across versions. */
  readonly code: FailureCode
  /** Facts about it, such as the field and the value that was refused. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: FailureCode, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OpdError'
    this.code = code
    this.details = details
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/** Whether something that was thrown is an `OpdError`, whichever build made it. */
export function isOpdError(thrown: unknown): thrown is OpdError {
  return typeof thrown === 'object' && thrown !== null && Reflect.get(thrown, BRAND) === true
}
