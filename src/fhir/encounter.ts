import type { SessionSummary, TokenView } from '../api/views'
import type { TokenStatus } from '../core/state/status'
import { type FhirOptions, own, Writer } from './options'
import {
  ACT_CODE,
  concept,
  type Encounter,
  type EncounterFields,
  type EncounterR4,
  type EncounterR5,
  type FhirRelease,
  type Period,
  SUBJECT_STATUS,
} from './resources'

/** Status in R4, and in R5 with the patient's if the patient has come. */
const STATUS: Partial<Record<TokenStatus, readonly [EncounterR4['status'], EncounterR5['status'], subject?: string]>> =
  {
    confirmed: ['planned', 'planned'],
    'checked-in': ['arrived', 'in-progress', 'arrived'],
    called: ['arrived', 'in-progress', 'arrived'],
    'in-consultation': ['in-progress', 'in-progress', 'receiving-care'],
    completed: ['finished', 'completed', 'departed'],
    'no-show': ['cancelled', 'cancelled'],
    left: ['cancelled', 'cancelled', 'departed'],
    cancelled: ['cancelled', 'cancelled'],
    rescheduled: ['cancelled', 'cancelled'],
    // It may have been planned before, or the patient on standby.
    dropped: ['cancelled', 'cancelled'],
  }

/**
 * Returns the visit of a token as an Encounter with the token's id; undefined if none is planned: of a hold, an offer, a waiting token whose
 * patient is not there, and of a token that expired.
 *
 * @param session the session of the token; a `SessionView` will do
 * @throws OpdError with code `invalid-input` if the time zone is unknown
 */
export function encounterOf<Release extends FhirRelease = 'R4'>(
  token: TokenView,
  session: SessionSummary,
  options: FhirOptions<Release>,
): Encounter<Release> | undefined {
  const isOnStandby = token.status === 'waitlisted' && token.standby
  const status = STATUS[isOnStandby ? 'checked-in' : token.status]
  if (status === undefined) return undefined
  const [inR4, inR5, subject] = status
  const writer = new Writer(options)
  const doctor = writer.to('Practitioner', session.doctorId)
  const period = periodOf(token, writer)
  const fields: EncounterFields = {
    resourceType: 'Encounter',
    id: token.id,
    subject: writer.to('Patient', token.patientId),
    appointment: [own('Appointment', token.id)],
    ...(token.room !== null && { location: [{ location: writer.to('Location', token.room) }] }),
  }
  // All visits of an outpatient department are ambulatory.
  const kind = { system: ACT_CODE, code: 'AMB' }
  const r4 = (): EncounterR4 => ({
    ...fields,
    status: inR4,
    class: kind,
    participant: [{ individual: doctor }],
    ...(period && { period }),
  })
  const r5 = (): EncounterR5 => ({
    ...fields,
    status: inR5,
    class: [{ coding: [kind] }],
    ...(subject !== undefined && { subjectStatus: concept(SUBJECT_STATUS, subject) }),
    participant: [{ actor: doctor }],
    ...(period && { actualPeriod: period }),
  })
  return writer.inRelease<Encounter<Release>>(r4, r5)
}

/** From the check-in to the end of the visit, as far as they are known. */
function periodOf({ checkedInAt, status, updatedAt }: TokenView, writer: Writer): Period | undefined {
  if (checkedInAt === null) return undefined
  const isOver = status === 'completed' || status === 'left'
  return {
    start: writer.instant(checkedInAt),
    ...(isOver && { end: writer.instant(Math.max(checkedInAt, updatedAt)) }),
  }
}
