import { type CoreBook, NOW, ON_DAY, UNNAMED } from '../../core/command'
import type { TokenAttributes } from '../../core/rules/rules'
import { sessionIdOf, slotIdOf } from '../../events/ids'
import type { Fields } from '../input/fields'
import { invalid } from '../input/invalid'
import type { SessionRecord } from '../sessions/session-record'
import type { ReadCommandOptions } from './command-options'
import { decided, type Outcome, refused } from './outcome'
import type { Preparation } from './preparation'
import { readNewTokenId, readSlotId } from './read-ids'
import { notFound, reject } from './refuse'
import { readOverride } from './token'

/** A slot, a session, or any open session of a doctor. */
type Target =
  | { readonly kind: 'slot'; readonly sessionId: string; readonly slotId: string }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'doctor'; readonly doctorId: string }

/** A checked `book` command. */
export interface ReadBook extends ReadCommandOptions {
  readonly op: 'book'
  readonly target: Target
  /** Undefined rather than false, so that the command has the same fingerprint as before the field existed. */
  readonly now: true | undefined
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
  const now = fields.flag('now') ? true : undefined
  if (now && target.kind === 'slot') throw invalid('now', now, 'Leave it out if the booking names a slot')
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
  const doctorId = fields.doctorId('doctorId')
  if (!fields.has('date')) {
    if (fields.has('start')) throw invalid('date', undefined, 'Give the date of the start time')
    return { kind: 'doctor', doctorId }
  }
  const sessionId = sessionIdOf(doctorId, fields.date('date'))
  if (!fields.has('start')) return { kind: 'session', sessionId }
  return { kind: 'slot', sessionId, slotId: slotIdOf(sessionId, fields.minuteOfDay('start')) }
}

export async function prepareBook(command: ReadBook, on: Preparation): Promise<Outcome> {
  const { target, tokenId } = command
  // Most bookings: one session, and a generated id, which is new.
  if (target.kind !== 'doctor' && tokenId === undefined) return bookAmong([target.sessionId], command, on)

  const located = tokenId === undefined ? undefined : on.setting.store.locate(tokenId)
  // Joins the queue before the lookup returns, so that commands run in the order in which they were given.
  located?.catch(() => {})
  if (target.kind !== 'doctor') await on.keys.take(target.sessionId)
  if ((await located) !== undefined) return refused([], reject('token-id-taken', { tokenId: tokenId! }))
  const sessionIds =
    target.kind === 'doctor' ? await comingSessions(target.doctorId, command.now, on) : [target.sessionId]
  if (sessionIds.length === 0)
    return refused([], await on.whyNoSession(target.kind === 'doctor' ? target.doctorId : ''))
  on.keys.makeWayFor(sessionIds)
  return bookAmong(sessionIds, command, on)
}

/** Books into the first of these sessions that seats the newcomer, else into the first in which it may wait. */
async function bookAmong(sessionIds: readonly string[], command: ReadBook, on: Preparation): Promise<Outcome> {
  const records: SessionRecord[] = []
  for (const [n, sessionId] of sessionIds.entries()) {
    const record = await on.session(sessionId)
    if (!record.exists) return refused([record], await on.whyNoSession(record.names.doctorId, sessionId))
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
    return refused([], await on.whyNoSession(command.target.doctorId))
  return bookInto(records, command, false, on)!
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
  if (tokenId !== undefined && names.token(tokenId) >= 0)
    return refused(records.slice(-1), reject('token-id-taken', { tokenId }))
  const victim = bump === undefined ? -1 : names.token(bump)
  if (bump !== undefined && victim < 0) return refused(records, notFound.token(bump))
  const unnamed = now ? NOW : target.kind === 'session' ? ON_DAY : UNNAMED
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
    manner,
  }
  return decided(records, asked, -1, attributes)
}

/**
 * Open sessions of a doctor from yesterday on, because one that began late may still be running after midnight; for a patient who is here
 * now, none after today.
 */
function comingSessions(doctorId: string, now: true | undefined, on: Preparation): Promise<readonly string[]> {
  const { store, zone } = on.setting
  const to = now ? zone.dateAt(on.now) : undefined
  return store.sessions({ doctorId, from: zone.dateAt(on.now - 86_400_000), to, open: true })
}
