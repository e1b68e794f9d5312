import { STATUSES, type TokenStatus } from 'opd-scheduler'
import { z } from 'zod'
import { instant, time } from './ids'
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

export const rooms = z
  .int()
  .min(1)
  .max(50)
  .optional()
  .describe('Consulting rooms in which patients are seen at the same time.')

/** Slots of a day of the week; none if the doctor has no session. */
export const daySlots = z.array(SlotInput).max(500)

export const OpenedSessions = z
  .object({
    opened: z.array(z.string()).describe('Dates whose session was opened now.'),
    asBefore: z.array(z.string()).describe('Dates whose session had been opened with the same slots and rooms.'),
    other: z
      .array(z.string())
      .describe('Dates whose session has other slots or rooms, or is closed. Nothing was changed.'),
    failed: z
      .array(z.object({ date: z.string(), code: z.string(), message: z.string() }))
      .describe('Dates whose session could not be opened, such as those on which a clock change skips a time.'),
  })
  .meta({ id: 'OpenedSessions', description: 'Each date of the timetable, in one of the lists.' })

export const Slot = z
  .object({
    id: z.string(),
    start: z.string(),
    end: z.string(),
    startsAt: instant.describe('Later than planned if the clinic runs late.'),
    endsAt: instant,
    capacity: z.int().describe('Base capacity in seats.'),
    used: z.int(),
    free: z.int().describe('Free seats within the capacity; 0 if the slot is over or blocked.'),
    overflow: z.int().describe('Seats in use above capacity.'),
    seats: z.array(z.int()).describe('Seats that each group of the rules sees: one number, unless classes see more.'),
    ceiling: z.int().describe('Most seats that the slot may ever use, even by an override.'),
    shares: z
      .array(z.int())
      .describe('Seats reserved for each channel of the rules, -1 if it is exempt; empty without.'),
    opensAt: instant.nullable().describe('When the reserved seats open to all; null if none are reserved.'),
    kept: z.int().describe('How many of the free seats are reserved.'),
    plannedAt: instant.describe('Start as planned, which patients were told.'),
    blocked: z.boolean().describe('Whether the doctor is away, so that the slot gives no seats.'),
  })
  .meta({ id: 'Slot' })

const figures = {
  id: z.string(),
  doctorId: z.string(),
  date: z.string(),
  status: z.enum(['open', 'closed']),
  slots: z.array(Slot),
  rooms: z.int().describe('Number of consulting rooms.'),
  free: z.int(),
  waiting: z.int(),
}

export const SessionSummary = z
  .object(figures)
  .meta({ id: 'SessionSummary', description: 'A session without its tokens.' })

export const Session = z
  .object({
    ...figures,
    asOf: instant,
    version: z.int().describe('Number of events of the session.'),
    updatedAt: instant,
    overflowLimit: z.int().describe('Seats above capacity that all slots together may use.'),
    rules: z.string().nullable().describe('Name of the rules that decided the last event; null if they have none.'),
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
    checkedInAt: instant.nullable(),
    room: z.string().nullable().describe('Consulting room to which the patient was called, or where the patient is.'),
    skips: z.int().describe('Calls that were not answered.'),
    estimated: z
      .object({ from: instant, to: instant })
      .nullable()
      .describe('When it may be called: between these times in four of five simulated runs.'),
  })
  .meta({ id: 'QueueEntry' })

export const Queue = z
  .object({
    sessionId: z.string(),
    asOf: instant,
    late: z.int().describe('Minutes by which the running slot, or else the next, begins later than planned.'),
    minutesPerVisit: z.number(),
    observed: z.int().describe('Visits that were measured.'),
    inConsultation: z.array(QueueEntry),
    called: z.array(QueueEntry),
    present: z
      .array(QueueEntry)
      .describe(
        'Everybody who is present, with or without a seat, in call order: the first is next. Who may not be called now stands last.',
      ),
    expected: z.array(QueueEntry),
  })
  .meta({ id: 'Queue', description: 'The consulting rooms and the waiting room of a session.' })

export const Stats = z
  .object({
    sessions: z.int(),
    capacity: z.int(),
    used: z.int(),
    utilisation: z.number().describe('Seats used, in percent.'),
    tokens: z.int(),
    patients: z.int(),
    byStatus: z.object(Object.fromEntries(STATUSES.map((each) => [each, z.int()])) as Record<TokenStatus, z.ZodInt>),
    bySource: z.record(z.string(), z.int()),
    bumps: z.int(),
    cascades: z.int(),
    promotions: z.int(),
    standby: z.int().describe('Patients on standby who were seen without a seat.'),
    drops: z.int(),
  })
  .meta({ id: 'Stats' })

const InRoom = z.object({ number: z.string(), room: z.string().nullable() })

export const Board = z
  .object({
    date: z.string(),
    asOf: instant.describe('Time of the view, at most a second ago.'),
    doctors: z.array(
      z.object({
        doctor: Doctor,
        sessionId: z.string().nullable(),
        status: z
          .enum(['open', 'closed', 'none', 'unavailable'])
          .describe('Unavailable: the stored session is damaged; the other doctors are not concerned.'),
        late: z.int().describe('Minutes by which the clinic runs late.'),
        away: z
          .array(z.object({ from: z.string(), to: z.string() }))
          .describe('Times between which the doctor is away, from now on.'),
        inside: z.array(InRoom).describe('Numbers with the doctor.'),
        called: z
          .array(InRoom.extend({ at: instant.describe('Time of the last call.') }))
          .describe('Numbers that were called and have not gone in, the newest call first.'),
        next: z
          .array(
            z.object({
              number: z.string(),
              from: instant.nullable().describe('Earliest time of its call, in four of five cases.'),
              to: instant.nullable().describe('Latest time of its call, likewise.'),
            }),
          )
          .describe('Numbers that are called next, at most eight.'),
        present: z.int().describe('Patients with a seat who are present and not called yet.'),
        standby: z.int().describe('Patients who are present without a seat.'),
        expected: z.int().describe('Patients who have a seat and have not arrived.'),
        waiting: z.int().describe('Patients on the waiting list.'),
        free: z.int().describe('Free seats.'),
      }),
    ),
  })
  .meta({
    id: 'Board',
    description: 'All doctors of a day, with token numbers only: fit for a screen in the waiting room.',
  })
