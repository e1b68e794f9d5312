import { randomUUID } from 'node:crypto'
import { type Basis, type CommandResult, isOpdError, type Plan } from 'opd-scheduler'
import type { z } from 'zod'
import { admissionOf, admitted, present } from './patient-details'
import { Problem } from './problem'
import type { BookedPatient, PatientWanted } from './schemas/patient'
import type { Services } from './services'

interface WantedId {
  readonly patientId: string
}

interface WantedDetails {
  readonly patient: z.output<typeof PatientWanted>
}

/** The patient of a booking: one of the two. */
export interface Wanted {
  readonly patientId?: string | undefined
  readonly patient?: z.output<typeof PatientWanted> | undefined
}

interface Request extends Wanted {
  readonly key: string | undefined
  /** Everything that a repeat under the same key must have in common with this request. */
  readonly content: readonly unknown[]
}

interface Engine {
  plan(fields: { readonly patientId: string }): Promise<Plan>
  execute(fields: { readonly patientId: string; readonly commandId?: string }): Promise<CommandResult>
}

type Booked = z.output<typeof BookedPatient> | undefined

/** Returns what `bookFor` would do, and stores nothing. */
export async function planFor(
  request: Request,
  engine: Engine,
  services: Services,
): Promise<{ readonly plan: Plan; readonly patient: Booked }> {
  const wanted = checked(request, services)
  if ('patientId' in wanted) {
    const patient = await patientBy(wanted.patientId, false, services)
    return { plan: await engine.plan(wanted), patient }
  }
  const admission = admissionOf(wanted.patient, 'body.patient', request.key, request.content, services)
  const { patient, found } = admitted(await services.patients.plan(admission))
  return { plan: await engine.plan({ patientId: patient.id }), patient: { id: patient.id, found } }
}

/**
 * Books for a patient given by id or by details. The engine decides first. Only if it accepts, the patient is found or stored, and then
 * booked for. If the booking is refused after all, because another one was faster, whatever it stored is removed again.
 *
 * If the process dies in between, the patient and the key are stored. A repeat of the request finds both and books once.
 */
export async function bookFor(
  request: Request,
  basis: Basis | undefined,
  engine: Engine,
  services: Services,
): Promise<{ readonly result: CommandResult; readonly patient?: Booked }> {
  const { patients } = services
  const wanted = checked(request, services)
  if ('patientId' in wanted) {
    const patient = await patientBy(wanted.patientId, true, services)
    return { result: await engine.execute(wanted), patient }
  }
  const commandId = request.key ?? randomUUID()
  const admission = admissionOf(wanted.patient, 'body.patient', commandId, request.content, services)
  const planned = admitted(await patients.plan(admission))
  // A repeat was planned before. By now its own first run may be the reason for a refusal.
  if (!planned.isRepeat) {
    const { basis: found, ...plan } = await engine.plan({ patientId: planned.patient.id })
    if (basis !== undefined && JSON.stringify(basis) !== JSON.stringify(found)) return { result: stale(basis, found) }
    if (plan.status === 'rejected') return { result: plan }
  }
  const { patient, found } = admitted(await patients.admitForBooking(admission))
  try {
    const result = await engine.execute({ patientId: patient.id, commandId })
    if (result.status === 'rejected') await patients.release(commandId)
    return { result, patient: { id: patient.id, found } }
  } catch (thrown) {
    // With any other code of the library, nothing was written.
    if (isOpdError(thrown) && thrown.code !== 'outcome-unknown')
      await patients.release(commandId).catch(() => undefined)
    throw thrown
  }
}

function checked({ patientId, patient }: Wanted, { patientIndex }: Services): WantedId | WantedDetails {
  if (patientId !== undefined && patient === undefined) return { patientId }
  if (patient === undefined || patientId !== undefined)
    throw new Problem('invalid-input', 'body.patient: give either patient or patientId.')
  if (patientIndex === 'external')
    throw new Problem('invalid-input', 'body.patient: the hospital has its own index of patients. Give its patientId.')
  return { patient }
}

async function patientBy(patientId: string, isBooked: boolean, { patients, patientIndex }: Services): Promise<Booked> {
  if (patientIndex === 'external') return undefined
  present(await (isBooked ? patients.keep(patientId) : patients.get(patientId)), patientId)
  return { id: patientId, found: true }
}

function stale(expected: Basis, found: Basis): CommandResult {
  const message =
    'A session has changed since the preview, or the booking would now do something else. Preview it again.'
  return { status: 'rejected', code: 'plan-stale', message, details: { expected, found }, moves: [] }
}
