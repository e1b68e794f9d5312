import { DOCTOR_ID, HOST_ID } from '../events/names'
import type { Zone } from '../shell/input/zone'
import { type HostResource, zoneOf } from './options'

/** How to read resources of other systems. */
export interface FhirReading {
  /** The facility's time zone, an IANA name. */
  readonly timeZone: string
  /**
   * Returns our id for a reference, or undefined if it is none of this type.
   *
   * @defaultValue the id in `Patient/17`. A reference to another server is not known: its patient 17 may be another person
   */
  readonly idOf?: (type: HostResource | 'Schedule' | 'Slot' | 'Appointment', reference: string) => string | undefined
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:00(?:\.0+)?(?:Z|[+-]\d\d:\d\d)$/

/** The times of service dates, less a day for the time zone. */
const EARLIEST = Date.parse('1970-01-02T00:00Z')
const LATEST = Date.parse('2199-12-30T00:00Z')

function relativeId(type: string, reference: string): string | undefined {
  return new RegExp(`^${type}/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]+)?$`).exec(reference)?.[1]
}

/** A wall-clock time of the facility. */
export interface WallTime {
  readonly at: number
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `HH:MM` */
  readonly time: string
}

/** Reads elements of resources, which may be anything that JSON can hold. */
export class Reader {
  readonly zone: Zone

  /** @throws OpdError with code `invalid-input` if the time zone is unknown */
  constructor(private readonly reading: FhirReading) {
    this.zone = zoneOf(reading.timeZone)
  }

  /** Our id in a reference of this type; undefined if it is no such reference. */
  idIn(type: HostResource | 'Schedule' | 'Slot' | 'Appointment', reference: unknown): string | undefined {
    const text = memberOf(reference, 'reference')
    if (typeof text !== 'string') return undefined
    const id = (this.reading.idOf ?? relativeId)(type, text)
    return id !== undefined && (type === 'Practitioner' ? DOCTOR_ID : HOST_ID).test(id) ? id : undefined
  }

  /** @throws Unreadable */
  instant(value: unknown, path: string): WallTime {
    const at = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN
    if (Number.isNaN(at)) return refuse('bad-time', path, 'Give an instant with an offset and whole minutes.')
    if (at < EARLIEST || at > LATEST) return refuse('bad-time', path, 'Give a time from 1970 to 2199.')
    const text = this.zone.textAt(at)
    return { at, date: text.slice(0, 10), time: text.slice(11, 16) }
  }
}

/** A member of an object; undefined if there is none. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** The elements of an array; none if it is missing or no array. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

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
