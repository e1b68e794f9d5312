import { z } from 'zod'
import { ADMIN, DESK, EVERYBODY } from '../security/caller'
import { command, Said, said } from './command'
import { type Operation, operation } from './operation'
import { Problem } from './problem'
import { date, doctorId, sessionId, slotId, text } from './schemas/ids'
import { Doctor, SessionSummary, sessionAnswer, slots } from './schemas/session'
import type { Services } from './services'

/** Operations on doctors and their sessions. */
export function rosterOperations(services: Services): Operation[] {
  const { scheduler } = services
  const tag = 'Doctors and sessions'
  return [
    operation({
      id: 'listDoctors',
      method: 'get',
      path: '/api/v1/doctors',
      tag,
      summary: 'List all doctors',
      roles: EVERYBODY,
      scope: 'open',
      answer: z.object({ doctors: z.array(Doctor) }),
      handle: async () => ({ body: { doctors: await scheduler.doctors() } }),
    }),
    operation({
      id: 'getDoctor',
      method: 'get',
      path: '/api/v1/doctors/{doctorId}',
      tag,
      summary: 'Get a doctor',
      roles: EVERYBODY,
      scope: 'open',
      params: z.object({ doctorId }),
      answer: Doctor,
      problems: [404],
      async handle({ params }) {
        const body = (await scheduler.doctors()).find(({ id }) => id === params.doctorId)
        if (body === undefined) throw new Problem('doctor-not-found', `There is no doctor '${params.doctorId}'.`)
        return { body }
      },
    }),
    command(services, {
      op: 'registerDoctor',
      method: 'put',
      path: '/api/v1/doctors/{doctorId}',
      tag,
      summary: 'Register a doctor, or change a doctor’s data',
      roles: ADMIN,
      scope: 'named',
      params: z.object({ doctorId }),
      body: z
        .strictObject({
          name: text(200),
          specialization: text(200).optional(),
          minutesPerVisit: z.number().gt(0).max(480).optional(),
          ...said,
        })
        .meta({ example: { name: 'Dr. Rao', specialization: 'Cardiology', minutesPerVisit: 6 } }),
      answer: { status: z.literal('registered'), doctor: Doctor },
      command: ({ params, body }) => ({ ...body, id: params.doctorId }),
    }),
    operation({
      id: 'listSessions',
      method: 'get',
      path: '/api/v1/sessions',
      tag,
      summary: 'List sessions with their slots and free seats, by date and doctor',
      roles: EVERYBODY,
      scope: 'named',
      query: z.strictObject({
        doctorId: doctorId.optional(),
        from: date.optional(),
        to: date.optional(),
        open: z.enum(['true', 'false']).optional(),
      }),
      answer: z.object({ sessions: z.array(SessionSummary) }),
      async handle({ query: { open, ...rest } }) {
        const query = { ...rest, open: open === undefined ? undefined : open === 'true' }
        return { body: { sessions: await scheduler.sessions(query) } }
      },
    }),
    command(services, {
      op: 'openSession',
      method: 'put',
      path: '/api/v1/sessions/{sessionId}',
      tag,
      summary: 'Open a doctor’s session on a date',
      roles: ADMIN,
      scope: 'named',
      params: z.object({ sessionId }),
      body: z
        .strictObject({ slots, ...said })
        .meta({ example: { slots: [{ start: '09:00', end: '10:00', capacity: 10 }] } }),
      answer: sessionAnswer,
      command({ params, body }) {
        const [doctorId, date] = params.sessionId.split('.') as [string, string]
        return { ...body, doctorId, date }
      },
    }),
    command(services, {
      op: 'addSlots',
      method: 'post',
      path: '/api/v1/sessions/{sessionId}/slots',
      tag,
      summary: 'Add slots; the rules may seat waiting patients in them',
      roles: ADMIN,
      scope: 'named',
      params: z.object({ sessionId }),
      body: z
        .strictObject({ slots, ...said })
        .meta({ example: { slots: [{ start: '18:00', end: '19:00', capacity: 10 }] } }),
      answer: sessionAnswer,
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    command(services, {
      op: 'sweepSession',
      method: 'post',
      path: '/api/v1/sessions/{sessionId}/sweep',
      tag,
      summary: 'Expire holds and mark no-shows that are due; the server also does so at intervals',
      roles: DESK,
      scope: 'named',
      params: z.object({ sessionId }),
      body: Said,
      answer: sessionAnswer,
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
    command(services, {
      op: 'resizeSlot',
      method: 'patch',
      path: '/api/v1/slots/{slotId}',
      tag,
      summary: 'Change the capacity of a slot',
      roles: ADMIN,
      scope: 'named',
      params: z.object({ slotId }),
      body: z
        .strictObject({
          capacity: z.int().min(0).max(10_000),
          displace: z.boolean().optional().describe('Moves patients who no longer fit, as the rules decide.'),
          ...said,
        })
        .meta({ example: { capacity: 12 } }),
      answer: sessionAnswer,
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
  ]
}
