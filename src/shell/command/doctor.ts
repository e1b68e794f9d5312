import type { DoctorDone } from '../../api/results'
import { changesDoctor, DEFAULT_MINUTES_PER_VISIT, type Doctor } from '../../core/doctor'
import { type DoctorEvent, freeze } from '../../events/event'
import { eventStemOf } from '../../events/names'
import type { Write } from '../../store/store'
import { type Fields, invalid } from '../input/fields'
import type { DoctorRecord } from '../sessions/session-cache'
import type { ReadCommandOptions } from './common-fields'

/** A checked `registerDoctor` command. */
export interface ReadRegisterDoctor extends ReadCommandOptions {
  readonly op: 'registerDoctor'
  readonly doctor: Doctor
}

export function readRegisterDoctor(fields: Fields, options: ReadCommandOptions): ReadRegisterDoctor {
  const minutes = fields.get('minutesPerVisit')
  if (minutes !== undefined && !(typeof minutes === 'number' && minutes > 0 && minutes <= 480)) {
    throw invalid('minutesPerVisit', minutes, 'Give minutes above 0 and at most 480')
  }
  const doctor = {
    id: fields.doctorId('id'),
    name: fields.text('name', 200),
    specialization: fields.optionalText('specialization', 200) ?? null,
    minutesPerVisit: minutes ?? DEFAULT_MINUTES_PER_VISIT,
  }
  return { ...options, op: 'registerDoctor', doctor }
}

/** Returns the answer to a registration and what to write; nothing if no detail changes. */
export function registerDoctor(
  { doctor, actor, note }: ReadRegisterDoctor,
  stored: DoctorRecord,
  at: number,
  commandId: string,
): { readonly answer: DoctorDone; readonly write?: Write } {
  const answer = doctorAnswer(doctor, commandId)
  if (!changesDoctor(stored.doctor, doctor)) return { answer }
  const version = stored.version + 1
  const event: DoctorEvent = {
    schema: 1,
    type: 'doctor.registered',
    eventId: eventStemOf(doctor.id) + version,
    at,
    version,
    commandId,
    ...(actor === undefined ? undefined : { actor }),
    ...(note === undefined ? undefined : { note }),
    cause: stored.version === 0 ? 'registered' : 'changed',
    doctor,
  }
  const entry = { kind: 'doctor', doctorId: doctor.id } as const
  return { answer, write: { stream: doctor.id, expectedVersion: stored.version, events: [event], entry } }
}

export function doctorAnswer(doctor: Doctor, commandId: string): DoctorDone {
  return freeze({ status: 'registered', doctor, moves: [], commandId })
}
