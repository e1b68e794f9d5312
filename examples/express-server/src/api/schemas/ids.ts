import { z } from 'zod'

// The library checks these formats again. Here they serve the document, and errors that name the field.

/** Date of the examples. The document sent to clients has tomorrow's date instead, so that they can be tried unchanged. */
export const EXAMPLE_DATE = '2026-01-30'

export const doctorId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}$/, 'give 1 to 40 letters, digits and hyphens')
  .meta({ example: 'dr-rao' })

export const date = z.iso
  .date('give a date such as 2026-01-30')
  .meta({ description: 'Service date in the facility’s time zone.', example: EXAMPLE_DATE })

export const sessionId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d$/, 'give a doctor and a date, such as dr-rao.2026-01-30')
  .meta({ description: 'Session id: doctor and service date.', example: `dr-rao.${EXAMPLE_DATE}` })

export const slotId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d\.\d{4}$/, 'give doctor, date and start, such as dr-rao.2026-01-30.0900')
  .meta({ description: 'Slot id: doctor, service date and start.', example: `dr-rao.${EXAMPLE_DATE}.0900` })

/** Id of a token or patient, in the format of FHIR. */
const opaqueId = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/, 'give 1 to 64 letters, digits, dots and hyphens')

export const tokenId = opaqueId.meta({ example: `dr-rao.${EXAMPLE_DATE}.t1` })

export const patientId = opaqueId.meta({
  description: 'Opaque id, stored for ever: never a name or a phone number.',
  example: 'p-17',
})

export const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'give a time such as 09:00')
  .meta({ description: 'Wall-clock time of the facility.', example: '09:00' })

/** Text without control characters; the library refuses them too. */
export const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$/u, 'leave out line breaks and other control characters')

/** Free text of several lines. */
export const lines = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^(?:[\t\n\r]|[^\p{Cc}\p{Cs}])*$/u, 'leave out control characters but line breaks and tabs')

export const source = text(40).meta({
  description: 'Booking class: emergency, paid, follow-up, online, walk-in, or another class of the rules.',
  example: 'online',
})

const attributeName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,39}$/)

const NAMELESS =
  'give a number, true, false, or one word in small letters such as elderly: attributes are never erased, so they may name nobody'

export const attributes = z
  .record(attributeName, z.union([z.number(), z.boolean(), z.string().regex(/^[a-z]{1,20}$/, NAMELESS)], NAMELESS))
  .meta({ description: 'Up to 16 attributes that the rules may use, such as a triage level.', example: { triage: 2 } })

/** Attributes in answers. Other programs may have given texts. */
export const storedAttributes = z.record(attributeName, z.union([z.number(), z.boolean(), text(64)]))

export const milliseconds = z
  .int()
  .meta({ description: 'Epoch milliseconds.', example: Date.parse(`${EXAMPLE_DATE}T07:30Z`) })
