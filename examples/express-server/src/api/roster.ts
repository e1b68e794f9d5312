import { z } from 'zod'
import { ADMIN, DESK, EVERYBODY } from '../security/caller'
import { command, DoctorDone, SaidOfSession, SessionDone, said, saidOfSession } from './command'
import { type Operation, operation } from './operation'
import { dates, next, page, pageOf, pageOfSessions, rangeOf } from './paging'
import { Problem } from './problem'
import { date, doctorId, sessionId, slotId, text } from './schemas/ids'
import { Doctor, daySlots, OpenedSessions, rooms, SessionSummary, slots } from './schemas/session'
import type { Services } from './services'

/** Each date of the timetable adds eleven characters to the key. */
const timetableHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,53}$/, 'give 1 to 53 letters, digits or signs of ASCII, without blanks')
    .optional()
    .describe('Idempotency key. With or without it, a repeat opens only what is missing.'),
})

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const morning = [{ start: '09:00', end: '10:00', capacity: 10 }]

const Timetable = z
  .strictObject({
    from: date,
    to: date.describe('At most 366 days with the first.'),
    week: z.strictObject(Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, daySlots.optional()]))),
    rooms,
    every: z
      .strictObject({ weeks: z.int().min(1).max(52), since: date.describe('A date in the first such week.') })
      .optional()
      .describe('The week holds every so many weeks only, counted from Monday.'),
    except: z
      .array(z.strictObject({ date, slots: daySlots.optional().describe('None if the doctor has the day off.') }))
      .max(1000)
      .optional()
      .describe('Days on which something else holds.'),
    actor: said.actor,
  })
  .meta({
    example: {
      from: '2026-02-02',
      to: '2026-02-15',
      week: { monday: morning, thursday: morning },
      except: [{ date: '2026-02-05' }],
    },
  })

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
        const { found: doctors, next } = await pageOf(query, (part) => scheduler.doctors(part))
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
      id: 'openSessions',
      method: 'post',
      path: '/api/v1/doctors/{doctorId}/sessions',
      tag,
      summary: 'Open the sessions of a doctor’s weekly timetable that are missing',
      description:
        'Sessions that exist are not changed, so send the timetable every day. If the answer is a failure, send it again: the rest is opened.',
      roles: ADMIN,
      scope: 'named',
      params: z.object({ doctorId }),
      headers: timetableHeaders,
      body: Timetable,
      answer: OpenedSessions,
      problems: ['doctor-not-found'],
      async handle({ params, headers, body: { actor, ...timetable } }, { caller }) {
        const report = await scheduler.openSessions({
          ...timetable,
          ...params,
          commandId: headers['idempotency-key'],
          actor: actor === undefined ? caller.name : `${caller.name}/${actor}`,
        })
        const unknown = report.failed.find(({ code }) => code === 'doctor-not-found')
        if (unknown !== undefined) throw new Problem('doctor-not-found', unknown.message, params)
        return { body: report }
      },
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
        .strictObject({ slots, rooms, ...saidOfSession })
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
