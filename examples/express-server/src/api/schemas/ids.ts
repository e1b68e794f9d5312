import { z } from 'zod'

// The library checks these formats again. Here they serve the document, and errors that name the field.

/** Date of the examples. The API page shows tomorrow's date instead, so that they can be sent unchanged. */
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

// Surrogates pass only in pairs. Written so that it means the same with and without the flag `u`, because clients differ in that.
export const PAIR = String.raw`[\ud800-\udbff][\udc00-\udfff]`
export const CONTROLS = String.raw`\u0000-\u001f\u007f-\u009f`
const LINE = new RegExp(String.raw`^(?:[^${CONTROLS}\u2028\u2029\ud800-\udfff]|${PAIR})*$`)
const LINES = new RegExp(String.raw`^(?:[\t\n\r]|[^${CONTROLS}\ud800-\udfff]|${PAIR})*$`)

/** Text without control characters; the library refuses them too. */
export const text = (longest: number) =>
  z.string().min(1).max(longest).regex(LINE, 'leave out line breaks and other control characters')

/** Free text of several lines. */
export const lines = (longest: number) =>
  z.string().min(1).max(longest).regex(LINES, 'leave out control characters but line breaks and tabs')

export const source = text(40).meta({
  description: 'Booking class: emergency, paid, follow-up, online, walk-in, or another class of the rules.',
  example: 'online',
})

const NAME_OF_ATTRIBUTE = 'give names of a letter and up to 39 letters, digits, dots, hyphens and underscores'
const NAMELESS =
  'give a number, true, false, or one word in small letters such as elderly: attributes are never erased, so they may name nobody'

const attributeName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,39}$/)

export const attributes = z
  .record(attributeName, z.union([z.number(), z.boolean(), z.string().regex(/^[a-z]{1,20}$/, NAMELESS)], NAMELESS), {
    error: ({ code }) => (code === 'invalid_key' ? NAME_OF_ATTRIBUTE : undefined),
  })
  .meta({ description: 'Up to 16 attributes that the rules may use, such as a triage level.', example: { triage: 2 } })

/** Attributes in answers. Other programs may have given texts. */
export const storedAttributes = z.record(attributeName, z.union([z.number(), z.boolean(), text(64)]))

export const instant = z.string().meta({
  format: 'date-time',
  description: 'RFC 3339, with the facility’s offset.',
  example: `${EXAMPLE_DATE}T13:00:00+05:30`,
})
