import type { BookTarget } from 'opd-scheduler'
import { z } from 'zod'
import { normalName } from '../patients/patients'
import { DESK, STAFF } from '../security/caller'
import { command, fingerprintOf, Said, said } from './command'
import { type Operation, operation } from './operation'
import { admitted } from './patients'
import { Problem } from './problem'
import { attributes, date, doctorId, EXAMPLE_DATE, patientId, slotId, source, time, tokenId } from './schemas/ids'
import { Patient, PatientDetails } from './schemas/patient'
import { HistoryEntry, Status, Token } from './schemas/token'
import type { Services } from './services'

const request = {
  slotId: slotId.optional().describe('That slot, or:'),
  doctorId: doctorId.optional().describe('Alone: the first free seat of the coming sessions.'),
  date: date.optional().describe('With a doctor: the first free seat of that day.'),
  start: time.optional().describe('With doctor and date: that slot.'),
  patientId: patientId.optional(),
  patient: PatientDetails.optional().describe('Instead of a patientId; found again by phone and name.'),
  tokenId: tokenId.optional().describe('Your own id for the token.'),
  attributes: attributes.optional(),
  override: z.boolean().optional().describe('Seats above the rules in the slot that is named; needs an actor.'),
  bump: tokenId.optional().describe('With override: the token that loses its seat.'),
  ...said,
}
const holdMinutes = z.int().min(1).max(1440).optional().describe('Only holds a free seat, until it is confirmed.')

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

const token = { status: Status, token: Token }

/** Getting a seat, moving, giving it up. */
export function bookingOperations(services: Services): Operation[] {
  const { scheduler, patients } = services
  const tag = 'Bookings'

  const book = async (
    { patient, patientId, ...rest }: z.output<typeof Booking>,
    { key, preview }: { readonly key: string | undefined; readonly preview: boolean },
  ) => {
    if ((patient === undefined) === (patientId === undefined))
      throw new Problem('invalid-input', 'body.patient: give either a patient or a patientId.')
    // The library says what is wrong with a target that is none.
    const booking = rest as Omit<typeof rest, keyof BookTarget> & BookTarget
    if (patient === undefined) return { ...booking, patientId: patientId as string }
    if (preview) {
      const known = await patients.findByPhone(patient.phone)
      const same = known.find(({ name }) => normalName(name) === normalName(patient.name))
      return { ...booking, patientId: same?.id ?? 'p-preview' }
    }
    const write = { at: services.clock(), key, fingerprint: fingerprintOf('book', patient) }
    return { ...booking, patientId: admitted(await patients.admit(patient, write)).id }
  }

  return [
    command(services, {
      op: 'book',
      method: 'post',
      path: '/api/tokens',
      tag,
      summary: 'Book, or hold a seat',
      roles: DESK,
      params: z.object({}),
      body: Booking,
      answer: token,
      creates: true,
      command: ({ body }, write) => book(body, write),
    }),
    command(services, {
      op: 'book',
      id: 'bookEmergency',
      method: 'post',
      path: '/api/tokens/emergency',
      tag,
      summary: 'Book an emergency',
      roles: STAFF,
      params: z.object({}),
      body: EmergencyBooking,
      answer: token,
      creates: true,
      command: ({ body }, write) => book({ ...body, source: 'emergency' }, write),
    }),
    operation({
      id: 'getToken',
      method: 'get',
      path: '/api/tokens/{tokenId}',
      tag,
      summary: 'A token, whose it is, and everything that happened to it and why',
      roles: STAFF,
      params: z.object({ tokenId }),
      answer: z.object({ token: Token, patient: Patient.nullable(), history: z.array(HistoryEntry) }),
      problems: [404],
      async handle({ params }) {
        const token = await scheduler.token(params.tokenId)
        if (token === undefined) throw new Problem('token-not-found', `There is no token '${params.tokenId}'.`)
        const [patient = null, history] = await Promise.all([
          patients.get(token.patientId),
          scheduler.history(params.tokenId),
        ])
        return { body: { token, patient, history } }
      },
    }),
    command(services, {
      op: 'reschedule',
      method: 'post',
      path: '/api/tokens/{tokenId}/reschedule',
      tag,
      summary: 'Move to another slot or day: the new seat is taken before the old one is given up',
      roles: DESK,
      params: z.object({ tokenId }),
      body: z
        .strictObject({ slotId: slotId.optional(), date: date.optional(), start: time.optional(), ...said })
        .meta({ example: { date: EXAMPLE_DATE, start: '10:00' } }),
      answer: token,
      command: ({ params, body }) => ({ ...(body as typeof body & { date: string; slotId?: undefined }), ...params }),
    }),
    command(services, {
      op: 'reclassify',
      method: 'post',
      path: '/api/tokens/{tokenId}/reclassify',
      tag,
      summary: 'Change class or facts, as after triage',
      roles: STAFF,
      params: z.object({ tokenId }),
      body: z
        .strictObject({ source: source.optional(), attributes: attributes.optional(), ...said })
        .meta({ example: { source: 'paid' } }),
      answer: token,
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    ...(['confirm', 'cancel'] as const).map((op) =>
      command(services, {
        op,
        method: 'post',
        path: `/api/tokens/{tokenId}/${op}`,
        tag,
        summary: op === 'confirm' ? 'Take a held or offered seat' : 'Give a seat or a place on the waiting list up',
        roles: DESK,
        params: z.object({ tokenId }),
        body: Said,
        answer: token,
        command: ({ params, body }) => ({ ...body, ...params }),
      }),
    ),
  ]
}
