import { type Command, type CommandResult, presets, type SessionView } from 'opd-scheduler'
import { appointmentOf, encounterOf, type FhirOptions, scheduleOf, slotOf } from 'opd-scheduler/fhir'
import { TIME_ZONE } from '../../examples/day-simulation/src/day/clinic'
import { Desk } from '../../examples/day-simulation/src/run/desk'
import { hospitalWeek } from '../../examples/day-simulation/src/week/hospital-week'
import type { Json } from './rules'

const common = {
  timeZone: TIME_ZONE,
  numberSystem: 'https://hospital.example/opd-number',
  sourceSystem: 'https://hospital.example/booking-class',
  reference: (type: string, id: string) => `${type}/${id}`,
  urgency: (source: string) => (source === 'emergency' ? 1 : source === 'paid' ? 4 : 6),
}

/** How the hospital of the week names things, in both releases. */
export const R4: FhirOptions<'R4'> = { ...common, release: 'R4' }
export const R5: FhirOptions<'R5'> = { ...common, release: 'R5' }

/** What the resources of a week are made from. */
export interface Made {
  readonly resource: Json
  readonly release: 'R4' | 'R5'
}

/** The figures of a week, to assert that it reached the interesting states. */
export interface Week {
  readonly resources: number
  /** By status of the appointment, and by op of the command. */
  readonly statuses: ReadonlyMap<string, number>
  readonly ops: ReadonlyMap<string, number>
  /** Appointments of all tokens at the end, in R4. */
  readonly appointments: readonly Json[]
}

/**
 * Runs a week under a preset, with so many requests for each seat: four days, two doctors, one late, one who goes home. Passes on each
 * resource when it changes.
 */
export async function runWeek(
  preset: keyof typeof presets,
  load: number,
  seed: number,
  onResource: (made: Made) => void,
): Promise<Week> {
  const rules = presets[preset]()
  const week = hospitalWeek(4, 2, load, seed)
  const desk = new Desk(TIME_ZONE, rules)
  const { opd } = desk
  const statuses = new Map<string, number>()
  const ops = new Map<string, number>()
  let resources = 0
  const made = (resource: object | undefined, release: 'R4' | 'R5'): void => {
    if (resource === undefined) return
    resources++
    onResource({ resource: resource as Json, release })
  }
  const writeTokens = (session: SessionView, at: number): void => {
    for (const token of session.tokens.filter(({ updatedAt }) => updatedAt === at)) {
      const appointment = appointmentOf(token, session, R4)
      statuses.set(appointment.status, (statuses.get(appointment.status) ?? 0) + 1)
      made(appointment, 'R4')
      made(appointmentOf(token, session, R5), 'R5')
      made(encounterOf(token, session, R4), 'R4')
      made(encounterOf(token, session, R5), 'R5')
    }
  }
  const writeSession = async (id: string): Promise<void> => {
    const session = (await opd.session(id))!
    const doctor = (await opd.doctors()).find((each) => each.id === session.doctorId)!
    for (const options of [R4, R5]) {
      made(scheduleOf(doctor, [session], options), options.release!)
      for (const slot of session.slots) made(slotOf(slot, session, options), options.release!)
    }
  }
  const write = async (at: number, { op }: Command, result: CommandResult): Promise<void> => {
    if (result.status === 'rejected') return
    ops.set(op, (ops.get(op) ?? 0) + 1)
    if ('session' in result) {
      await writeSession(result.session.id)
      writeTokens((await opd.session(result.session.id))!, at)
    }
    if (!('token' in result)) return
    const { sessionId, replaces } = result.token
    const old = replaces === null ? undefined : await opd.token(replaces)
    for (const id of new Set([sessionId, old?.sessionId ?? sessionId])) writeTokens((await opd.session(id))!, at)
  }

  const at = week.openedAt
  for (const doctor of week.doctors) await desk.execute({ at, command: { op: 'registerDoctor', ...doctor } })
  for (const timetable of week.timetables) await desk.openSessions(at, timetable)
  const script = week.script(rules.visit?.standby !== undefined)
  for (let step = script.next(); step.done !== true; ) {
    const result = await desk.execute(step.value)
    await write(step.value.at, step.value.command, result)
    step = script.next(result)
  }
  const appointments: Json[] = []
  for (const { id } of await opd.sessions()) {
    await writeSession(id)
    const session = (await opd.session(id))!
    for (const token of session.tokens) appointments.push(appointmentOf(token, session, R4) as unknown as Json)
  }
  return { resources, statuses, ops, appointments }
}
