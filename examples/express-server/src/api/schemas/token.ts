import { type Move as LibraryMove, STATUSES } from 'opd-scheduler'
import { z } from 'zod'
import { EXAMPLE_DATE, instant, storedAttributes } from './ids'

export const Status = z.enum(STATUSES).meta({ id: 'TokenStatus', example: 'confirmed' })

export const Rival = z
  .object({ tokenId: z.string(), rank: z.number(), source: z.string() })
  .meta({ id: 'Rival', description: 'The token that made another one move.' })

export const SlotTimes = z.object({ start: z.string(), end: z.string() }).meta({ id: 'SlotTimes' })
export const WaitsFor = z
  .object({
    slotId: z.string().nullable(),
    slot: SlotTimes.nullable(),
    accepts: z.enum(['slot', 'onward', 'any']).describe('That slot only, that slot or a later one, or any.'),
  })
  .meta({ id: 'WaitsFor', description: 'What a token on the waiting list waits for.' })

const at = `${EXAMPLE_DATE}T07:30:00+05:30`
const sessionId = `dr-rao.${EXAMPLE_DATE}`

/** The server's answer to the example booking. */
const EXAMPLE = {
  id: `${sessionId}.t1`,
  number: '001',
  status: 'confirmed',
  sessionId,
  doctorId: 'dr-rao',
  date: EXAMPLE_DATE,
  patientId: 'p-17',
  source: 'online',
  slotId: `${sessionId}.0900`,
  start: '09:00',
  end: '09:20',
  wantedSlotId: `${sessionId}.0900`,
  lastSlotId: `${sessionId}.0900`,
  named: false,
  waitsFor: null,
  position: 1,
  plannedTime: `${EXAMPLE_DATE}T09:00:00+05:30`,
  sequence: 1,
  baseRank: 4,
  rank: 4,
  bumps: 0,
  bumpBudget: 2,
  expiresAt: null,
  promised: false,
  override: false,
  checkedInAt: null,
  standby: false,
  seen: false,
  room: null,
  skips: 0,
  replaces: null,
  replacedBy: null,
  reinstated: false,
  cause: 'booked',
  createdAt: at,
  updatedAt: at,
}

export const Token = z
  .object({
    id: z.string(),
    number: z.string().describe('Number for the screen and for calling out.'),
    status: Status,
    sessionId: z.string(),
    doctorId: z.string(),
    date: z.string(),
    patientId: z.string(),
    source: z.string(),
    attributes: storedAttributes.optional(),
    slotId: z.string().nullable().describe('Slot of its seat; null without one.'),
    start: z.string().nullable().describe('Start of that slot, HH:MM.'),
    end: z.string().nullable().describe('End of that slot, HH:MM.'),
    wantedSlotId: z.string().describe('The slot asked for, or the first one if the request named none.'),
    lastSlotId: z.string().nullable().describe('Slot of its seat, or of the last seat that it had.'),
    named: z.boolean().describe('Whether the request named its slot.'),
    waitsFor: WaitsFor.nullable(),
    position: z.int().nullable().describe('1-based place in line.'),
    plannedTime: instant
      .nullable()
      .describe('When its turn is by the plan: the start of its slot and the minutes for each visit before it.'),
    sequence: z.int().describe('Order of arrival in the session, from 1.'),
    baseRank: z.number().describe('Rank of its class when it was booked or reclassified.'),
    rank: z.number().describe('Rank now; lower goes first. Differs from baseRank if the rules let waiting improve it.'),
    bumps: z.int().describe('How often a token of a better rank took its seat.'),
    bumpBudget: z.int().nullable().describe('How often that may happen; null if there is no limit.'),
    expiresAt: instant.nullable().describe('When its hold or offer expires.'),
    promised: z.boolean().describe('Whether its seat was ever held, offered, or given back by undo.'),
    override: z.boolean().describe('Whether an override gave it its seat.'),
    checkedInAt: instant.nullable(),
    standby: z.boolean().describe('Whether the patient has arrived, or was called or seen, without a seat.'),
    seen: z.boolean().describe('Whether the patient was seen, and may have come back since.'),
    room: z.string().nullable().describe('Consulting room to which the patient was called, or where the patient is.'),
    skips: z.int().describe('Calls that were not answered.'),
    replaces: z.string().nullable().describe('The token before a reschedule.'),
    replacedBy: z.string().nullable().describe('The token after a reschedule.'),
    reinstated: z.boolean().describe('Whether it was brought back after a no-show or a cancellation.'),
    cause: z.string().describe('Why it last changed, as the code of its last event: booked, outranked, blocked, ….'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({
    id: 'Token',
    description: 'A patient’s place in a session: a seat, a hold or a place on the waiting list.',
    example: EXAMPLE,
  })

export const Move = z
  .object({
    tokenId: z.string(),
    number: z.string(),
    patientId: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    status: Status,
    cause: z.string().describe('Code of the cause.'),
    strategy: z.string().nullable(),
    rank: z.number(),
    by: Rival.nullable(),
  } satisfies Record<keyof LibraryMove, z.ZodType>)
  .meta({ id: 'Move', description: 'Another token that moved because of a command, and why.' })

export const HistoryEntry = z
  .object({
    at: instant,
    type: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    cause: z.string(),
    strategy: z.string().nullable(),
    rank: z.number(),
    by: Rival.nullable(),
    actor: z.string().nullable(),
    note: z.string().nullable().describe('Null if there was none, or if the patient was erased.'),
    rules: z.string().nullable().describe('Name of the rules that decided it; null if they have none.'),
    commandId: z.string(),
    sentence: z.string(),
  })
  .meta({ id: 'HistoryEntry', description: 'One event of a token, as data and as a sentence.' })
