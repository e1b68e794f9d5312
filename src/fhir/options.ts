import { Zone } from '../shell/input/zone'
import type { FhirRelease, Reference } from './resources'

/** A kind of resource whose ids only the host knows. */
export type HostResource = 'Patient' | 'Practitioner' | 'Location'

/**
 * How the host's systems name things.
 *
 * @example
 * ```ts
 * const options: FhirOptions<'R4'> = {
 *   timeZone: 'Asia/Kolkata',
 *   numberSystem: 'https://hospital.example/opd-number',
 *   reference: (type, id) => `${type}/${id}`,
 * }
 * ```
 */
export interface FhirOptions<Release extends FhirRelease = FhirRelease> {
  /**
   * Release of the resources.
   *
   * @defaultValue `'R4'`
   */
  readonly release?: Release
  /** The facility's time zone, an IANA name. Instants are written with its offset. */
  readonly timeZone: string
  /** Returns the reference to a patient, a doctor or a room, such as `Patient/17`. */
  readonly reference: (type: HostResource, id: string) => string
  /**
   * URI of the numbers that are called out. A number is unique in its session only, so the system of `Appointment.identifier` is this URI, a
   * slash and the session.
   */
  readonly numberSystem: string
  /** URI of your booking classes. With it an appointment says its exact class, and `commandOf` reads it back. */
  readonly sourceSystem?: string
  /** Returns the urgency of a booking class, from 1, the most urgent, to 9. Without it appointments have no priority. */
  readonly urgency?: (source: string) => number
}

/** Writes references and instants as the options say. */
export class Writer {
  private readonly zone: Zone

  /** @throws OpdError with code `invalid-input` if the time zone is unknown */
  constructor(readonly options: FhirOptions) {
    this.zone = zoneOf(options.timeZone)
  }

  /** Makes the resource of the release that the options name. */
  inRelease<Resource>(r4: () => object, r5: () => object): Resource {
    return (this.options.release === 'R5' ? r5() : r4()) as Resource
  }

  /** An instant as `2026-01-30T09:20:00+05:30`. */
  instant(at: number): string {
    return this.zone.textAt(at)
  }

  to(type: HostResource, id: string): Reference {
    return { reference: this.options.reference(type, id) }
  }
}

/** A reference to a resource that has an id of this library. */
export function own(type: 'Schedule' | 'Slot' | 'Appointment', id: string): Reference {
  return { reference: `${type}/${id}` }
}

/** A host has one time zone, or few. They are kept, because Intl is slow. */
const ZONES = new Map<string, Zone>()

/** @throws OpdError with code `invalid-input` if the time zone is unknown */
export function zoneOf(timeZone: string): Zone {
  const zone = ZONES.get(timeZone) ?? new Zone(timeZone)
  ZONES.set(timeZone, zone)
  return zone
}
