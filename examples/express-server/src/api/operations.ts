import { sharedViews } from './board'
import { bookingOperations } from './bookings'
import { dayChangeOperations } from './day-changes'
import { eventOperations } from './events'
import { fhirOperations } from './fhir'
import { myTokenOperations } from './my-token'
import type { Operation } from './operation'
import { patientOperations } from './patients'
import { rosterOperations } from './roster'
import { serverOperations } from './server-operations'
import type { Services } from './services'
import { viewOperations } from './views'
import { visitOperations } from './visits'

/** Returns all operations of the server. */
export function operationsOf(services: Services): readonly Operation[] {
  const views = sharedViews(services)
  const all: readonly Operation[] = [
    ...rosterOperations(services),
    ...dayChangeOperations(services),
    ...bookingOperations(services),
    ...visitOperations(services),
    ...viewOperations(services, views),
    ...myTokenOperations(services, views),
    ...patientOperations(services),
    ...eventOperations(services, views),
    ...fhirOperations(services),
    ...serverOperations(services, () => all),
  ]
  return all
}
