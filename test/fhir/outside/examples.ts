import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Appointment, commandOf, type Schedule, type Slot, sessionsOf } from 'opd-scheduler/fhir'
import type { Json } from '../rules'

/** What became of the official examples of a release. */
export interface ReadExamples {
  readonly commands: readonly string[]
  readonly problems: readonly string[]
}

/** Reads the official examples of Appointment, AppointmentResponse, Schedule and Slot in a folder. */
export function readExamples(folder: string): ReadExamples {
  const commands: string[] = []
  const problems: string[] = []
  const examples = readdirSync(folder).map((name): [string, Json] => [
    name,
    JSON.parse(readFileSync(join(folder, name), 'utf8')),
  ])
  const timeZone = 'UTC'
  // The ids of the examples are not ours: `Slot/example` is the slot of a session here.
  const idOf = (type: string, reference: string): string | undefined => {
    const id = new RegExp(`^${type}/(.+)$`).exec(reference)?.[1]
    return type === 'Slot' && id !== undefined ? 'dr-example.2013-12-25.0915' : id
  }
  for (const [name, example] of examples) {
    if (!/^Appointment/.test(name)) continue
    const result = commandOf(example as unknown as Appointment, { timeZone, idOf })
    if ('problem' in result) problems.push(`${name}: ${result.problem}, ${result.path}`)
    else commands.push(`${name}: ${result.op}`)
  }
  const slots = examples.filter(([name]) => name.startsWith('Slot-')).map(([, slot]) => slot as unknown as Slot)
  for (const [name, schedule] of examples) {
    if (!name.startsWith('Schedule-')) continue
    const own = slots.filter((slot) => slot.schedule.reference === `Schedule/${String(schedule.id)}`)
    // The examples are of places and services. A host that books places as doctors says so in `idOf`.
    const asDoctor = (type: string, reference: string): string | undefined =>
      type === 'Practitioner' ? reference.replace(/^\w+\//, 'place-') : idOf(type, reference)
    for (const [how, reading] of [
      ['', { timeZone, idOf }],
      [' as doctors', { timeZone, idOf: asDoctor }],
    ] as const) {
      const result = sessionsOf(schedule as unknown as Schedule, own, reading)
      commands.push(
        ...result.sessions.map(({ date, slots: all }) => `${name}${how}: openSession ${date}, ${all.length} slots`),
      )
      problems.push(...result.problems.map(({ problem, path }) => `${name}${how}: ${problem}, ${path}`))
    }
  }
  return { commands, problems }
}
