import type { TokenOp } from '../../api/commands'
import type { Doctor } from '../../core/doctor'
import type { TokenAttributes } from '../../core/rules/rules'
import { Fields } from './fields'
import { invalid, untrusted } from './invalid'
import { type ReadSlot, readSlots, slotIdOf } from './read-slots'
import type { Zone } from './zone'

interface ReadOptions {
  readonly commandId: string | undefined
  readonly actor: string | undefined
  readonly note: string | undefined
}

/** Where a booking wants to go. */
export type ReadTarget =
  | { readonly kind: 'slot'; readonly sessionId: string; readonly slotId: string }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'doctor'; readonly doctorId: string }

/** A command whose every field has been checked and copied, by what it concerns. */
export type ReadCommand = ReadOptions &
  (
    | { readonly op: 'registerDoctor'; readonly doctor: Doctor }
    | {
        readonly op: 'openSession'
        readonly doctorId: string
        readonly sessionId: string
        readonly slots: readonly ReadSlot[]
      }
    | { readonly op: 'addSlots'; readonly sessionId: string; readonly slots: readonly ReadSlot[] }
    | {
        readonly op: 'resizeSlot'
        readonly sessionId: string
        readonly slotId: string
        readonly capacity: number
        readonly displace: boolean
      }
    | { readonly op: 'closeSession' | 'callNext' | 'sweepSession'; readonly sessionId: string }
    | {
        readonly op: 'book'
        readonly target: ReadTarget
        readonly source: string
        readonly patientId: string
        readonly tokenId: string | undefined
        readonly attributes: TokenAttributes | undefined
        /** 0 where the seat is taken at once. */
        readonly holdMinutes: number
        readonly override: boolean
        readonly bump: string | undefined
      }
    | { readonly op: TokenOp; readonly tokenId: string }
    | { readonly op: 'reinstate'; readonly tokenId: string; readonly override: boolean }
    | { readonly op: 'reschedule'; readonly tokenId: string; readonly target: ReadMove }
    | {
        readonly op: 'reclassify'
        readonly tokenId: string
        readonly source: string | undefined
        readonly attributes: TokenAttributes | undefined
      }
  )

/** Where a token wants to move: a slot, or a day of its own doctor. */
type ReadMove =
  | { readonly sessionId: string; readonly slotId: string }
  | { readonly date: string; readonly minute: number | undefined }

const OPS = [
  'registerDoctor',
  'openSession',
  'addSlots',
  'resizeSlot',
  'closeSession',
  'book',
  'confirm',
  'cancel',
  'reschedule',
  'reclassify',
  'checkIn',
  'callNext',
  'call',
  'skip',
  'start',
  'complete',
  'leaveUnseen',
  'noShow',
  'reinstate',
  'undo',
  'sweepSession',
] as const

const GENERATED_ID = /^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d\.[et]\d+$/
const SLOT_ID = /^([A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d)\.\d{4}$/
const SESSION_ID = /^[A-Za-z0-9-]{1,40}\.\d{4}-\d\d-\d\d$/

/** Checks and copies an untrusted command; throws `invalid-input` and nothing else. */
export function readCommand(input: unknown, zone: Zone): ReadCommand {
  return untrusted('the command', input, () => {
    const fields = Fields.of(input, '')
    const command = read(fields, zone)
    fields.done()
    return command
  })
}

function read(fields: Fields, zone: Zone): ReadCommand {
  const op = fields.oneOf('op', OPS)
  const commandId = fields.optionalText('commandId', 64)
  const options = { commandId, actor: fields.optionalText('actor', 64), note: fields.optionalText('note', 500) }
  switch (op) {
    case 'registerDoctor':
      return { ...options, op, doctor: readDoctor(fields) }
    case 'openSession': {
      const doctorId = fields.doctorId('doctorId')
      const sessionId = `${doctorId}.${fields.date('date')}`
      return { ...options, op, doctorId, sessionId, slots: readSlots(fields, sessionId, zone) }
    }
    case 'addSlots': {
      const sessionId = readSession(fields)
      return { ...options, op, sessionId, slots: readSlots(fields, sessionId, zone) }
    }
    case 'resizeSlot': {
      const { sessionId, slotId } = readSlotId(fields)
      return {
        ...options,
        op,
        sessionId,
        slotId,
        capacity: fields.whole('capacity', 0, 10_000),
        displace: fields.flag('displace'),
      }
    }
    case 'closeSession':
    case 'callNext':
    case 'sweepSession':
      return { ...options, op, sessionId: readSession(fields) }
    case 'book':
      return readBooking(fields, options)
    case 'reinstate':
      return { ...options, op, tokenId: fields.id('tokenId'), override: readOverride(fields, options.actor) }
    case 'reschedule':
      return { ...options, op, tokenId: fields.id('tokenId'), target: readMove(fields) }
    case 'reclassify': {
      const source = fields.optionalText('source', 40)
      const attributes = fields.attributes('attributes')
      if (source === undefined && attributes === undefined)
        throw invalid('source', undefined, 'give a new source or new attributes')
      return { ...options, op, tokenId: fields.id('tokenId'), source, attributes }
    }
    default:
      // In one piece: put together from a spread and more, it takes ten times as long, and of these there are many.
      return { commandId, actor: options.actor, note: options.note, op, tokenId: fields.id('tokenId') }
  }
}

function readBooking(fields: Fields, { commandId, actor, note }: ReadOptions): ReadCommand {
  const source = fields.text('source', 40)
  const patientId = fields.text('patientId', 64)
  const tokenId = fields.has('tokenId') ? readNewTokenId(fields) : undefined
  const target = readTarget(fields)
  const attributes = fields.attributes('attributes')
  const holdMinutes = fields.has('holdMinutes') ? fields.whole('holdMinutes', 1, 1440) : 0
  const override = readOverride(fields, actor)
  const bump = fields.has('bump') ? fields.id('bump') : undefined
  if (override && target.kind !== 'slot') throw invalid('override', override, 'name the slot')
  if (override && holdMinutes > 0) throw invalid('holdMinutes', holdMinutes, 'leave it out of an override')
  if (bump !== undefined && !override) throw invalid('bump', bump, 'give override: true as well')
  return {
    commandId,
    actor,
    note,
    op: 'book',
    source,
    patientId,
    tokenId,
    target,
    attributes,
    holdMinutes,
    override,
    bump,
  }
}

/** What is done above the rules is done by somebody. */
function readOverride(fields: Fields, actor: string | undefined): boolean {
  const override = fields.flag('override')
  if (override && actor === undefined) throw invalid('actor', actor, 'say who overrides the rules')
  return override
}

function readMove(fields: Fields): ReadMove {
  if (fields.has('slotId')) return readSlotId(fields)
  const date = fields.date('date')
  return { date, minute: fields.has('start') ? fields.minuteOfDay('start') : undefined }
}

function readDoctor(fields: Fields): Doctor {
  const minutes = fields.get('minutesPerVisit')
  if (minutes !== undefined && !(typeof minutes === 'number' && minutes > 0 && minutes <= 480)) {
    throw invalid('minutesPerVisit', minutes, 'give minutes above 0 and at most 480')
  }
  return {
    id: fields.doctorId('id'),
    name: fields.text('name', 200),
    specialization: fields.optionalText('specialization', 200) ?? null,
    minutesPerVisit: minutes ?? 5,
  }
}

/** A session by its id, or by doctor and date. */
export function readSession(fields: Fields): string {
  if (!fields.has('sessionId')) return `${fields.doctorId('doctorId')}.${fields.date('date')}`
  return readSessionId(fields.get('sessionId'))
}

/** Checks the id of a session. */
export function readSessionId(value: unknown): string {
  if (typeof value === 'string' && SESSION_ID.test(value)) return value
  throw invalid('sessionId', value, "give an id such as 'dr-rao.2026-01-30'")
}

function readSlotId(fields: Fields): { sessionId: string; slotId: string } {
  const slotId = fields.get('slotId')
  const match = typeof slotId === 'string' ? SLOT_ID.exec(slotId) : null
  if (match !== null) return { sessionId: match[1]!, slotId: match[0] }
  throw invalid('slotId', slotId, "give an id such as 'dr-rao.2026-01-30.0900'")
}

function readTarget(fields: Fields): ReadTarget {
  if (fields.has('slotId')) return { kind: 'slot', ...readSlotId(fields) }
  const doctorId = fields.doctorId('doctorId')
  if (!fields.has('date')) {
    if (fields.has('start')) throw invalid('date', undefined, 'give the date of the start time')
    return { kind: 'doctor', doctorId }
  }
  const sessionId = `${doctorId}.${fields.date('date')}`
  if (!fields.has('start')) return { kind: 'session', sessionId }
  return { kind: 'slot', sessionId, slotId: slotIdOf(sessionId, fields.minuteOfDay('start')) }
}

function readNewTokenId(fields: Fields): string {
  const tokenId = fields.id('tokenId')
  if (!GENERATED_ID.test(tokenId)) return tokenId
  throw invalid('tokenId', tokenId, 'leave it out, or give an id that does not look like a generated one')
}

/** Name of the session in a generated token id, if it is one. */
export function sessionOfTokenId(tokenId: string): string | undefined {
  return GENERATED_ID.test(tokenId) ? tokenId.slice(0, tokenId.lastIndexOf('.')) : undefined
}
