import { sessionIdOf } from '../../events/ids'
import type { Fields } from '../input/fields'
import { clashOf, MOST_SLOTS, type ReadSlot, readSlots, twinOf } from '../input/read-slots'
import type { Zone } from '../input/zone'
import { slotsText } from '../sessions/session-record'
import type { ReadCommandOptions } from './command-options'
import { type Outcome, refused, unchanged } from './outcome'
import type { Preparation } from './preparation'
import { readSession, readSlotId } from './read-ids'
import { notFound, overlap, reject, slotOver } from './refuse'

/** A checked `openSession` command. */
export interface ReadOpenSession extends ReadCommandOptions {
  readonly op: 'openSession'
  readonly doctorId: string
  readonly sessionId: string
  readonly slots: readonly ReadSlot[]
}

/** A checked `addSlots` command. */
export interface ReadAddSlots extends ReadCommandOptions {
  readonly op: 'addSlots'
  readonly sessionId: string
  readonly slots: readonly ReadSlot[]
}

/** A checked `resizeSlot` command. */
export interface ReadResizeSlot extends ReadCommandOptions {
  readonly op: 'resizeSlot'
  readonly sessionId: string
  readonly slotId: string
  readonly capacity: number
  readonly displace: boolean
}

/** A checked command that needs only the session. */
export interface ReadWholeSession extends ReadCommandOptions {
  readonly op: 'sweepSession' | 'callNext'
  readonly sessionId: string
}

export function readOpenSession(fields: Fields, options: ReadCommandOptions, zone: Zone): ReadOpenSession {
  const doctorId = fields.doctorId('doctorId')
  const sessionId = sessionIdOf(doctorId, fields.date('date'))
  const slots = readSlots(fields.list('slots', MOST_SLOTS), sessionId, zone)
  return { ...options, op: 'openSession', doctorId, sessionId, slots }
}

export function readAddSlots(fields: Fields, options: ReadCommandOptions, zone: Zone): ReadAddSlots {
  const sessionId = readSession(fields)
  const slots = readSlots(fields.list('slots', MOST_SLOTS), sessionId, zone)
  return { ...options, op: 'addSlots', sessionId, slots }
}

export function readResizeSlot(fields: Fields, options: ReadCommandOptions): ReadResizeSlot {
  const { sessionId, slotId } = readSlotId(fields)
  const capacity = fields.whole('capacity', 0, 10_000)
  return { ...options, op: 'resizeSlot', sessionId, slotId, capacity, displace: fields.flag('displace') }
}

export function readWholeSession(
  op: ReadWholeSession['op'],
): (fields: Fields, options: ReadCommandOptions) => ReadWholeSession {
  return (fields, options) => ({ ...options, op, sessionId: readSession(fields) })
}

export async function prepareOpenSession(command: ReadOpenSession, on: Preparation): Promise<Outcome> {
  const { sessionId, doctorId, slots } = command
  const record = await on.session(sessionId)
  if (record.exists) {
    if (record.openedAs === slotsText(slots)) return unchanged(record)
    return refused([record], reject('session-exists', { sessionId }))
  }
  const { doctor } = await on.cache.doctor(doctorId, on.since)
  if (doctor === undefined) return refused([record], notFound.doctor(doctorId))
  const wrong = clashOf(slots)
  if (wrong !== undefined) return refused([record], overlap(record, wrong))
  return on.decide([record], { op: 'openSession', at: on.now, slots })
}

export async function prepareAddSlots({ sessionId, slots }: ReadAddSlots, on: Preparation): Promise<Outcome> {
  const record = await on.session(sessionId)
  if (!record.exists) return refused([record], notFound.session(sessionId))
  const outcome = on.decide([record], { op: 'addSlots', at: on.now, slots })
  if (outcome.refusal?.code === 'slot-past')
    return refused([record], slotOver(record, slots.find(({ end }) => end <= on.now)!))
  const twin = outcome.refusal === undefined ? twinOf(slots, record.names.slots) : undefined
  return twin === undefined ? outcome : refused([record], overlap(record, twin))
}

export async function prepareResizeSlot(command: ReadResizeSlot, on: Preparation): Promise<Outcome> {
  const { sessionId, slotId, capacity, displace } = command
  const record = await on.session(sessionId)
  if (!record.exists) return refused([record], notFound.session(sessionId))
  const slot = record.names.slot(slotId)
  if (slot < 0) return refused([record], notFound.slot(slotId))
  return on.decide([record], { op: 'resizeSlot', at: on.now, slot, capacity, displace })
}

export async function prepareWholeSession({ op, sessionId }: ReadWholeSession, on: Preparation): Promise<Outcome> {
  const record = await on.session(sessionId, op !== 'sweepSession')
  if (!record.exists) return refused([record], notFound.session(sessionId))
  return on.decide([record], { op, at: on.now })
}
