import { randomUUID } from 'node:crypto'
import { type CommandResult, isOpdError, type Plan } from 'opd-scheduler'
import type { z } from 'zod'
import type { BookingAdmission } from '../patients/admission'
import { admissionOf, admitted, newPatientId, present } from './patient-details'
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

/** How often a booking looks for its patient again, because others add or remove the same person at the same time. */
const ATTEMPTS = 10

/**
 * Books for a patient given by id or by details. New patients are stored between the engine's decision and the commit, so a refused
 * booking stores nobody. If it is refused after all, because another process was faster, whatever it stored is removed again.
 *
 * If this process dies in between, the patient and the key are stored. A repeat of the request finds both and books once.
 */
export async function bookFor(
  request: Request,
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
  const booking = { ...admission, isFresh: request.key === undefined }
  const book = () => bookAs(booking, engine, services)
  return booking.isFresh ? book() : patients.inTurn(commandId, book)
}

async function bookAs(
  admission: BookingAdmission,
  engine: Engine,
  { patients }: Services,
): Promise<{ readonly result: CommandResult; readonly patient: Booked }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // A new id for each attempt, because the last one may be erased.
    const given = attempt === 1 ? admission : { ...admission, id: newPatientId() }
    const planned = admitted(await patients.plan(given))
    const patientId = planned.patient.id
    try {
      const { result, isLost, found } = await patients.booking(
        { ...given, id: patientId },
        () => engine.execute({ patientId, commandId: admission.key }),
        ({ status }) => status === 'rejected',
      )
      if (!isLost) return { result, patient: { id: patientId, found: found ?? planned.found } }
    } catch (thrown) {
      const isReused = isOpdError(thrown) && thrown.code === 'command-id-reused'
      if (!isReused || planned.isRepeat) throw thrown
      // Perhaps the same request came twice, and the other one has booked meanwhile: then this one is a repeat.
      const again = await patients.plan(admission)
      if (again.status === 'done' && !again.isRepeat) throw thrown
    }
  }
  throw new Problem('conflict-retries-exhausted', 'Others add the same patient at the same time. Try again.')
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
