import { bumpByClass, type Command, cascade, elastic, type Rules, waitlist } from 'opd-scheduler'

/** Number of newcomers that may wait in a session. */
export const WAITING_LIMIT = 3

/** Small, so that slots fill, and tokens are bumped, cascaded and refused. Seats of completed visits become free. */
export const RULES: Rules = {
  ...bumpByClass(),
  capacity: elastic({ for: ['emergency'], extra: 1, perSession: 2 }),
  overflow: [cascade({ freezeMinutes: 60 }), waitlist({ limit: WAITING_LIMIT })],
  admission: { ...bumpByClass().admission, oneLive: { in: 'day', exempt: ['emergency'] } },
  visit: { completed: 'frees' },
}

/** Returns whether a source counts for the rule of one live token a day above. */
export function counts(source: string): boolean {
  return source !== 'emergency'
}

/** Returns the group that the capacity policy above gives a source. */
export function groupOf(source: string): number {
  return source === 'emergency' ? 1 : 0
}

export const TIME_ZONE = 'Asia/Kolkata'
export const SOURCES = ['emergency', 'paid', 'follow-up', 'online', 'walk-in'] as const

/** Doctors. The first gets more bookings than all others together, and has the fewest seats. */
export const DOCTORS = ['dr-hot', 'dr-a', 'dr-b', 'dr-c'] as const

/** Doctors of a large clinic, all with equally many bookings. */
export const WIDE_DOCTORS = Array.from({ length: 50 }, (_, index) => `dr-w${index + 1}`)

/** Commands of the whole run after which the service day changes, so that no session grows for ever. */
const COMMANDS_A_DAY = 1_000
/** Commands of the whole run in a minute of the clinic's clock, so that holds expire within a run. */
const COMMANDS_A_MINUTE = 250

/** First service day, so long after the clinic's time begins that every slot is still to come. */
const FIRST_DAY = Date.UTC(2030, 0, 20)

/** The clinic's time when so many commands were done: it passes with the work, on a slow machine as on a fast one. */
export function clockAt(done: number): number {
  return Date.UTC(2030, 0, 1) + Math.floor((done * 60_000) / COMMANDS_A_MINUTE)
}

/**
 * Returns today's service date and the next one, to which tokens are moved. Days of a large clinic are longer, because it fills
 * slowly.
 */
export function datesAt(done: number, isWide = false): [string, string] {
  const day = Math.floor(done / (isWide ? 5 * COMMANDS_A_DAY : COMMANDS_A_DAY))
  return [dateOf(day), dateOf(day + 1)]
}

function dateOf(day: number): string {
  return new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10)
}

const STARTS = ['09:00', '10:00', '11:00', '12:00', '13:00'] as const

/** Returns the starts of a doctor's slots. */
export function startsOf(doctorId: string): readonly string[] {
  return STARTS.slice(0, isSmall(doctorId) ? 3 : 4)
}

function isSmall(doctorId: string): boolean {
  return doctorId === 'dr-hot' || doctorId.startsWith('dr-w')
}

/** Returns the command that opens a session. The first process to need the session gives it. */
export function opening(doctorId: string, date: string, commandId: string): Command & { readonly op: 'openSession' } {
  const capacity = isSmall(doctorId) ? 2 : 4
  const slots = startsOf(doctorId).map((start, index) => ({ start, end: STARTS[index + 1]!, capacity }))
  return { op: 'openSession', doctorId, date, slots, commandId }
}
