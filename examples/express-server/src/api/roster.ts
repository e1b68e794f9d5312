import { z } from 'zod'
import { ADMIN, DESK, EVERYBODY } from '../security/caller'
import { command, DoctorDone, SaidOfSession, SessionDone, saidOfSession } from './command'
import { type Operation, operation } from './operation'
import { dates, next, page, pageById, pageOfSessions, rangeOf } from './paging'
import { Problem } from './problem'
import { doctorId, sessionId, slotId, text } from './schemas/ids'
import { Doctor, SessionSummary, slots } from './schemas/session'
import type { Services } from './services'

/** Operations on doctors and their sessions. */
export function rosterOperations(services: Services): Operation[] {
  const { scheduler, show } = services
  const tag = 'Doctors and sessions'
  return [
    operation({
      id: 'listDoctors',
      method: 'get',
      path: '/api/v1/doctors',
      tag,
      summary: 'List all doctors by id',
      roles: EVERYBODY,
      scope: 'open',
      query: z.strictObject(page),
      answer: z.object({ doctors: z.array(Doctor), next }),
      isPolled: true,
      async handle({ query }) {
        const { found: doctors, next } = await pageById(await scheduler.doctors(), query)
        return { body: { doctors, next } }
      },
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
      problems: ['doctor-not-found'],
      isPolled: true,
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
          ...saidOfSession,
        })
        .meta({ example: { name: 'Dr. Rao', specialization: 'Cardiology', minutesPerVisit: 6 } }),
      answer: DoctorDone,
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
        open: z.enum(['true', 'false']).optional(),
        ...dates,
        ...page,
      }),
      answer: z.object({ sessions: z.array(SessionSummary), next }),
      isPolled: true,
      async handle({ query: { open, ...query } }) {
        const wanted = { ...query, open: open === undefined ? undefined : open === 'true' }
        const { found, next } = await pageOfSessions(services, { ...wanted, ...rangeOf(services, query) })
        return { body: show({ sessions: found, next }) }
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
        .strictObject({ slots, ...saidOfSession })
        .meta({ example: { slots: [{ start: '09:00', end: '10:00', capacity: 10 }] } }),
      answer: SessionDone,
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
        .strictObject({ slots, ...saidOfSession })
        .meta({ example: { slots: [{ start: '18:00', end: '19:00', capacity: 10 }] } }),
      answer: SessionDone,
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
      body: SaidOfSession,
      answer: SessionDone,
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
          ...saidOfSession,
        })
        .meta({ example: { capacity: 12 } }),
      answer: SessionDone,
      command: ({ params, body }) => ({ ...body, ...params }),
    }),
  ]
}
