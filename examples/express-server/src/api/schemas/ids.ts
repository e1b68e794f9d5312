import { z } from 'zod'

// The library checks all of these again; here they are for the document, and for answers that name the field.

/** Of the examples; the document that is sent has tomorrow instead, so that they can be tried as they stand. */
export const EXAMPLE_DATE = '2026-01-30'

export const doctorId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}$/, 'give 1 to 40 letters, digits and hyphens')
  .meta({ example: 'dr-rao' })

export const date = z.iso
  .date('give a date such as 2026-01-30')
  .meta({ description: 'Service date in the facility’s zone.', example: EXAMPLE_DATE })

export const sessionId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d$/, 'give a doctor and a date, such as dr-rao.2026-01-30')
  .meta({ description: 'Doctor and service date.', example: `dr-rao.${EXAMPLE_DATE}` })

export const slotId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d\.\d{4}$/, 'give doctor, date and start, such as dr-rao.2026-01-30.0900')
  .meta({ description: 'Session and start.', example: `dr-rao.${EXAMPLE_DATE}.0900` })

/** Of tokens and patients: what FHIR allows. */
const opaqueId = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/, 'give 1 to 64 letters, digits, dots and hyphens')

export const tokenId = opaqueId.meta({ example: `dr-rao.${EXAMPLE_DATE}.t1` })

export const patientId = opaqueId.meta({ description: 'Opaque: never a name or a phone.', example: 'p-17' })

export const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'give a time such as 09:00')
  .meta({ description: 'Wall clock of the facility.', example: '09:00' })

/** Text without control characters, which the library refuses too. */
export const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'leave out control characters')

export const source = text(40).meta({
  description: 'Booking class: emergency, paid, follow-up, online, walk-in, or another that the rules know.',
  example: 'online',
})

export const attributes = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,39}$/), z.union([z.number(), z.boolean(), text(64)]))
  .meta({ description: 'At most 16 facts for the rules, such as a triage level.', example: { triage: 2 } })

export const milliseconds = z
  .int()
  .meta({ description: 'Epoch milliseconds.', example: Date.parse(`${EXAMPLE_DATE}T07:30Z`) })
