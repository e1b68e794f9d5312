import type { TokenStatus } from '../core/state/status'

// The parts of FHIR's resources that this library writes and reads. Arrays are not read-only, so that the types fit those of other
// libraries.

/** Release of FHIR. */
export type FhirRelease = 'R4' | 'R5'

/** A reference to another resource, such as `Patient/17`. */
export interface Reference {
  /** Type and id, or an address. */
  reference?: string
}

/** A code of a code system. */
export interface Coding {
  /** URI of the code system. */
  system?: string
  /** The code. */
  code?: string
}

/** A concept, as one or more codes. */
export interface CodeableConcept {
  /** The codes. */
  coding?: Coding[]
}

/** An identifier in a system of identifiers. */
export interface Identifier {
  /** URI of the identifiers. */
  system?: string
  /** The identifier. */
  value?: string
}

/** A time from a start to an end, as instants with an offset. */
export interface Period {
  /** First instant. */
  start?: string
  /** Last instant. */
  end?: string
}

/** An extension with one of two kinds of values. */
export interface Extension {
  /** Which extension it is. */
  url: string
  /** Its value, if it is a number. */
  valueInteger?: number
  /** Its value, if it is a reference. */
  valueReference?: Reference
}

/** The times of a doctor. */
export interface Schedule {
  /** Kind of resource. */
  resourceType: 'Schedule'
  /** Id of the doctor. */
  id?: string
  /** Whether a session is open. */
  active?: boolean
  /** The doctor. */
  actor: Reference[]
  /** From the first slot to the end of the last. */
  planningHorizon?: Period
}

/** Status of a slot. */
export type SlotStatus = 'busy' | 'free' | 'busy-unavailable' | 'busy-tentative' | 'entered-in-error'

/** A slot, with its remaining seats in an extension. */
export interface Slot {
  /** Kind of resource. */
  resourceType: 'Slot'
  /** Id of the slot. */
  id?: string
  /** The seats that are left. */
  extension?: Extension[]
  /** Schedule of the doctor. */
  schedule: Reference
  /** Whether seats are left. */
  status: SlotStatus
  /** Actual start, as an instant. */
  start: string
  /** Actual end, as an instant. */
  end: string
  /** Whether seats above capacity are in use. */
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
  /** The patient, the doctor or the room. */
  actor?: Reference
  /** Whether the participant has agreed. */
  status: 'accepted' | 'declined' | 'tentative' | 'needs-action'
}

/** The fields of an appointment that both releases have. */
export interface AppointmentFields {
  /** Kind of resource. */
  resourceType: 'Appointment'
  /** Id of the token. */
  id?: string
  /** In R4: which appointment it replaces. */
  extension?: Extension[]
  /** The number that is called out. */
  identifier?: Identifier[]
  /** Where the token is. */
  status: AppointmentStatus
  /** Booking class. */
  appointmentType?: CodeableConcept
  /** Start as the patient was told, as an instant. */
  start?: string
  /** End as the patient was told, as an instant. */
  end?: string
  /** The slot of the seat. */
  slot?: Reference[]
  /** When it was booked. */
  created?: string
  /** The patient, the doctor and the room. */
  participant: AppointmentParticipant[]
  /** The times that a waiting patient accepts. */
  requestedPeriod?: Period[]
}

/** An appointment of R4. */
export interface AppointmentR4 extends AppointmentFields {
  /** Why it was cancelled. */
  cancelationReason?: CodeableConcept
  /** 1 is the most urgent, 9 the least. */
  priority?: number
}

/** An appointment of R5. */
export interface AppointmentR5 extends AppointmentFields {
  /** Why it was cancelled. */
  cancellationReason?: CodeableConcept
  /** Urgency, as a code of v3-ActPriority. */
  priority?: CodeableConcept
  /** The appointment before a reschedule. */
  replaces?: Reference[]
  /** The patient. */
  subject?: Reference
}

/** The answer of a participant to an appointment. R5 adds `proposedNewTime`. */
export interface AppointmentResponse {
  /** Kind of resource. */
  resourceType: 'AppointmentResponse'
  /** Id of the answer. */
  id?: string
  /** The appointment that is answered. */
  appointment: Reference
  /** Who answers. */
  actor?: Reference
  /** The answer: `accepted`, `declined` or another code. */
  participantStatus: string
  /** Whether the answer asks for another time. */
  proposedNewTime?: boolean
}

/** The fields of a visit that both releases have. */
export interface EncounterFields {
  /** Kind of resource. */
  resourceType: 'Encounter'
  /** Id of the token. */
  id?: string
  /** The patient. */
  subject?: Reference
  /** The appointment of the visit. */
  appointment?: Reference[]
  /** The room. */
  location?: {
    /** The room. */
    location: Reference
  }[]
}

/** A visit in R4. */
export interface EncounterR4 extends EncounterFields {
  /** Where the visit is. */
  status: 'planned' | 'arrived' | 'in-progress' | 'finished' | 'cancelled'
  /** Ambulatory. */
  class: Coding
  /** The doctor. */
  participant?: {
    /** The doctor. */
    individual: Reference
  }[]
  /** From the check-in to the end of the visit. */
  period?: Period
}

/** A visit in R5. */
export interface EncounterR5 extends EncounterFields {
  /** Where the visit is. */
  status: 'planned' | 'in-progress' | 'completed' | 'cancelled'
  /** Ambulatory. */
  class: CodeableConcept[]
  /** Where the patient is. */
  subjectStatus?: CodeableConcept
  /** The doctor. */
  participant?: {
    /** The doctor. */
    actor: Reference
  }[]
  /** From the check-in to the end of the visit. */
  actualPeriod?: Period
}

/** An appointment of this release. */
export type Appointment<Release extends FhirRelease = FhirRelease> = Release extends 'R5'
  ? AppointmentR5
  : AppointmentR4

/** A visit in this release. */
export type Encounter<Release extends FhirRelease = FhirRelease> = Release extends 'R5' ? EncounterR5 : EncounterR4

export const APPOINTMENT_TYPE = 'http://terminology.hl7.org/CodeSystem/v2-0276'
export const CANCELLATION = 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason'
export const ACT_PRIORITY = 'http://terminology.hl7.org/CodeSystem/v3-ActPriority'
export const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
export const SUBJECT_STATUS = 'http://terminology.hl7.org/CodeSystem/encounter-subject-status'

/** Remaining seats of a slot: SMART Scheduling Links. FHIR has no element for it. */
export const SLOT_CAPACITY = 'http://fhir-registry.smarthealthit.org/StructureDefinition/slot-capacity'
/** R5's `Appointment.replaces` in R4. ISiK asks for it. */
export const REPLACES = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.replaces'

/** Types of appointments by booking class. Classes without an exact counterpart are routine. */
export const TYPE_OF: Readonly<Record<string, string>> = {
  emergency: 'EMERGENCY',
  'follow-up': 'FOLLOWUP',
  'walk-in': 'WALKIN',
}
export const ROUTINE = 'ROUTINE'

/** Status of the appointment, and why it was cancelled. */
export const APPOINTMENT: Readonly<Record<TokenStatus, readonly [AppointmentStatus, reason?: string]>> = {
  held: ['pending'],
  offered: ['pending'],
  waitlisted: ['waitlist'],
  confirmed: ['booked'],
  'checked-in': ['checked-in'],
  called: ['checked-in'],
  'in-consultation': ['fulfilled'],
  completed: ['fulfilled'],
  'no-show': ['noshow'],
  left: ['cancelled', 'pat'],
  cancelled: ['cancelled', 'pat'],
  rescheduled: ['cancelled', 'other'],
  expired: ['cancelled', 'other'],
  dropped: ['cancelled', 'prov'],
}

/** What the patient says to the appointment, if not that it is accepted. */
export const PATIENT: Partial<Record<TokenStatus, AppointmentParticipant['status']>> = {
  held: 'needs-action',
  offered: 'needs-action',
  expired: 'needs-action',
  cancelled: 'declined',
  left: 'declined',
}

/** A concept with one code. */
export function concept(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] }
}

/** Codes of v3-ActPriority by R4's urgency from 1 to 9. */
export function actPriority(urgency: number): string {
  return urgency <= 2 ? 'EM' : urgency <= 4 ? 'UR' : 'R'
}
