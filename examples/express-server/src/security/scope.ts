import type { OpdScheduler } from 'opd-scheduler'
import type { Call, Given, Operation, Parts, Reply } from '../api/operation'
import { Problem } from '../api/problem'

/**
 * How far an operation is open to a key that is bound to a doctor. An operation that does not say it is refused to such keys.
 *
 * - `open`: it shows and changes nothing of a doctor's day and of no patient.
 * - `named`: the request names at least one doctor, session, slot, token or patient, and all of them must be the doctor's own. If the
 *   query may have a `doctorId` or a `schedule`, it is the key's doctor unless given.
 * - `found`: of the `patients` in the answer, only the doctor's own are shown.
 *
 * A patient with a token in any of the doctor's sessions is the doctor's own.
 */
export type Scope = 'open' | 'named' | 'found'

/** Runs an operation for a key that is bound to a doctor. */
export async function runBound(
  operation: Operation,
  parts: Parts,
  call: Call,
  doctorId: string,
  scheduler: OpdScheduler,
  check: (given: Given) => void,
): Promise<Reply> {
  const { scope } = operation
  if (scope === undefined)
    throw new Problem('not-your-doctor', 'A key that is bound to a doctor may not do this. Use a key of the hospital.')
  const isOwn = owner(doctorId, scheduler)
  const { shape } = operation.query
  const ofKey = { ...('doctorId' in shape && { doctorId }), ...('schedule' in shape && { schedule: doctorId }) }
  const query = { ...ofKey, ...parts.query }
  const reply = await operation
    .run({ ...parts, query }, call, async (given) => {
      check(given)
      if (scope === 'named') await mustBeOwn(given, doctorId, isOwn)
    })
    .catch((thrown: unknown) => {
      throw thrown instanceof Problem ? withoutPatients(thrown, call) : thrown
    })
  if (scope !== 'found') return reply
  const { patients, ...rest } = reply.body as { readonly patients: readonly { readonly id: string }[] }
  const own = await Promise.all(patients.map(({ id }) => isOwn('patientId', id)))
  return { ...reply, body: { ...rest, patients: patients.filter((_, index) => own[index] === true) } }
}

/** Leaves out the ids of patients, who may be other doctors'. They are still in the audit. */
function withoutPatients(problem: Problem, { audit }: Call): Problem {
  const { code, message, headers } = problem
  const { patientIds, ...details } = problem.details ?? {}
  if (patientIds === undefined) return problem
  audit.see(problem.details)
  const detail =
    code === 'patient-ambiguous'
      ? 'These details may mean a patient who is there already. Give the patientId of a patient of yours, or "new": true.'
      : message
  return new Problem(code, detail, Object.keys(details).length === 0 ? undefined : details, headers)
}

/** Whether a named thing is the doctor's own; undefined if the field names nothing, or nothing that exists. */
type IsOwn = (field: string, value: string) => boolean | undefined | Promise<boolean | undefined>

function owner(doctorId: string, scheduler: OpdScheduler): IsOwn {
  return async (field, value) => {
    switch (field) {
      case 'doctorId':
      case 'doctorIds':
        return value === doctorId
      case 'schedule':
        return value.replace('Schedule/', '') === doctorId
      case 'sessionId':
      case 'slotId':
      case 'elsewhere':
        return value.split('.')[0] === doctorId
      case 'tokenId':
      case 'bump': {
        // The id may be the host's own, so it does not tell the doctor.
        const token = await scheduler.token(value)
        return token && token.doctorId === doctorId
      }
      case 'patientId':
        return (await scheduler.tokens({ doctorId, patientId: value })).length > 0
      default:
        return undefined
    }
  }
}

async function mustBeOwn({ params, query, body }: Given, doctorId: string, isOwn: IsOwn): Promise<void> {
  let hasOwn = false
  for (const [field, value] of [params, query, body].flatMap((part) => Object.entries(part ?? {})))
    for (const each of [value].flat()) {
      const own = typeof each === 'string' ? await isOwn(field, each) : undefined
      if (own === false)
        throw new Problem('not-your-doctor', `This key is bound to ${doctorId}, and ${field} '${each}' is not theirs.`)
      hasOwn ||= own === true
    }
  if (hasOwn) return
  const unknown = Reflect.get(params ?? {}, 'tokenId')
  if (typeof unknown === 'string') throw new Problem('token-not-found', `There is no token '${unknown}'.`)
  throw new Problem('not-your-doctor', `This key is bound to ${doctorId}. Name a doctor, session or slot of theirs.`)
}
