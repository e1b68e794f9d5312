/**
 * What to tell patients about events, in their language.
 *
 * @module
 */
export { english } from './english'
export { german } from './german'
export { hindi } from './hindi'
export { type MessageOptions, patientMessage } from './patient-message'
export type { PatientTexts } from './texts'
