import { z } from 'zod'
import { GENDERS } from '../../patients/person'
import { CONTROLS, date, instant, PAIR } from './ids'

/** Characters that change the direction of other text, or are half of a character or the trace of a damaged one. */
const UNSEEN = String.raw`${CONTROLS}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff`
/** Blanks, digits, punctuation and symbols. */
const SIGNS = String.raw` !-@\[-\x60{-~\u00a0-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f`
const LETTER = `(?:[^${UNSEEN}${SIGNS}]|${PAIR})`

const name = (letters: number, message: string) =>
  z
    .string()
    .min(1)
    .max(200)
    .regex(
      new RegExp(`^(?:[${SIGNS}]*${LETTER}){${letters}}(?:[^${UNSEEN}]|${PAIR})*$`),
      `${message}, without line breaks, control characters, marks of direction and damaged characters`,
    )

const phone = z
  .string()
  .regex(/^\+?[0-9][0-9 ()-]{3,23}$/, 'give a phone number such as +91 98450 12345')
  .meta({
    description: 'In any usual spelling; without + it belongs to the server’s country. Stored in E.164.',
    example: '+91 98450 12345',
  })

const hospitalNumber = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9./_-]{0,39}$/, 'give 1 to 40 letters, digits, dots, slashes, hyphens and underscores')
  .meta({ description: 'The hospital’s own number of the patient (MRN). Capital and small letters are the same.' })

const details = {
  name: name(1, 'give a name with a letter'),
  phone: phone.nullish(),
  hospitalNumber: hospitalNumber.nullish(),
  birthDate: date.nullish().meta({ description: 'Tells people apart better than the age.', example: '1991-04-30' }),
  age: z.int().min(0).max(150).nullish(),
  gender: z.enum(GENDERS).nullish(),
}

const EXAMPLE = { name: 'Asha Verma', phone: '+91 98450 12345', age: 34, gender: 'female' }

export const PatientDetails = z.strictObject(details).meta({ example: EXAMPLE })

/** Details that say who is meant. */
export const PatientWanted = z
  .strictObject({
    ...details,
    new: z.boolean().optional().describe('Adds a patient even if the details could mean one who is there.'),
  })
  .meta({ example: EXAMPLE })

export const PatientSearch = z
  .strictObject({
    phone: phone.optional(),
    hospitalNumber: hospitalNumber.optional(),
    name: name(3, 'give the beginning of a name, at least three letters').optional(),
    limit: z.int().min(1).max(100).optional().describe('Most patients in the answer; 20 if left out.'),
  })
  .meta({ example: { phone: '+91 98450 12345' } })

export const Patient = z
  .object({
    id: z.string(),
    name: z.string(),
    phone: z.string().nullable().describe('In E.164.'),
    hospitalNumber: z.string().nullable(),
    birthDate: z.string().nullable(),
    age: z.int().nullable().describe('In full years at `updatedAt`.'),
    gender: z.enum(GENDERS).nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({
    id: 'Patient',
    description: 'Personal data of a patient: kept outside the scheduler’s log, and erased on request.',
  })

export const BookedPatient = z
  .object({
    id: z.string().describe('In the preview of a booking for a new patient, not the final one.'),
    found: z.boolean().describe('Whether the patient was there before; otherwise the booking added one.'),
  })
  .meta({ id: 'BookedPatient', description: 'The patient of a booking. Left out if the hospital has its own index.' })

export const Erasure = z
  .object({
    erased: z
      .union([z.literal(true), z.literal('pending')])
      .describe(
        'Pending: another program reads the file, which still holds the data. It is tried again until it is done.',
      ),
    details: z.array(z.string()).describe('Names of the details that were erased.'),
    notes: z.int().describe('Number of notes on the patient’s tokens that were erased.'),
    stays: z.array(z.string()).describe('What is never erased.'),
  })
  .meta({ id: 'Erasure' })
