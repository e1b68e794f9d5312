import { z } from 'zod'
import { normalPhone } from '../../patients/patients'
import { instant, text } from './ids'

export const phone = z
  .string()
  .regex(/^\+?[0-9][0-9 ()-]{3,23}$/, 'give a phone number such as +91 98450 12345')
  .meta({ example: '+91 98450 12345' })

export const PatientDetails = z
  .strictObject({
    name: text(200),
    phone,
    age: z.int().min(0).max(150).nullish(),
    gender: text(40).nullish(),
  })
  .transform(({ name, phone, age = null, gender = null }) => ({ name, phone: normalPhone(phone), age, gender }))
  .meta({ example: { name: 'Asha Verma', phone: '+91 98450 12345', age: 34, gender: 'female' } })

export const Patient = z
  .object({
    id: z.string(),
    name: z.string(),
    phone: z.string(),
    age: z.int().nullable(),
    gender: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({
    id: 'Patient',
    description: 'Personal data of a patient: kept outside the scheduler’s log, and erased on request.',
  })
