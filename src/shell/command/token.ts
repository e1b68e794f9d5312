import type { AttendanceOp, TokenOp } from '../../api/commands'
import { ATTENDANCE_STEPS, type CoreTokenStep, type Day } from '../../core/command'
import type { TokenAttributes } from '../../core/rules/rules'
import { sessionOfTokenId } from '../../events/names'
import { type Fields, invalid } from '../input/fields'
import type { Zone } from '../input/zone'
import type { SessionRecord } from '../sessions/session-record'
import { type Soon, whenReady } from '../time'
import type { ReadCommandOptions } from './common-fields'
import { type Outcome, type Preparation, refused } from './preparation'
import { notFound } from './refuse'

/** A checked step of a token. */
export interface ReadTokenStep extends ReadCommandOptions {
  readonly op: TokenOp
  readonly tokenId: string
  readonly override: boolean
  readonly room: string | undefined
}

/** A checked `reinstate` command. */
export interface ReadReinstate extends ReadCommandOptions {
  readonly op: 'reinstate'
  readonly tokenId: string
  readonly override: boolean
}

/** A checked `reclassify` command. A field that stays is undefined. */
export interface ReadReclassify extends ReadCommandOptions {
  readonly op: 'reclassify'
  readonly tokenId: string
  readonly source: string | undefined
  readonly attributes: TokenAttributes | undefined
  readonly override: boolean
}

/** Only steps that say whether the patient came may override the rules, and only two of them take place in a room. */
export function readTokenStep(op: TokenOp, fields: Fields, options: ReadCommandOptions): ReadTokenStep {
  const { commandId, actor, note } = options
  const override = isAttendance(op) && readOverride(fields, options)
  // One literal, because a spread takes ten times as long and these commands are frequent.
  const room = op === 'call' || op === 'start' ? fields.optionalText('room', 20) : undefined
  return { commandId, actor, note, op, tokenId: fields.id('tokenId'), override, room }
}

export function readReinstate(fields: Fields, options: ReadCommandOptions): ReadReinstate {
  return { ...options, op: 'reinstate', tokenId: fields.id('tokenId'), override: readOverride(fields, options) }
}

export function readReclassify(fields: Fields, options: ReadCommandOptions): ReadReclassify {
  const source = fields.optionalText('source', 40)
  const attributes = fields.attributes('attributes')
  if (source === undefined && attributes === undefined)
    throw invalid('source', undefined, 'Give a new source or new attributes')
  const override = readOverride(fields, options)
  return { ...options, op: 'reclassify', tokenId: fields.id('tokenId'), source, attributes, override }
}

/** Reads whether the command overrides the rules, which needs an actor. */
export function readOverride(fields: Fields, { actor }: ReadCommandOptions): boolean {
  const override = fields.flag('override')
  if (override && actor === undefined) throw invalid('actor', actor, 'Name the person who overrides the rules')
  return override
}

type OfOneToken = ReadTokenStep | ReadReinstate | ReadReclassify

/** Decides a command about a token in its own session. */
export function prepareToken(command: OfOneToken, on: Preparation): Soon<Outcome> {
  const sessionId = sessionOfTokenId(command.tokenId)
  if (sessionId === undefined) return locateThenDecide(command, on)
  return whenReady(on.session(sessionId), (record) => decideIn(record, command, on))
}

async function locateThenDecide(command: OfOneToken, on: Preparation): Promise<Outcome> {
  const sessionId = await on.setting.store.locate(command.tokenId)
  if (sessionId === undefined) return refused([], notFound.token(command.tokenId))
  return decideIn(await on.session(sessionId), command, on)
}

function decideIn(record: SessionRecord, command: OfOneToken, on: Preparation): Outcome {
  const { op, tokenId } = command
  const token = record.names.token(tokenId)
  if (token < 0) return refused([record], notFound.token(tokenId))
  if (op !== 'reinstate' && op !== 'reclassify') return on.decide([record], stepOf(command, record, token, on), token)
  const booked = record.requestOf(token)
  if (op === 'reinstate') {
    const { override, actor } = command
    return on.decide([record], { op, at: on.now, token, request: booked, override, actor }, token)
  }
  const { source = booked.source, attributes = booked.attributes, override, actor } = command
  const request = Object.freeze({ source, attributes })
  return on.decide([record], { op, at: on.now, token, request, override, actor }, token, attributes)
}

function stepOf({ op, override, actor, room }: ReadTokenStep, record: SessionRecord, token: number, on: Preparation) {
  const step: CoreTokenStep = { op, at: on.now, token }
  if (!isAttendance(op)) return step
  const overriding = override ? { actor, request: record.requestOf(token) } : undefined
  return { ...step, day: dayOf(record.names.date, on.setting.zone), override: overriding, room }
}

function isAttendance(op: TokenOp): op is AttendanceOp {
  return ATTENDANCE_STEPS.includes(op as AttendanceOp)
}

/** The service date in the facility's zone. */
function dayOf(date: string, zone: Zone): Day {
  const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
  return { from: zone.startOf(date), to: zone.startOf(next) }
}
