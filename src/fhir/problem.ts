/** Why a resource has no counterpart here, as a stable code. */
export type FhirProblemCode =
  /** The resource or its status asks for nothing that a scheduler can do. */
  | 'not-a-request'
  /** An element that is needed is missing. */
  | 'missing'
  /** There are several where one is needed. */
  | 'several'
  /** The booking class is not said. */
  | 'unknown-class'
  /** A reference that names no resource of ours. */
  | 'unknown-reference'
  /** A time without an offset, with seconds, or in the wrong order. */
  | 'bad-time'
  /** A value that the element cannot have. */
  | 'bad-value'
  /** Two elements that cannot both be true. */
  | 'contradiction'

/** What could not be read, and where. It holds no value of the resource, because that may be about a patient. */
export interface FhirProblem {
  /** The reason, as a stable code. */
  readonly problem: FhirProblemCode
  /** The element, such as `Appointment.participant`. */
  readonly path: string
  /** What to do, in a sentence for a developer. */
  readonly message: string
}

/** Stops the reading of a resource. It never leaves this module's functions. */
class Unreadable extends Error {
  constructor(readonly found: FhirProblem) {
    super(found.message)
  }
}

/** @throws Unreadable */
export function refuse(problem: FhirProblemCode, path: string, message: string): never {
  throw new Unreadable({ problem, path, message })
}

/** Returns what a reader returns, or the problem that stopped it. */
export function readOr<T>(read: () => T): T | FhirProblem {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unreadable) return error.found
    throw error
  }
}
