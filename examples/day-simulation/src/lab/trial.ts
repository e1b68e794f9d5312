import { TIME_ZONE } from '../day/clinic'
import { Desk } from '../run/desk'
import type { TimedCommand } from '../run/script'
import { DayCourse } from './course'
import type { DayValue } from './figure'
import { dayFor, type Lab, type LabDay, type Variant } from './lab'
import { measure } from './metrics'
import { rulesOf } from './variants'

/** One day under all sets of rules. */
export interface Trial {
  /** By variant, the values of `METRICS`. */
  readonly values: readonly (readonly DayValue[])[]
  /** Milliseconds that the day took, and those of them in the library. */
  readonly totalMs: number
  readonly engineMs: number
}

/** Which day, and at which of the loads. */
export interface Task {
  readonly load: number
  readonly day: number
}

/** Runs one day under all sets of rules: the same patients, with the same habits, under each. */
export async function tryDay(lab: Lab, { load, day: index }: Task): Promise<Trial> {
  const begun = performance.now()
  const day = dayFor(lab, lab.loads[load]!, (lab.seed + index) >>> 0)
  const values: DayValue[][] = []
  let engineMs = 0
  for (const variant of lab.variants) {
    const { course, ms } = await dayUnder(variant, day)
    values.push(measure(day, course))
    engineMs += ms
  }
  return { values, totalMs: performance.now() - begun, engineMs }
}

/** Runs the day without the checks of `npm run simulate`, which take most of its time. */
async function dayUnder(variant: Variant, day: LabDay): Promise<{ readonly course: DayCourse; readonly ms: number }> {
  const rules = rulesOf(variant)
  const desk = new Desk(TIME_ZONE, rules)
  const script = day.script(rules.visit?.standby !== undefined)
  let ms = 0
  for (let step = script.next(); step.done !== true; ) {
    const begun = performance.now()
    const result = await desk.execute(withSeats(step.value, variant.seats))
    ms += performance.now() - begun
    step = script.next(result)
  }
  return { course: await DayCourse.of(desk.store), ms }
}

/** Opens the session with another number of seats in each slot. The patients stay the same. */
function withSeats(given: TimedCommand, seats: number | undefined): TimedCommand {
  const { command } = given
  if (seats === undefined || command.op !== 'openSession') return given
  return { ...given, command: { ...command, slots: command.slots.map((slot) => ({ ...slot, capacity: seats })) } }
}
