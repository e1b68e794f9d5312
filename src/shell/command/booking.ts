import type { RefusalDetails } from '../../api/results'
import { type CoreBook, NOW, ON_DAY, UNNAMED } from '../../core/command'
import type { TokenAttributes } from '../../core/rules/rules'
import { doctorOf, sessionIdOf, slotIdOf } from '../../events/names'
import { type Fields, invalid } from '../input/fields'
import type { SessionRecord } from '../sessions/session-record'
import { isPromise, type Soon } from '../time'
import { type ReadCommandOptions, readNewTokenId, readSlotId } from './common-fields'
import { decided, type Outcome, type Preparation, refused } from './preparation'
import { notFound, reject } from './refuse'
import { readOverride } from './token'

/** How many days count if a booking names none. */
const WITHIN_DAYS = 30
const DAY_MS = 86_400_000

/** How many doctors may be named as equals. */
const MOST_DOCTORS = 20

/** A slot, a session, any open session of a doctor, or any of several doctors on a day. */
type Target =
  | { readonly kind: 'slot'; readonly sessionId: string; readonly slotId: string }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'doctor'; readonly doctorId: string; readonly withinDays: number | undefined }
  | AnyDoctorTarget

interface AnyDoctorTarget {
  readonly kind: 'doctors'
  /** In order of preference. */
  readonly doctorIds: readonly string[]
  readonly date: string
}

/** A checked `book` command. */
export interface ReadBook extends ReadCommandOptions {
  readonly op: 'book'
  readonly target: Target
  readonly now: boolean
  readonly source: string
  readonly patientId: string
  readonly tokenId: string | undefined
  readonly attributes: TokenAttributes | undefined
  /** 0 if the booking is no hold. */
  readonly holdMinutes: number
  readonly override: boolean
  readonly bump: string | undefined
}

export function readBook(fields: Fields, options: ReadCommandOptions): ReadBook {
  const { commandId, actor, note } = options
  const source = fields.text('source', 40)
  const patientId = fields.personalText('patientId', 64)
  const tokenId = fields.has('tokenId') ? readNewTokenId(fields) : undefined
  const target = readTarget(fields)
  const now = fields.flag('now')
  if (now && target.kind === 'slot') throw invalid('now', now, 'Leave it out if the booking names a slot')
  if (fields.has('withinDays') && (now || target.kind !== 'doctor'))
    throw invalid('withinDays', fields.get('withinDays'), 'Leave it out if the booking names a day')
  const attributes = fields.attributes('attributes')
  const holdMinutes = fields.has('holdMinutes') ? fields.whole('holdMinutes', 1, 1440) : 0
  const override = readOverride(fields, options)
  const bump = fields.has('bump') ? fields.id('bump') : undefined
  if (override && target.kind !== 'slot') throw invalid('override', override, 'Name the slot')
  if (override && holdMinutes > 0) throw invalid('holdMinutes', holdMinutes, 'Leave it out of an override')
  if (bump !== undefined && !override) throw invalid('bump', bump, 'Give override: true as well')
  return {
    commandId,
    actor,
    note,
    op: 'book',
    source,
    patientId,
    tokenId,
    target,
    now,
    attributes,
    holdMinutes,
    override,
    bump,
  }
}

function readTarget(fields: Fields): Target {
  if (fields.has('slotId')) return { kind: 'slot', ...readSlotId(fields) }
  if (fields.has('doctorIds')) return readDoctors(fields)
  const doctorId = fields.doctorId('doctorId')
  if (!fields.has('date')) {
    if (fields.has('start')) throw invalid('date', undefined, 'Give the date of the start time')
    return {
      kind: 'doctor',
      doctorId,
      withinDays: fields.has('withinDays') ? fields.whole('withinDays', 1, 366) : undefined,
    }
  }
  const sessionId = sessionIdOf(doctorId, fields.date('date'))
  if (!fields.has('start')) return { kind: 'session', sessionId }
  return { kind: 'slot', sessionId, slotId: slotIdOf(sessionId, fields.minuteOfDay('start')) }
}

function readDoctors(fields: Fields): AnyDoctorTarget {
  const doctorIds = fields.doctorIds('doctorIds', 2, MOST_DOCTORS)
  for (const name of ['doctorId', 'start'])
    if (fields.has(name)) throw invalid(name, fields.get(name), 'Leave it out if the booking names several doctors')
  return { kind: 'doctors', doctorIds, date: fields.date('date') }
}

export function prepareBook(command: ReadBook, on: Preparation): Soon<Outcome> {
  const { target, tokenId } = command
  if (target.kind === 'doctors') return bookWithAny(target, command, on)
  if (target.kind === 'doctor' || tokenId !== undefined) return bookWithLookups(target, command, on)
  // Most bookings: one session, in memory, and a generated id, which is new.
  const record = on.session(target.sessionId)
  return isPromise(record) ? record.then((read) => bookIn(read, command, on)) : bookIn(record, command, on)
}

function bookIn(record: SessionRecord, command: ReadBook, on: Preparation): Soon<Outcome> {
  return record.exists ? bookInto([record], command, false, on)! : noSession(record, command, on)
}

/** Books with an id that the host gave, or into any open session of a doctor: the store is asked first. */
async function bookWithLookups(
  target: Exclude<Target, AnyDoctorTarget>,
  command: ReadBook,
  on: Preparation,
): Promise<Outcome> {
  const { tokenId } = command
  const located = tokenId === undefined ? undefined : on.setting.store.locate(tokenId)
  // Joins the queue before the lookup returns, so that commands run in the order in which they were given.
  located?.catch(() => {})
  if (target.kind !== 'doctor') await on.keys.take(target.sessionId)
  if ((await located) !== undefined) return refused([], reject('token-id-taken', { tokenId: tokenId! }))
  const sessionIds =
    target.kind === 'doctor'
      ? await comingSessions(target.doctorId, daysOf(target, command.now), on)
      : [target.sessionId]
  if (sessionIds.length === 0) return refused([], await on.whyNoSession(soughtBy(command)))
  on.keys.makeWayFor(sessionIds)
  return bookAmong(sessionIds, command, on)
}

/** Books with one of several doctors. Those who have no session on that day are left out. */
async function bookWithAny({ doctorIds, date }: AnyDoctorTarget, command: ReadBook, on: Preparation): Promise<Outcome> {
  const { tokenId } = command
  const located = tokenId === undefined ? undefined : on.setting.store.locate(tokenId)
  located?.catch(() => {})
  const records = await on.sessions(doctorIds.map((doctorId) => sessionIdOf(doctorId, date)))
  if ((await located) !== undefined) return refused([], reject('token-id-taken', { tokenId: tokenId! }))
  const existing = records.filter(({ exists }) => exists)
  if (existing.length === 0) return refused(records, reject('session-not-found', soughtBy(command)))
  return bookInto(existing, command, false, on)!
}

/** Books into the first of these sessions with a free seat, else into the first that seats the newcomer by the rules or lets it wait. */
async function bookAmong(sessionIds: readonly string[], command: ReadBook, on: Preparation): Promise<Outcome> {
  const records: SessionRecord[] = []
  for (const [n, sessionId] of sessionIds.entries()) {
    const record = await on.session(sessionId)
    if (!record.exists) return noSession(record, command, on)
    // The store lists closed sessions as long as patients are expected in them.
    if (command.target.kind === 'doctor' && record.session.closed) continue
    records.push(record)
    const more = n < sessionIds.length - 1
    const outcome = bookInto(records, command, more, on)
    // The rules of a later session may permit what those so far do not.
    const mayBePermitted = more && outcome?.refusal?.code === 'policy-denied' && on.setting.rulebook.varies
    if (outcome !== undefined && !mayBePermitted) return outcome
  }
  if (command.target.kind === 'doctor' && records.length === 0)
    return refused([], await on.whyNoSession(soughtBy(command)))
  return bookInto(records, command, false, on)!
}

async function noSession(record: SessionRecord, command: ReadBook, on: Preparation): Promise<Outcome> {
  return refused([record], await on.whyNoSession(soughtBy(command)))
}

/** Returns undefined if the core needs one more session of the doctor. */
function bookInto(
  records: readonly SessionRecord[],
  command: ReadBook,
  more: boolean,
  on: Preparation,
): Outcome | undefined {
  const { target, now, source, attributes, tokenId, holdMinutes, override, bump, actor } = command
  const { names } = records.at(-1)!
  if (tokenId !== undefined && records.some((each) => each.names.token(tokenId) >= 0))
    return refused(records, reject('token-id-taken', { tokenId }))
  const victim = bump === undefined ? -1 : names.token(bump)
  if (bump !== undefined && victim < 0) return refused(records, notFound.token(bump))
  const unnamed = now ? NOW : target.kind === 'doctor' ? UNNAMED : ON_DAY
  const slot = target.kind === 'slot' ? names.slot(target.slotId) : unnamed
  if (target.kind === 'slot' && slot < 0) return refused(records, notFound.slot(target.slotId))
  const patients = records.map((each) => each.names.patient(command.patientId))
  const manner = { holdMinutes, override, bump: victim, actor }
  const asked: CoreBook = {
    op: 'book',
    at: on.now,
    patients,
    slot,
    request: Object.freeze({ source, attributes }),
    more,
    anyDoctor: target.kind === 'doctors',
    manner,
  }
  return decided(records, asked, -1, attributes)
}

/**
 * Open sessions of a doctor from yesterday on, because one that began late may still be running after midnight, to the last day that
 * counts. Each is a version to check in the commit, so their number is limited.
 */
function comingSessions(doctorId: string, withinDays: number, on: Preparation): Promise<readonly string[]> {
  const { store, zone } = on.setting
  const today = Date.parse(zone.dateAt(on.now))
  const to = today + (withinDays - 1) * DAY_MS
  return store.sessions({ doctorId, from: dayAt(today - DAY_MS), to: dayAt(to), open: true })
}

/** How many days count, from today on. A patient who is here now is not booked for another day. */
function daysOf({ withinDays = WITHIN_DAYS }: { withinDays: number | undefined }, now: boolean): number {
  return now ? 1 : withinDays
}

/** What the refusal says if there is no session. */
function soughtBy({ target, now }: ReadBook): RefusalDetails['session-not-found'] {
  if (target.kind === 'doctors') {
    const { doctorIds, date } = target
    return { doctorId: doctorIds[0]!, doctorIds, date }
  }
  if (target.kind !== 'doctor') return { doctorId: doctorOf(target.sessionId), sessionId: target.sessionId }
  return { doctorId: target.doctorId, withinDays: daysOf(target, now) }
}

/** The date of a midnight in UTC. */
function dayAt(midnight: number): string {
  return new Date(midnight).toISOString().slice(0, 10)
}
