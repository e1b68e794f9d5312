import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** What is written has to be what the types of FHIR libraries want, and what they have has to be readable. */
const CODE = `
import type * as r4 from 'fhir/r4'
import type * as r5 from 'fhir/r5'
import type { Doctor, SessionView, SlotView, TokenView } from '${ROOT}src/index'
import { appointmentOf, commandOf, encounterOf, type FhirOptions, scheduleOf, sessionsOf, slotOf } from '${ROOT}src/fhir/index'
declare const token: TokenView, session: SessionView, slot: SlotView, doctor: Doctor
declare const four: FhirOptions<'R4'>, five: FhirOptions<'R5'>
export const appointments: [r4.Appointment, r5.Appointment] = [appointmentOf(token, session, four), appointmentOf(token, session, five)]
export const encounters: [r4.Encounter?, r5.Encounter?] = [encounterOf(token, session, four), encounterOf(token, session, five)]
export const slots: [r4.Slot, r5.Slot] = [slotOf(slot, session, four), slotOf(slot, session, five)]
export const schedules: [r4.Schedule, r5.Schedule] = [scheduleOf(doctor, [session], four), scheduleOf(doctor, [session], five)]
type Arriving = r4.Appointment | r4.AppointmentResponse | r5.Appointment | r5.AppointmentResponse
export const read = (resource: Arriving) => commandOf(resource, { timeZone: 'UTC' })
export const read4 = (schedule: r4.Schedule, all: r4.Slot[]) => sessionsOf(schedule, all, { timeZone: 'UTC' })
export const read5 = (schedule: r5.Schedule, all: r5.Slot[]) => sessionsOf(schedule, all, { timeZone: 'UTC' })
`

/** Compiles the resources against `@types/fhir`, which is installed in the folder. Throws with the compiler's words if they do not fit. */
export function checkTypes(folder: string): void {
  writeFileSync(join(folder, 'fitting.ts'), CODE)
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023', '--module', 'esnext']
  const roots = ['--typeRoots', [ROOT, folder].map((each) => join(each, 'node_modules/@types')).join(',')]
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  execFileSync(
    process.execPath,
    [tsc, ...options, '--moduleResolution', 'bundler', '--types', 'node,fhir', ...roots, 'fitting.ts'],
    {
      cwd: folder,
      stdio: 'inherit',
    },
  )
  console.log('types: resources of R4 and R5 fit @types/fhir, in both directions')
}
