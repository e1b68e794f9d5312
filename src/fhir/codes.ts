import type { TokenStatus } from '../core/state/status'
import type { AppointmentParticipant, AppointmentStatus, CodeableConcept } from './resources'

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
