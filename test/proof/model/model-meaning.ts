import type { TokenAttributes } from 'opd-scheduler'
import { MATRON } from './composition'
import { type Answer, attempt, type Manner, type Model, newest, type Wish, yesterday } from './model'
import { blockTime, closeAndMove, delay, type Range, unblockTime } from './model-away'
import { book, reclassify } from './model-book'
import { callNext } from './model-call'
import { addSlot, close, resize } from './model-roster'
import { type ModelSession, wallAt } from './model-session'
import { sweep } from './model-time'
import { isLive, type ModelToken } from './model-token'
import { reinstate, step } from './model-visit'

export const DATES: readonly string[] = ['2026-01-30', '2026-01-31']
const HOUR = 3_600_000
const MINUTE = 60_000
const ZONE_MS = 5.5 * HOUR
const MIDNIGHT = Date.parse(`${DATES[0]}T00:00:00Z`) - ZONE_MS

/** The numbers of a step. Their meaning depends on its kind and on the state. */
export interface Given {
  readonly date: number
  readonly pick: number
  readonly twist: number
  readonly source: string
  readonly attributes: TokenAttributes | undefined
}

/** A command, and the model's answer to it. Call the function once. */
export interface Meaning {
  readonly command: object
  readonly expected: () => Answer
}

/** Statuses of the tokens to which each step applies. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  confirm: ['held', 'offered'],
  cancel: ['confirmed', 'waitlisted', 'offered', 'held', 'checked-in', 'dropped'],
  noShow: ['confirmed', 'called'],
  checkIn: ['confirmed', 'confirmed', 'waitlisted'],
  again: ['completed'],
  call: ['checked-in', 'called', 'waitlisted'],
  skip: ['called'],
  start: ['checked-in', 'called'],
  complete: ['in-consultation', 'checked-in'],
  leaveUnseen: ['checked-in', 'called', 'waitlisted'],
  undo: [
    'checked-in',
    'called',
    'in-consultation',
    'waitlisted',
    'completed',
    'completed',
    'no-show',
    'left',
    'cancelled',
  ],
  reinstate: ['no-show'],
  reschedule: ['waitlisted', 'confirmed', 'checked-in', 'called', 'dropped'],
  reclassify: ['waitlisted', 'confirmed', 'held', 'offered'],
}

/** Steps that say that the patient came or did not come. */
const ATTENDANCE: readonly string[] = ['checkIn', 'call', 'start', 'complete', 'noShow']

const WEIGHTS = {
  slot: 18,
  day: 2,
  doctor: 4,
  doctors: 4,
  here: 3,
  hold: 8,
  override: 4,
  ...{ confirm: 6, cancel: 2, noShow: 2, checkIn: 4, again: 2, call: 2, callNext: 6, skip: 4, start: 2, complete: 4 },
  ...{ leaveUnseen: 1, undo: 7, reinstate: 2, reschedule: 4, reclassify: 3, resize: 1, add: 1, sweep: 2 },
  ...{ sweepClosed: 2, block: 2, unblock: 2, delay: 2 },
  close: 1,
  tick: 5,
} as const

/** Kinds of steps, each repeated according to its frequency. */
export const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind as keyof typeof WEIGHTS),
)

/** Returns the meaning of a step now, or undefined if there is no token for it, or if it only lets time pass. */
export function meaningOf(
  kind: (typeof KINDS)[number],
  given: Given,
  model: Model,
  clock: { now: number },
): Meaning | undefined {
  const { pick, twist, source, attributes } = given
  const sessionIds = [...model.sessions.keys()]
  const sessionId = sessionIds[given.date % sessionIds.length]!
  const session = model.sessions.get(sessionId)!
  const [doctorId = '', date = ''] = sessionId.split('.')
  const index = bookedElsewhere(kind, given, session) ?? tokenFor(kind, given, session)
  if (index === undefined) return undefined
  const tokenId = `${sessionId}.t${index + 1}`
  const slot = pick % session.slots.length
  const slotId = session.slotId(slot)
  const wish = { patient: `p${pick % model.patients}`, source, attributes }
  const asked = { op: 'book', source, patientId: wish.patient, ...(attributes && { attributes }) }
  const ask = (command: object, expected: (trial: ModelSession) => Answer, of?: typeof newest): Meaning => ({
    command,
    expected: () => attempt(session, expected, of),
  })
  const own = ({ tokens }: ModelSession): ModelToken => tokens[index]!
  const actor = twist % 3 > 0 ? MATRON : 'clerk'
  const others = sessionIds.filter((id) => id !== sessionId)
  const elsewhere = [[], others, others.toReversed(), others.slice(0, 1)][twist % 4]!
  const range = rangeOf(session, slot, twist)
  const holdMinutes = [1, 15, 60, 1440][twist % 4]!
  const pass = (minutes: number): void => {
    clock.now += minutes * MINUTE
    model.tick(clock.now)
  }
  switch (kind) {
    case 'tick':
      pass([1, 10, 20, 20, 60, 180][pick % 6]!)
      return undefined
    case 'slot':
      return ask({ ...asked, slotId }, (trial) => book(trial, slot, wish), newest)
    case 'hold': {
      const manner = { holdMinutes }
      if (twist % 5 > 1) return ask({ ...asked, slotId, ...manner }, (trial) => book(trial, slot, wish, manner), newest)
      if (twist % 5 > 0)
        return ask({ ...asked, doctorId, date, ...manner }, (trial) => book(trial, 'day', wish, manner), newest)
      return withDoctor(model, { ...asked, ...manner }, wish, manner, clock.now)
    }
    case 'override': {
      const seated = session.tokens.flatMap((token, at) => (token.seat === slot ? [at] : []))
      const bump = twist % 2 > 0 ? seated[pick % Math.max(1, seated.length)] : undefined
      const manner: Manner = { override: true, actor, bump }
      const victim = bump === undefined ? {} : { bump: `${sessionId}.t${bump + 1}` }
      const command = { ...asked, slotId, override: true, actor, ...victim }
      return ask(command, (trial) => book(trial, slot, wish, manner), newest)
    }
    case 'day':
      return ask({ ...asked, doctorId, date }, (trial) => book(trial, 'day', wish), newest)
    case 'doctor':
      return withDoctor(model, asked, wish, {}, clock.now)
    case 'doctors':
      return withAnyDoctor(model, asked, wish, given)
    case 'here': {
      const here = { ...asked, doctorId: 'dr', now: true }
      if (twist % 2 > 0) return withDoctor(model, here, wish, {}, clock.now, 'now')
      return ask({ ...here, doctorId, date }, (trial) => book(trial, 'now', wish), newest)
    }
    case 'resize': {
      const capacity = pick % 4
      const displace = twist % 2 === 0
      const command = { op: 'resizeSlot', slotId, capacity, displace }
      return ask(command, (trial) => resize(trial, slot, capacity, displace))
    }
    case 'add': {
      const from = 7 + (pick % 8)
      const base = pick % 3
      const day = DATES.indexOf(date)
      const slots = [{ start: wall(from), end: wall(from + 0.5), capacity: base }]
      const added = { start: time(day, from), end: time(day, from + 0.5), base }
      return ask({ op: 'addSlots', sessionId, slots }, (trial) => addSlot(trial, added))
    }
    case 'close':
      if (pick % 10 === 0) return ask({ op: 'closeSession', sessionId }, close)
      if (pick % 10 > 2) return undefined
      return {
        command: { op: 'closeSession', sessionId, expected: 'move', elsewhere },
        expected: () => closeAndMove(model, sessionId, elsewhere),
      }
    case 'block':
      return {
        command: { op: 'blockTime', sessionId, ...wallsOf(range), elsewhere },
        expected: () => blockTime(model, sessionId, range, elsewhere),
      }
    case 'unblock': {
      const back = twist % 3 === 0 ? range : { from: undefined, to: undefined }
      return ask({ op: 'unblockTime', sessionId, ...wallsOf(back) }, (trial) => unblockTime(trial, back))
    }
    case 'delay': {
      const minutes = [0, 0, 10, 30, 45, 70, 90][pick % 7]!
      const named = twist % 3 === 0 ? slot : undefined
      const from = named === undefined ? {} : { from: wallsOf(rangeOf(session, named, 0)).from }
      return ask({ op: 'delay', sessionId, minutes, ...from }, (trial) => delay(trial, minutes, named))
    }
    case 'sweep':
      return ask({ op: 'sweepSession', sessionId }, sweep)
    case 'sweepClosed': {
      const closed = [...model.sessions.values()].find((each) => each.closed && isAwaited(each))
      if (closed === undefined) return undefined
      pass(480)
      return { command: { op: 'sweepSession', sessionId: closed.id }, expected: () => attempt(closed, sweep) }
    }
    case 'callNext':
      return ask({ op: 'callNext', sessionId }, callNext)
  }
  if (session.tokens.length === 0) return undefined
  switch (kind) {
    case 'reclassify': {
      const manner = twist % 4 === 1 ? { override: true, actor } : {}
      const command = { op: 'reclassify', tokenId, source, ...(attributes && { attributes }), ...manner }
      return ask(command, (trial) => reclassify(trial, index, source, attributes, manner), own)
    }
    case 'reinstate': {
      const override = twist % 4 === 1
      const manner = override ? { override, actor } : {}
      return ask({ op: 'reinstate', tokenId, ...manner }, (trial) => reinstate(trial, index, manner), own)
    }
    case 'reschedule': {
      const goal = sessionIds[(twist % 3 === 0 ? given.date + 1 + (twist % 2) : given.date) % sessionIds.length]!
      const there = model.sessions.get(goal)!
      const named = twist % 4 === 0 ? undefined : pick % there.slots.length
      const [doctor, day] = goal.split('.')
      const start = named === undefined ? {} : { start: wallsOf(rangeOf(there, named, 0)).from }
      const target = { ...(doctor === doctorId ? {} : { doctorId: doctor }), date: day, ...start }
      const where = named === undefined || twist % 4 === 1 ? target : { slotId: there.slotId(named) }
      const command = { op: 'reschedule', tokenId, ...where, actor }
      return { command, expected: () => model.reschedule(sessionId, index, goal, named, actor) }
    }
    default: {
      const op = kind === 'again' ? 'checkIn' : kind
      const manner = ATTENDANCE.includes(op) && twist % 5 === 1 ? { override: true, actor } : {}
      return ask({ op, tokenId, ...manner }, (trial) => step(trial, op, index, manner), own)
    }
  }
}

function withDoctor(model: Model, asked: object, wish: Wish, manner: Manner, now: number, named?: 'now'): Meaning {
  const today = yesterday(now, ZONE_MS)
  return { command: { ...asked, doctorId: 'dr' }, expected: () => model.bookWithDoctor(wish, today, manner, named) }
}

/** Books with any of several doctors on one date, in either order. Some have no session on that date. */
function withAnyDoctor(model: Model, asked: object, wish: Wish, { date, twist }: Given): Meaning {
  const doctorIds = [
    ['dr', 'sub'],
    ['sub', 'dr'],
    ['dr', 'sub', 'other'],
    ['other', 'sub', 'dr'],
  ][twist % 4]!
  // The substitute has a session on the first date only.
  const day = DATES[date % 5 === 1 ? 1 : 0]!
  const now = twist % 7 === 0 ? { now: true } : {}
  const manner = twist % 5 === 0 ? { holdMinutes: 15 } : {}
  return {
    command: { ...asked, doctorIds, date: day, ...now, ...manner },
    expected: () => model.bookWithAny(doctorIds, day, wish, manner, twist % 7 === 0 ? 'now' : 'day'),
  }
}

/** Returns a token: most often one to which the step applies, or undefined if there is none, else any. */
function tokenFor(kind: string, { pick, twist }: Given, { tokens }: ModelSession): number | undefined {
  const from = FROM[kind]
  if (from === undefined || twist % 7 === 0) return pick % Math.max(1, tokens.length)
  const fitting = tokens.flatMap((token, index) => from.flatMap((status) => (status === token.status ? [index] : [])))
  return fitting[pick % fitting.length]
}

/** Returns a cancelled token to take back whose patient has a token in another session, which some rules forbid, or undefined. */
function bookedElsewhere(kind: string, { pick, twist }: Given, session: ModelSession): number | undefined {
  if (kind !== 'undo' || twist % 2 === 0) return undefined
  const others = [...session.model.sessions.values()].filter(({ id }) => id !== session.id)
  const live = new Set(others.flatMap(({ tokens }) => tokens.filter(isLive).map(({ patient }) => patient)))
  const fitting = session.tokens.flatMap(({ status, patient }, index) =>
    status === 'cancelled' && live.has(patient) ? [index] : [],
  )
  return fitting[pick % fitting.length]
}

function isAwaited({ tokens }: ModelSession): boolean {
  return tokens.some(({ status }) => status === 'confirmed')
}

/** Returns a time that begins with a slot or within it, or the whole session. */
function rangeOf({ slots, day }: ModelSession, slot: number, twist: number): Range {
  const begins = (slots[slot]!.planned - day.from) / MINUTE + [0, 0, 15, 40][twist % 4]!
  const lasts = [30, 60, 60, 90, 240][twist % 5]!
  return { from: twist % 7 === 1 ? undefined : begins, to: twist % 6 === 1 ? undefined : begins + lasts }
}

function wallsOf({ from, to }: Range): { from: string | undefined; to: string | undefined } {
  const wall = (minute: number | undefined) => (minute === undefined ? undefined : wallAt(minute * MINUTE))
  return { from: wall(from), to: wall(to) }
}

export function wall(hour: number): string {
  return `${String(Math.floor(hour)).padStart(2, '0')}:${hour % 1 === 0 ? '00' : '30'}`
}

export function time(day: number, hour: number): number {
  return MIDNIGHT + (day * 24 + hour) * HOUR
}
