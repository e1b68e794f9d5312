import { DOCTOR_ID, HOST_ID } from '../events/ids'
import type { Zone } from '../shell/input/zone'
import type { HostResource } from './options'
import { refuse } from './problem'
import { zoneOf } from './zone-of'

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
