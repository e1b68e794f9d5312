import { ON_DAY } from '../../core/command'
import { doctorOf, sessionIdOf, sessionOfTokenId, slotIdOf } from '../../events/names'
import type { Fields } from '../input/fields'
import { monotonicNow } from '../time'
import { type ReadCommandOptions, readSlotId } from './common-fields'
import { type Outcome, type Preparation, refused } from './preparation'
import { notFound } from './refuse'

/** A slot, or a day of a doctor: the token's own, unless another is named. */
type Goal =
  | { readonly sessionId: string; readonly slotId: string }
  | { readonly doctorId: string | undefined; readonly date: string; readonly minute: number | undefined }

/** A checked `reschedule` command. */
export interface ReadReschedule extends ReadCommandOptions {
  readonly op: 'reschedule'
  readonly tokenId: string
  readonly goal: Goal
}

export function readReschedule(fields: Fields, options: ReadCommandOptions): ReadReschedule {
  return { ...options, op: 'reschedule', tokenId: fields.id('tokenId'), goal: readGoal(fields) }
}

function readGoal(fields: Fields): Goal {
  if (fields.has('slotId')) return readSlotId(fields)
  const doctorId = fields.has('doctorId') ? fields.doctorId('doctorId') : undefined
  const date = fields.date('date')
  return { doctorId, date, minute: fields.has('start') ? fields.minuteOfDay('start') : undefined }
}

export async function prepareReschedule(command: ReadReschedule, on: Preparation): Promise<Outcome> {
  const { tokenId, goal, actor } = command
  const homeId = sessionOfTokenId(tokenId) ?? (await on.setting.store.locate(tokenId))
  if (homeId === undefined) return noToken(command, on)
  const goalId = 'date' in goal ? sessionIdOf(goal.doctorId ?? doctorOf(homeId), goal.date) : goal.sessionId
  // Sessions are taken in order of their ids, so that two commands never wait for each other.
  const inOrder = [homeId, goalId].sort()
  const wantedAt = monotonicNow()
  on.keys.makeWayFor(inOrder)
  for (const sessionId of inOrder) await on.keys.take(sessionId)
  const home = await on.cache.forDecision(homeId, on.since, wantedAt)
  const other = goalId === homeId ? home : await on.cache.forDecision(goalId, on.since, wantedAt)
  const records = other === home ? [home] : [home, other]
  if (!other.exists) return refused(records, notFound.session(goalId))
  const token = home.names.token(tokenId)
  if (token < 0) return refused(records, notFound.token(tokenId))
  const slotId = slotIn(goal, goalId)
  const slot = slotId === undefined ? ON_DAY : other.names.slot(slotId)
  if (slotId !== undefined && slot < 0) return refused(records, notFound.slot(slotId))
  const request = home.requestOf(token)
  const patient = other.names.patient(home.names.tokens[token]!.patientId)
  const { attributes } = request
  return on.decide(records, { op: 'reschedule', at: on.now, token, patient, slot, request, actor }, token, attributes)
}

/** The refusal if no session has the token: a session that is named but does not exist is reported first, as for all commands. */
async function noToken({ tokenId, goal }: ReadReschedule, on: Preparation): Promise<Outcome> {
  if ('date' in goal) return refused([], notFound.token(tokenId))
  const record = await on.session(goal.sessionId)
  return refused([record], record.exists ? notFound.token(tokenId) : notFound.session(goal.sessionId))
}

function slotIn(goal: Goal, goalId: string): string | undefined {
  if ('slotId' in goal) return goal.slotId
  return goal.minute === undefined ? undefined : slotIdOf(goalId, goal.minute)
}
