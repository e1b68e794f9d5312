import type { Elsewhere } from '../../core/command'
import { oneLiveOf } from '../../core/rules/ask-rules'
import { CONFIRMED, OFFERED, WAITLISTED } from '../../core/state/status'
import { isSessionId, slotIdOf } from '../../events/names'
import { type Fields, invalid } from '../input/fields'
import { wall } from '../input/read-slots'
import type { Setting } from '../input/setting'
import type { Zone } from '../input/zone'
import type { SessionRecord } from '../sessions/session-record'
import { sideBySide } from '../time'
import { type ReadCommandOptions, readSession } from './common-fields'
import { isOneADay, liveKey } from './live-keys'
import { type Outcome, type Preparation, refused } from './preparation'
import { notFound } from './refuse'

const DAY = 1440
const MOST_ELSEWHERE = 16

/** A checked `blockTime` or `unblockTime` command. Times are minutes of the service date. */
export interface ReadBlockTime extends ReadCommandOptions {
  readonly op: 'blockTime' | 'unblockTime'
  readonly sessionId: string
  readonly from: number | undefined
  readonly to: number | undefined
  readonly elsewhere: readonly string[]
}

/** A checked `delay` command. */
export interface ReadDelay extends ReadCommandOptions {
  readonly op: 'delay'
  readonly sessionId: string
  readonly minutes: number
  readonly from: number | undefined
}

/** A checked `closeSession` command. */
export interface ReadCloseSession extends ReadCommandOptions {
  readonly op: 'closeSession'
  readonly sessionId: string
  readonly move: boolean
  readonly elsewhere: readonly string[] | undefined
}

export function readBlockTime(fields: Fields, options: ReadCommandOptions): ReadBlockTime {
  const sessionId = readSession(fields)
  return { ...options, op: 'blockTime', sessionId, ...readRange(fields), elsewhere: readElsewhere(fields, sessionId) }
}

export function readUnblockTime(fields: Fields, options: ReadCommandOptions): ReadBlockTime {
  return { ...options, op: 'unblockTime', sessionId: readSession(fields), ...readRange(fields), elsewhere: [] }
}

export function readDelay(fields: Fields, options: ReadCommandOptions): ReadDelay {
  const minutes = fields.whole('minutes', 0, 720)
  return { ...options, op: 'delay', sessionId: readSession(fields), minutes, from: readTime(fields, 'from') }
}

export function readCloseSession(fields: Fields, options: ReadCommandOptions): ReadCloseSession {
  const sessionId = readSession(fields)
  const move = fields.has('expected') && fields.oneOf('expected', ['keep', 'move']) === 'move'
  if (!move && fields.has('elsewhere'))
    throw invalid('elsewhere', fields.get('elsewhere'), "Give expected: 'move' as well")
  const elsewhere = move ? readElsewhere(fields, sessionId) : undefined
  return { ...options, op: 'closeSession', sessionId, move, elsewhere }
}

function readRange(fields: Fields): Pick<ReadBlockTime, 'from' | 'to'> {
  return { from: readTime(fields, 'from'), to: readTime(fields, 'to') }
}

function readTime(fields: Fields, name: string): number | undefined {
  return fields.has(name) ? fields.minuteOfDay(name) : undefined
}

function readElsewhere(fields: Fields, sessionId: string): readonly string[] {
  if (!fields.has('elsewhere')) return []
  const ids = fields.get('elsewhere')
  if (!Array.isArray(ids) || ids.length > MOST_ELSEWHERE)
    throw invalid('elsewhere', ids, `Give a list of up to ${MOST_ELSEWHERE} session ids`)
  return Array.from(ids, (id: unknown, index) => {
    if (typeof id !== 'string' || !isSessionId(id))
      throw invalid(`elsewhere[${index}]`, id, "Give an id such as 'dr-rao.2026-01-30'")
    if (id === sessionId || ids.indexOf(id) < index)
      throw invalid(`elsewhere[${index}]`, id, 'Name other sessions than the one concerned, each once')
    return id
  })
}

export async function prepareBlockTime(command: ReadBlockTime, on: Preparation): Promise<Outcome> {
  const records = await load(command.sessionId, command.elsewhere, on)
  const missing = records.find((record) => !record.exists)
  if (missing !== undefined) return refused(records, notFound.session(missing.sessionId))
  const [home] = records as [SessionRecord, ...SessionRecord[]]
  const slots = slotsBetween(home, command, on.setting.zone)
  if (slots.length === 0)
    return refused(records, notFound.slot(slotIdOf(home.sessionId, command.from ?? command.to ?? 0)))
  if (command.op === 'unblockTime') return on.decide(records, { op: command.op, at: on.now, slots })
  return on.decide(records, { op: command.op, at: on.now, slots, elsewhere: await elsewhereOf(records, on.setting) })
}

export async function prepareCloseSession(command: ReadCloseSession, on: Preparation): Promise<Outcome> {
  const records = await load(command.sessionId, command.elsewhere ?? [], on)
  const missing = records.find((record) => !record.exists)
  if (missing !== undefined) return refused(records, notFound.session(missing.sessionId))
  const elsewhere = command.move ? await elsewhereOf(records, on.setting) : undefined
  return on.decide(records, { op: 'closeSession', at: on.now, elsewhere })
}

export async function prepareDelay({ sessionId, minutes, from }: ReadDelay, on: Preparation): Promise<Outcome> {
  const record = await on.session(sessionId)
  if (!record.exists) return refused([record], notFound.session(sessionId))
  const slot = from === undefined ? -1 : record.names.slot(slotIdOf(sessionId, from))
  if (from !== undefined && slot < 0) return refused([record], notFound.slot(slotIdOf(sessionId, from)))
  return on.decide([record], { op: 'delay', at: on.now, from: slot, by: minutes * 60_000 })
}

/** Loads a session and those elsewhere, in this order. */
async function load(sessionId: string, elsewhere: readonly string[], on: Preparation): Promise<SessionRecord[]> {
  return elsewhere.length === 0 ? [await on.session(sessionId)] : on.sessions([sessionId, ...elsewhere])
}

/**
 * Indexes of the slots that overlap [from, to), by their planned times. Without `from` or `to` there is no limit on that side: where the
 * clocks are set back, the last slot need not have the latest wall-clock time.
 */
function slotsBetween(record: SessionRecord, { from, to }: ReadBlockTime, zone: Zone): number[] {
  const starts = wallStarts(record, zone)
  const ends = record.names.slots.map(({ end }, slot) => {
    const minute = minuteOf(end)
    const midnight = starts[slot]! - (starts[slot]! % DAY)
    return midnight + minute + (midnight + minute <= starts[slot]! ? DAY : 0)
  })
  const last = ends.at(-1)!
  const isTomorrow = (minute: number): boolean => minute < starts[0]! && minute + DAY <= last
  const first = from === undefined ? Number.NEGATIVE_INFINITY : isTomorrow(from) ? from + DAY : from
  const until =
    to === undefined ? Number.POSITIVE_INFINITY : isTomorrow(to) || (to <= first && last >= DAY) ? to + DAY : to
  if (until <= first) throw invalid('to', wall(to!), 'Give a time after from')
  return starts.flatMap((start, slot) => (start < until && ends[slot]! > first ? [slot] : []))
}

/** Planned wall-clock starts of the slots, in minutes of the service date. */
function wallStarts({ names }: SessionRecord, zone: Zone): number[] {
  return names.slots.map(({ start, startsAt, plannedAt = startsAt }) => {
    return minuteOf(start) + (zone.dateAt(plannedAt) > names.date ? DAY : 0)
  })
}

function minuteOf(wall: string): number {
  return Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3))
}

async function elsewhereOf([home, ...others]: readonly SessionRecord[], setting: Setting): Promise<Elsewhere> {
  const { tokens } = home!.names
  if (others.length === 0) return { requests: [], wallStarts: [], patients: [], barred: [] }
  return {
    requests: tokens.map((_, token) => home!.requestOf(token)),
    wallStarts: [home!, ...others].map((record) => wallStarts(record, setting.zone)),
    patients: others.map(({ names }) => tokens.map(({ patientId }) => names.knownPatient(patientId))),
    barred: await Promise.all(others.map((other) => barredFrom(other, home!, setting))),
  }
}

/** Statuses of tokens that a leave may move. */
const MOVABLE: readonly number[] = [OFFERED, CONFIRMED, WAITLISTED]

/** The tokens whose patients have one in a third session on the day of another session, if its rules allow only one. */
async function barredFrom(other: SessionRecord, home: SessionRecord, { store }: Setting): Promise<Set<number>> {
  if (!isOneADay(other)) return new Set()
  const { exempt } = oneLiveOf(other.rules)
  const { session, names } = home
  const counting = [...session.tokens.handles()].filter(
    (token) => MOVABLE.includes(session.statusOf(token)) && !exempt?.includes(session.tokens.sources[token]!),
  )
  // Many at once: a round trip for each in turn would hold the sessions for long.
  const holders = await sideBySide(counting, (token) => store.locate(liveKey(other, names.tokens[token]!.patientId)))
  // About tokens in these two sessions the core decides, which knows the holds that have expired by now.
  const own = [undefined, home.sessionId, other.sessionId]
  return new Set(counting.filter((_, n) => !own.includes(holders[n])))
}
