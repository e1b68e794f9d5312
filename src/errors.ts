/** The HTTP status that suits each refusal. Refusals are returned, not thrown. If several apply, the first of this list is returned. */
export const REFUSALS = {
  /** Something changed since the plan was made. */
  'plan-stale': 409,
  /** Another token has the id that the host gave. */
  'token-id-taken': 409,
  /** The doctor is not registered. */
  'doctor-not-found': 404,
  /** The session does not exist, or the doctor has no open one. */
  'session-not-found': 404,
  /** The token does not exist. */
  'token-not-found': 404,
  /** The slot does not exist. */
  'slot-not-found': 404,
  /** The session was opened with other slots. */
  'session-exists': 409,
  /** The priority policy gives the request no rank. */
  'unknown-source': 422,
  /** `admission.permit` returned false. */
  'policy-denied': 403,
  /** The session is closed and gives no more seats. */
  'session-closed': 409,
  /** The hold or the offer has expired. */
  'hold-expired': 409,
  /** The token's status does not allow the command. */
  'invalid-transition': 409,
  /** The session's service date has not begun or is over, so the patient cannot have come. */
  'outside-service-date': 409,
  /** No checked-in patient is waiting to be called. */
  'queue-empty': 409,
  /** A patient on standby has to wait: for patients with a seat, or because the rules allow no more such visits. */
  'standby-waits': 409,
  /** The slot is over; or no slot was named, and all are over, or for a booking without a date have begun. */
  'slot-past': 409,
  /** The doctor is away in the slot; or no slot was named, and the doctor is away in all that have not begun. */
  'slot-blocked': 409,
  /** A new slot, or a slot at its new time, overlaps another slot. */
  'slot-overlap': 409,
  /** The patient has a live token there already. */
  'duplicate-token': 409,
  /** The new capacity is below the seats in use. */
  'capacity-in-use': 409,
  /** More tokens would be moved than one command may move. */
  'too-many-moves': 409,
  /** No token can be moved elsewhere to make room. */
  'bump-failed': 409,
  /** The free seats are reserved for other channels. */
  'quota-exhausted': 409,
  /** The slot has neither a seat nor a place on the waiting list for this class. */
  'slot-full': 409,
  /** The session has neither a seat nor a place on the waiting list for this class. */
  'no-capacity': 409,
} as const

/** The HTTP status that suits each failure. Failures are thrown, as an `OpdError`. */
export const FAILURES = {
  /** A field or an option is missing, unknown or wrong. */
  'invalid-input': 422,
  /** The rules, or another function of the host, are wrong or threw. */
  'invalid-rules': 500,
  /** The command id was used for another command. */
  'command-id-reused': 422,
  /** The command was retried until its deadline. Nothing was written. */
  'conflict-retries-exhausted': 503,
  /** The store failed, and whether the command was committed is not known. Repeat it under the same command id. */
  'outcome-unknown': 503,
  /** The store failed. Nothing was written. */
  'store-failed': 503,
  /** The store holds data that the library cannot have written. */
  'store-corrupt': 500,
  /** No driver for the database is installed. */
  'driver-missing': 500,
  /** Another subscriber moved the checkpoint of the same consumer. */
  'checkpoint-moved': 409,
  /** The log lacks events that this subscriber has read, or has others in their place. */
  'log-rewound': 409,
  /** The scheduler or its store was closed. */
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
