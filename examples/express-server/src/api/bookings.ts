import type { BookTarget, HistoryEntry as HistoryEntryView } from 'opd-scheduler'
import { z } from 'zod'
import { isErased } from '../patients/person'
import { DESK, STAFF } from '../security/caller'
import type { Wanted } from './book-for'
import { BookingDone, command, Said, said, TokenDone } from './command'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { attributes, date, doctorId, EXAMPLE_DATE, patientId, slotId, source, time, tokenId } from './schemas/ids'
import { Patient, PatientWanted } from './schemas/patient'
import { HistoryEntry, Token } from './schemas/token'
import type { Services } from './services'

const request = {
  slotId: slotId
    .optional()
    .describe('Books in this slot. Otherwise give doctorId, and date and start if they matter; or doctorIds and date.'),
  doctorId: doctorId.optional().describe('Alone: the first free seat in the doctor’s sessions of the next days.'),
  withinDays: z
    .int()
    .min(1)
    .max(366)
    .optional()
    .describe('With doctorId alone: how many days count, from today on; 30 if left out.'),
  doctorIds: z
    .array(doctorId)
    .min(2)
    .max(20)
    .optional()
    .describe(
      'With date, instead of doctorId: the first free seat with any of them. The order decides if all else is equal.',
    ),
  date: date.optional().describe('With doctorId: the first free seat of that day.'),
  start: time.optional().describe('With doctorId and date: the slot that starts then.'),
  now: z
    .boolean()
    .optional()
    .describe('Without slotId and start: the patient is here now, so the running slot counts too.'),
  patientId: patientId.optional(),
  patient: PatientWanted.optional().describe(
    'Instead of patientId. The patient with this hospital number, or with this phone and name, is found; otherwise one is added.',
  ),
  tokenId: tokenId
    .optional()
    .describe('Your own id for the token; generated if left out. It stays for ever: never a name or a phone number.'),
  attributes: attributes.optional(),
  override: z.boolean().optional().describe('Gives a seat in the named slot even if the rules would not.'),
  bump: tokenId.optional().describe('With override: the token that gives up its seat.'),
  ...said,
}
const holdMinutes = z
  .int()
  .min(1)
  .max(1440)
  .optional()
  .describe('Holds a free seat for this many minutes, until it is confirmed.')

const Booking = z.strictObject({ source, ...request, holdMinutes }).meta({
  example: {
    doctorId: 'dr-rao',
    date: EXAMPLE_DATE,
    source: 'online',
    patient: { name: 'Asha Verma', phone: '+91 98450 12345', age: 34, gender: 'female' },
  },
})
const EmergencyBooking = z.strictObject(request).meta({
  example: { slotId: `dr-rao.${EXAMPLE_DATE}.0900`, patient: { name: 'Ravi Kumar', phone: '+91 98450 54321' } },
})

/** Operations to book, move and cancel. */
export function bookingOperations(services: Services): Operation[] {
  const { scheduler, patients, show } = services
  const tag = 'Bookings'

  const book = ({ patient: _, patientId: __, ...fields }: z.output<typeof Booking>) =>
    // The library checks that the fields name a slot, a day, a doctor or several.
    fields as Omit<typeof fields, keyof BookTarget> & BookTarget
  const booking = {
    op: 'book',
    method: 'post',
    tag,
    params: z.object({}),
    scope: 'named',
    answer: BookingDone,
    problems: ['patient-not-found', 'patient-erased', 'patient-ambiguous', 'hospital-number-taken'],
    creates: true,
    wanted: ({ patient, patientId }: Wanted): Wanted => ({ patient, patientId }),
  } as const

  return [
    command(services, {
      ...booking,
      path: '/api/v1/tokens',
      summary: 'Book or hold a seat',
      roles: DESK,
      body: Booking,
      command: ({ body }) => book(body),
    }),
    command(services, {
      ...booking,
      id: 'bookEmergency',
      path: '/api/v1/tokens/emergency',
      summary: 'Book an emergency',
      roles: STAFF,
      body: EmergencyBooking,
      command: ({ body }) => book({ ...body, source: 'emergency' }),
    }),
    operation({
      id: 'getToken',
      method: 'get',
      path: '/api/v1/tokens/{tokenId}',
      tag,
      summary: 'Get a token, its patient, and its history with reasons',
      roles: STAFF,
      scope: 'named',
      params: z.object({ tokenId }),
      answer: z.object({ token: Token, patient: Patient.nullable(), history: z.array(HistoryEntry) }),
      problems: ['token-not-found'],
      isPolled: true,
      async handle({ params }) {
        const token = await scheduler.token(params.tokenId)
        if (token === undefined) throw new Problem('token-not-found', `There is no token '${params.tokenId}'.`)
        const [patient, history] = await Promise.all([patients.get(token.patientId), scheduler.history(params.tokenId)])
        const notes = await patients.notesOf(history.map(({ commandId }) => commandId))
        const isGone = patient === undefined || isErased(patient)
        // A command about one patient may move others, whose histories must not have its note.
        const noteOf = ({ commandId, note }: HistoryEntryView) => {
          const stored = notes.get(commandId)
          if (stored === undefined) return isGone ? null : note
          return stored.patientId === null || stored.patientId === token.patientId ? stored.text : null
        }
        const answer = {
          token,
          patient: isGone ? null : patient,
          history: history.map((entry) => ({ ...entry, note: noteOf(entry) })),
        }
        // It has a name, so no browser may store it. Programs may still use the ETag.
        return { body: show(answer), headers: { 'Cache-Control': 'no-store' } }
      },
    }),
    command(services, {
      op: 'reschedule',
      method: 'post',
      path: '/api/v1/tokens/{tokenId}/reschedule',
      tag,
      summary: 'Move to another slot, day or doctor; the old seat is given up only when the new one is certain',
      roles: DESK,
      scope: 'named',
      params: z.object({ tokenId }),
      body: z
        .strictObject({
          slotId: slotId.optional(),
          doctorId: doctorId.optional().describe('With date. The token’s own doctor if left out.'),
          date: date.optional(),
          start: time.optional(),
          ...said,
        })
        .meta({ example: { date: EXAMPLE_DATE, start: '10:00' } }),
      answer: TokenDone,
      command: ({ params, body }) => ({ ...(body as typeof body & { date: string; slotId?: undefined }), ...params }),
    }),
    command(services, {
      op: 'reclassify',
      method: 'post',
      path: '/api/v1/tokens/{tokenId}/reclassify',
      tag,
      summary: 'Change the booking class or attributes, for example after triage',
      roles: STAFF,
      scope: 'named',
      params: z.object({ tokenId }),
      body: z
        .strictObject({
          source: source.optional(),
          attributes: attributes.optional(),
          override: z.boolean().optional().describe('Corrects a mistake: the token gets its true rank.'),
          ...said,
        })
        .meta({ example: { source: 'paid' } }),
      answer: TokenDone,
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    ...(['confirm', 'cancel'] as const).map((op) =>
      command(services, {
        op,
        method: 'post',
        path: `/api/v1/tokens/{tokenId}/${op}`,
        tag,
        summary: op === 'confirm' ? 'Confirm a held or offered seat' : 'Cancel a seat or a place on the waiting list',
        roles: DESK,
        scope: 'named',
        params: z.object({ tokenId }),
        body: Said,
        answer: TokenDone,
        command: ({ params, body }) => ({ ...body, ...params }),
      }),
    ),
  ]
}
