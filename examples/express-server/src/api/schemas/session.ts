import { z } from 'zod'
import { milliseconds, time } from './ids'
import { Status, Token } from './token'

export const Doctor = z
  .object({
    id: z.string(),
    name: z.string(),
    specialization: z.string().nullable(),
    minutesPerVisit: z.number(),
  })
  .meta({ id: 'Doctor' })

const SlotInput = z.strictObject({
  start: time,
  end: time.describe('An end that is not after the start is on the next day.'),
  capacity: z.int().min(0).max(10_000),
  nextDay: z
    .boolean()
    .optional()
    .describe('Whether the slot starts on the day after the date. By default if it is listed after a later slot.'),
  disambiguation: z
    .enum(['earlier', 'later'])
    .optional()
    .describe('Which instant is meant if a clock change repeats or skips this time.'),
})

export const slots = z.array(SlotInput).min(1).max(500)

export const Slot = z
  .object({
    id: z.string(),
    start: z.string(),
    end: z.string(),
    startsAt: milliseconds.describe('Epoch milliseconds of the start, later than planned if the clinic runs late.'),
    endsAt: milliseconds,
    capacity: z.int(),
    used: z.int(),
    free: z.int(),
    overflow: z.int().describe('Seats in use above capacity.'),
    seats: z.array(z.int()),
    ceiling: z.int(),
    shares: z.array(z.int()),
    opensAt: milliseconds.nullable(),
    kept: z.int(),
    plannedAt: milliseconds.describe('Epoch milliseconds of the start as planned, which patients were told.'),
    blocked: z.boolean().describe('Whether the doctor is away, so that the slot gives no seats.'),
  })
  .meta({ id: 'Slot' })

const figures = {
  id: z.string(),
  doctorId: z.string(),
  date: z.string(),
  status: z.enum(['open', 'closed']),
  slots: z.array(Slot),
  free: z.int(),
  waiting: z.int(),
}

export const SessionSummary = z
  .object(figures)
  .meta({ id: 'SessionSummary', description: 'A session without its tokens.' })

/** Fields of the answer to a command about a session. */
export const sessionAnswer = { status: z.enum(['open', 'closed']), session: SessionSummary }

export const Session = z
  .object({
    ...figures,
    asOf: milliseconds,
    version: z.int(),
    updatedAt: milliseconds,
    overflowLimit: z.int(),
    tokens: z.array(Token),
  })
  .meta({ id: 'Session', description: 'A session with all its tokens.' })

const QueueEntry = z
  .object({
    tokenId: z.string(),
    number: z.string(),
    patientId: z.string(),
    source: z.string(),
    status: Status,
    slotId: z.string().nullable().describe('null for a patient who is or was on standby.'),
    checkedInAt: milliseconds.nullable(),
    skips: z.int(),
    estimated: z.object({ from: z.string(), to: z.string() }).nullable(),
  })
  .meta({ id: 'QueueEntry' })

export const Queue = z
  .object({
    sessionId: z.string(),
    asOf: milliseconds,
    late: z.int().describe('Minutes by which the running slot, or else the next, begins later than planned.'),
    minutesPerVisit: z.number(),
    observed: z.int(),
    inConsultation: z.array(QueueEntry),
    called: z.array(QueueEntry),
    present: z.array(QueueEntry).describe('In call order; the first is next.'),
    standby: z.array(QueueEntry).describe('Patients who wait in the building without a seat, the next first.'),
    expected: z.array(QueueEntry),
  })
  .meta({ id: 'Queue', description: 'The consulting room and waiting room of a session.' })

export const Stats = z
  .object({
    sessions: z.int(),
    capacity: z.int(),
    used: z.int(),
    utilisation: z.number().describe('Seats used, in percent.'),
    tokens: z.int(),
    patients: z.int(),
    byStatus: z.record(Status, z.int()),
    bySource: z.record(z.string(), z.int()),
    bumps: z.int(),
    cascades: z.int(),
    promotions: z.int(),
    standby: z.int().describe('Patients on standby who were seen without a seat.'),
    drops: z.int(),
  })
  .meta({ id: 'Stats' })

export const Board = z
  .object({
    date: z.string(),
    doctors: z.array(
      z.object({
        doctor: Doctor,
        sessionId: z.string().nullable(),
        status: z
          .enum(['open', 'closed', 'none', 'unavailable'])
          .describe('Unavailable: the stored session is damaged; the other doctors are not concerned.'),
        inConsultation: z.array(z.string()),
        called: z.array(z.string()),
        late: z.int().describe('Minutes by which the clinic runs late.'),
        away: z.boolean().describe('Whether the doctor is away in the slot that is running, or else the next.'),
        next: z.array(z.string()).describe('Numbers of the patients present, in call order.'),
        standby: z.array(z.string()).describe('Numbers of the patients on standby, in call order.'),
        expected: z.int().describe('Patients who have a seat and have not arrived.'),
        waiting: z.int().describe('Patients on the waiting list.'),
        free: z.int(),
        minutesPerVisit: z.number(),
      }),
    ),
  })
  .meta({
    id: 'Board',
    description: 'All doctors of a day, with token numbers only: fit for a screen in the waiting room.',
  })
