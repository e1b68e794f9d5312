import { DOCTOR } from './clinic-file'

const slots = [{ start: '09:00', end: '10:00', capacity: 6 }]

/** Ten workdays of a doctor. */
export const FORTNIGHT = {
  commandId: 'fortnight',
  doctorId: DOCTOR,
  from: '2026-02-02',
  to: '2026-02-15',
  week: { monday: slots, tuesday: slots, wednesday: slots, thursday: slots, friday: slots },
}
