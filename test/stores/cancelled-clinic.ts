import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { type Command, memoryStore, OpdScheduler, type Results, type SessionView, standard } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import { checkInvariants } from 'opd-scheduler/testing'

export const HOME = 'dr-rao.2026-01-30'
/** A substitute, and the doctor's next day. Together they have a few seats more than the cancelled clinic has patients. */
export const ELSEWHERE = ['dr-shah.2026-01-30', 'dr-rao.2026-01-31'] as const
export const PATIENTS = 60

const SOURCES = ['online', 'paid', 'follow-up'] as const
const HOURS: Readonly<Record<string, readonly number[]>> = {
  [HOME]: [9, 10, 11, 12, 14, 15],
  [ELSEWHERE[0]]: [10, 11, 12],
  [ELSEWHERE[1]]: [9, 10, 11, 12],
}
const MORNING = Date.parse('2026-01-30T06:00:00+05:30')
const LIVE = ['waitlisted', 'held', 'offered', 'confirmed', 'checked-in', 'called', 'in-consultation']

export type Cancel = Command & { readonly op: 'closeSession' }
export type Cancelled = Results['closeSession']

/** The clinic is cancelled, and its patients get seats elsewhere. */
export const CANCEL: Cancel = {
  op: 'closeSession',
  sessionId: HOME,
  expected: 'move',
  elsewhere: ELSEWHERE,
  commandId: 'cancel-the-clinic',
}

/** The same, but the next day is tried before the substitute. */
export const CANCEL_OTHERWISE: Cancel = {
  ...CANCEL,
  elsewhere: ELSEWHERE.toReversed(),
  commandId: 'cancel-otherwise',
}

/** Returns a scheduler on a store, on the morning of the day. */
export function deskOn(store: Store): OpdScheduler {
  return new OpdScheduler({ timeZone: 'Asia/Kolkata', rules: standard(), store, clock: () => MORNING })
}

/** Fills a store with the clinic to be cancelled, all of whose seats are booked, and with the two sessions elsewhere. */
export async function openClinic(store: Store): Promise<OpdScheduler> {
  const opd = deskOn(store)
  for (const id of ['dr-rao', 'dr-shah']) await opd.registerDoctor({ id, name: id, commandId: id })
  for (const [sessionId, hours] of Object.entries(HOURS)) {
    const [doctorId = '', date = ''] = sessionId.split('.')
    const slots = hours.map((hour) => ({ start: clockOf(hour), end: clockOf(hour + 1), capacity: 10 }))
    await opd.openSession({ doctorId, date, slots, commandId: sessionId })
  }
  const bookings = Array.from({ length: PATIENTS }, (_, n) =>
    opd.book({
      doctorId: 'dr-rao',
      date: '2026-01-30',
      start: clockOf(HOURS[HOME]![n % 6]!),
      source: SOURCES[n % 3]!,
      patientId: `p-${n}`,
      commandId: `b-${n}`,
    }),
  )
  for (const booked of await Promise.all(bookings)) strictEqual(booked.status, 'confirmed')
  return opd
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** What a store holds, as a new scheduler replays it. */
export interface Held {
  readonly events: readonly unknown[]
  readonly sessions: readonly SessionView[]
  /** How many patients were moved: none or all. */
  readonly moved: number
}

/** Replays the log. Every patient must have one live token, either in the clinic or elsewhere, and none of the invariants be broken. */
export async function readHeld(store: Store): Promise<Held> {
  const opd = deskOn(store)
  const log = await store.read(0, 10_000)
  deepStrictEqual(
    log.map(({ position }) => position),
    log.map((_, index) => index + 1),
  )
  const sessions: SessionView[] = []
  for (const id of Object.keys(HOURS)) sessions.push((await opd.session(id))!)
  for (const session of sessions) deepStrictEqual(checkInvariants(session, standard()), [])
  const live = sessions.flatMap(({ id, tokens }) =>
    tokens.flatMap(({ status, patientId }) => (LIVE.includes(status) ? [{ id, patientId, status }] : [])),
  )
  strictEqual(live.length, PATIENTS)
  strictEqual(new Set(live.map(({ patientId }) => patientId)).size, PATIENTS)
  ok(live.every(({ status }) => status === 'confirmed'))
  const moved = live.filter(({ id }) => id !== HOME).length
  ok(moved === 0 || moved === PATIENTS, `${moved} of ${PATIENTS} patients were moved`)
  strictEqual(sessions[0]!.status, moved === 0 ? 'open' : 'closed')
  const replaced = sessions.flatMap(({ tokens }) => tokens.filter(({ replacedBy }) => replacedBy !== null))
  strictEqual(replaced.length, moved)
  return { events: log.map(({ event }) => event), sessions, moved }
}

/** The clinic before and after, in memory, without any trouble: what a store must hold after a kill, and the answer. */
export async function undisturbed(
  command: Cancel = CANCEL,
): Promise<Record<'before' | 'after', Held> & { answer: Cancelled }> {
  const store = memoryStore()
  const opd = await openClinic(store)
  const before = await readHeld(store)
  const answer = await opd.execute(command)
  return { before, answer, after: await readHeld(store) }
}
