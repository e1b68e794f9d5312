// The parts of FHIR's resources that this library writes and reads. Arrays are not read-only, so that the types fit those of other
// libraries.

/** Release of FHIR. */
export type FhirRelease = 'R4' | 'R5'

/** A reference to another resource, such as `Patient/17`. */
export interface Reference {
  reference?: string
}

/** A code of a code system. */
export interface Coding {
  system?: string
  code?: string
}

/** A concept, as one or more codes. */
export interface CodeableConcept {
  coding?: Coding[]
}

/** An identifier in a system of identifiers. */
export interface Identifier {
  system?: string
  value?: string
}

/** A time from a start to an end, as instants with an offset. */
export interface Period {
  start?: string
  end?: string
}

/** An extension with one of two kinds of values. */
export interface Extension {
  url: string
  valueInteger?: number
  valueReference?: Reference
}

/** The times of a doctor. */
export interface Schedule {
  resourceType: 'Schedule'
  id?: string
  active?: boolean
  actor: Reference[]
  planningHorizon?: Period
}

/** Status of a slot. */
export type SlotStatus = 'busy' | 'free' | 'busy-unavailable' | 'busy-tentative' | 'entered-in-error'

/** A slot, with its remaining seats in an extension. */
export interface Slot {
  resourceType: 'Slot'
  id?: string
  extension?: Extension[]
  schedule: Reference
  status: SlotStatus
  start: string
  end: string
  overbooked?: boolean
}

/** Status of an appointment. */
export type AppointmentStatus =
  | 'proposed'
  | 'pending'
  | 'booked'
  | 'arrived'
  | 'fulfilled'
  | 'cancelled'
  | 'noshow'
  | 'entered-in-error'
  | 'checked-in'
  | 'waitlist'

/** A patient, a doctor or a room of an appointment. */
export interface AppointmentParticipant {
  actor?: Reference
  status: 'accepted' | 'declined' | 'tentative' | 'needs-action'
}

/** The fields of an appointment that both releases have. */
export interface AppointmentFields {
  resourceType: 'Appointment'
  id?: string
  extension?: Extension[]
  identifier?: Identifier[]
  status: AppointmentStatus
  appointmentType?: CodeableConcept
  start?: string
  end?: string
  slot?: Reference[]
  created?: string
  participant: AppointmentParticipant[]
  requestedPeriod?: Period[]
}

/** An appointment of R4. */
export interface AppointmentR4 extends AppointmentFields {
  cancelationReason?: CodeableConcept
  /** 1 is the most urgent, 9 the least. */
  priority?: number
}

/** An appointment of R5. */
export interface AppointmentR5 extends AppointmentFields {
  cancellationReason?: CodeableConcept
  priority?: CodeableConcept
  replaces?: Reference[]
}

/** The answer of a participant to an appointment. R5 adds `proposedNewTime`. */
export interface AppointmentResponse {
  resourceType: 'AppointmentResponse'
  id?: string
  appointment: Reference
  actor?: Reference
  participantStatus: string
  proposedNewTime?: boolean
}

/** The fields of a visit that both releases have. */
export interface EncounterFields {
  resourceType: 'Encounter'
  id?: string
  subject?: Reference
  appointment?: Reference[]
  location?: { location: Reference }[]
}

/** A visit in R4. */
export interface EncounterR4 extends EncounterFields {
  status: 'planned' | 'arrived' | 'in-progress' | 'finished' | 'cancelled'
  class: Coding
  participant?: { individual: Reference }[]
  period?: Period
}

/** A visit in R5. */
export interface EncounterR5 extends EncounterFields {
  status: 'planned' | 'in-progress' | 'completed' | 'cancelled'
  class: CodeableConcept[]
  subjectStatus?: CodeableConcept
  participant?: { actor: Reference }[]
  actualPeriod?: Period
}

/** An appointment of this release. */
export type Appointment<Release extends FhirRelease = FhirRelease> = Release extends 'R5'
  ? AppointmentR5
  : AppointmentR4

/** A visit in this release. */
export type Encounter<Release extends FhirRelease = FhirRelease> = Release extends 'R5' ? EncounterR5 : EncounterR4
