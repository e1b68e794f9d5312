import { sessionIdOf } from '../../events/names'
import type { Fields } from '../input/fields'
import { clashOf, MOST_SLOTS, type ReadSlot, readSlots, twinOf } from '../input/read-slots'
import type { Zone } from '../input/zone'
import { type ReadCommandOptions, readSession, readSlotId } from './common-fields'
import { type Outcome, type Preparation, refused, unchanged } from './preparation'
import { notFound, overlap, reject, slotOver } from './refuse'

/** A checked `openSession` command. */
export interface ReadOpenSession extends ReadCommandOptions {
  readonly op: 'openSession'
  readonly doctorId: string
  readonly sessionId: string
  readonly slots: readonly ReadSlot[]
  /** Number of consulting rooms; undefined if there is one. */
  readonly rooms: number | undefined
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

/** A checked `sweepSession` command. */
export interface ReadSweepSession extends ReadCommandOptions {
  readonly op: 'sweepSession'
  readonly sessionId: string
}

/** A checked `callNext` command. */
export interface ReadCallNext extends ReadCommandOptions {
  readonly op: 'callNext'
  readonly sessionId: string
  readonly room: string | undefined
}

const MOST_ROOMS = 50

export function readOpenSession(fields: Fields, options: ReadCommandOptions, zone: Zone): ReadOpenSession {
  const doctorId = fields.doctorId('doctorId')
  const sessionId = sessionIdOf(doctorId, fields.date('date'))
  const slots = readSlots(fields.list('slots', MOST_SLOTS), sessionId, zone)
  const rooms = readRooms(fields)
  return { ...options, op: 'openSession', doctorId, sessionId, slots, rooms }
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

/** Reads the number of consulting rooms; undefined if there is one. */
export function readRooms(fields: Fields): number | undefined {
  const rooms = fields.has('rooms') ? fields.whole('rooms', 1, MOST_ROOMS) : 1
  return rooms === 1 ? undefined : rooms
}

/** The command that carries out what is due in a session. */
export function sweepOf(sessionId: string): ReadSweepSession {
  return { op: 'sweepSession', sessionId, commandId: undefined, actor: undefined, note: undefined }
}

export function readSweepSession(fields: Fields, options: ReadCommandOptions): ReadSweepSession {
  return { ...options, op: 'sweepSession', sessionId: readSession(fields) }
}

export function readCallNext(fields: Fields, options: ReadCommandOptions): ReadCallNext {
  return { ...options, op: 'callNext', sessionId: readSession(fields), room: fields.optionalText('room', 20) }
}

export async function prepareOpenSession(command: ReadOpenSession, on: Preparation): Promise<Outcome> {
  const { sessionId, doctorId, slots, rooms } = command
  const record = await on.session(sessionId)
  if (record.exists) {
    if (record.wasOpenedWith(slots, rooms)) return unchanged(record)
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

export async function prepareSweepSession({ op, sessionId }: ReadSweepSession, on: Preparation): Promise<Outcome> {
  const record = await on.session(sessionId, false)
  if (!record.exists) return refused([record], notFound.session(sessionId))
  return on.decide([record], { op, at: on.now })
}

export async function prepareCallNext({ op, sessionId, room }: ReadCallNext, on: Preparation): Promise<Outcome> {
  const record = await on.session(sessionId)
  if (!record.exists) return refused([record], notFound.session(sessionId))
  return on.decide([record], { op, at: on.now, room })
}
