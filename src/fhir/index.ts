/**
 * FHIR R4 and R5: what the hospital's other systems speak. All functions are pure and have no dependency.
 *
 * @module
 */
export { appointmentOf } from './appointment'
export { commandOf, type FhirCommand, type FhirContext } from './command'
export { encounterOf } from './encounter'
export type { FhirOptions, HostResource } from './options'
export type { FhirProblem, FhirProblemCode, FhirReading } from './reader'
export type {
  Appointment,
  AppointmentFields,
  AppointmentParticipant,
  AppointmentR4,
  AppointmentR5,
  AppointmentResponse,
  AppointmentStatus,
  CodeableConcept,
  Coding,
  Encounter,
  EncounterFields,
  EncounterR4,
  EncounterR5,
  Extension,
  FhirRelease,
  Identifier,
  Period,
  Reference,
  Schedule,
  Slot,
  SlotStatus,
} from './resources'
export { scheduleOf, slotOf } from './schedule'
export { type ReadSchedule, sessionsOf } from './sessions'
