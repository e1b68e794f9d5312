import type { DoctorResult } from '../../api/results'
import { changesDoctor } from '../../core/doctor'
import type { DoctorEvent } from '../../events/event'
import { eventIdOf } from '../../events/ids'
import type { Commit } from '../../store/store'
import type { ReadCommand } from '../input/read-command'
import type { DoctorRecord } from '../sessions/session-cache'
import { doctorAnswer } from './answer'

/** What registering a doctor answers, and the commit that it takes; none where the doctor is known so. */
export function registerDoctor(
  { doctor, actor, note }: ReadCommand & { op: 'registerDoctor' },
  known: DoctorRecord,
  at: number,
  commandId: string,
  fingerprint: string,
): { readonly answer: DoctorResult; readonly commit?: Commit } {
  const answer = doctorAnswer(doctor, commandId)
  if (!changesDoctor(known.doctor, doctor)) return { answer }
  const version = known.version + 1
  const event: DoctorEvent = {
    schema: 1,
    type: 'doctor.registered',
    eventId: eventIdOf(doctor.id, version),
    at,
    version,
    commandId,
    ...(actor === undefined ? undefined : { actor }),
    ...(note === undefined ? undefined : { note }),
    cause: known.version === 0 ? 'registered' : 'changed',
    doctor,
  }
  const entry = { kind: 'doctor', doctorId: doctor.id } as const
  const write = { stream: doctor.id, expectedVersion: known.version, events: [event], entry }
  return { answer, commit: { commandId, fingerprint, answer, writes: [write], claims: [], releases: [] } }
}
