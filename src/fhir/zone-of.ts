import { Zone } from '../shell/input/zone'

/** A host has one time zone, or few. They are kept, because Intl is slow. */
const ZONES = new Map<string, Zone>()

/** @throws OpdError with code `invalid-input` if the time zone is unknown */
export function zoneOf(timeZone: string): Zone {
  const zone = ZONES.get(timeZone) ?? new Zone(timeZone)
  ZONES.set(timeZone, zone)
  return zone
}
