import type { Rules } from '../core/rules/rules'
import {
  bumpAndCascade,
  emergencyBypass,
  emergencyOverflow,
  privateClinic,
  publicHospital,
  standard,
  swapToOverflow,
  waitlistWithEmergencyBump,
} from '../index'
import { readScenario } from './read-scenario'
import { readStep } from './read-step'
import { runScenario, type ScenarioOptions } from './run-scenario'

const PRESETS: ReadonlyMap<string, () => Rules> = new Map(
  Object.entries({
    bumpAndCascade,
    emergencyBypass,
    emergencyOverflow,
    privateClinic,
    publicHospital,
    standard,
    swapToOverflow,
    waitlistWithEmergencyBump,
  }),
)

/** A scenario, ready for any test runner. */
export interface Scenario {
  /** First line of the text. */
  readonly name: string
  /** Runs it on a new scheduler; rejects with an error that names the line and shows what differs. */
  run(): Promise<void>
}

/**
 * Makes a test of a table that a ward clerk can read:
 *
 * ```text
 * An emergency takes the last seat
 *
 * rules: waitlistWithEmergencyBump
 * slots: 09:00-10:00 x2
 * clock: 06:00
 *
 * step             | result        | moves   | 09:00 | waiting
 * A books O 09:00  | confirmed #1  |         | A     |
 * B books W 09:00  | confirmed #2  |         | A B   |
 * C books P 09:00  | waitlisted #1 |         | A B   | C
 * D books E 09:00  | confirmed #1  | B waits | D A   | C B
 * A checks in      | checked-in    |         | D A/in | C B
 * A no-show        | refused invalid-transition | | " | "
 * ```
 *
 * Settings are `rules` (a preset), `slots` or for several doctors `slots of rao` each, and `date`, `zone`, `clock` and
 * `minutes per visit`. Steps are `A books O 09:00` (E, P, F, O, W or a source in full; the doctor before the time; without a
 * time the earliest slot of the day; `for` a patient and `with triage=2` where needed), `cancels`, `no-show`, `checks in`,
 * `starts`, `completes`, `is reinstated` and `becomes E`, each for one token or several (`A B`, `W1..W4`), and
 * `resize 09:00 to 3` (`displacing`), `add 11:00-12:00 x2`, `close` and `clock 09:30`.
 *
 * A result is a status with position or estimated time where of interest, or `refused` and the code; an empty one is
 * anything that is not refused. A slot shows who is seated by rank and arrival, with `/in`, `/now` or `/done` after
 * check-in, start and completion; `waiting` or `waiting 09:00` shows who waits, in order; `moves` shows every other token
 * that moved: `B to 10:00`, `B waits`, `B dropped end-of-day`. A ditto mark `"` means as before. After each step
 * `checkInvariants` and `checkBumps` must find nothing.
 */
export function scenario(text: string, options: ScenarioOptions = {}): Scenario {
  const read = readScenario(text)
  const rules = options.rules ?? PRESETS.get(read.rules ?? 'standard')?.()
  if (rules === undefined)
    throw new Error(`'${read.rules}' is no preset. Maybe one of ${[...PRESETS.keys()].join(', ')}.`)
  const steps = read.lines.map((line) => readStep(line.step, line.line, read))
  return { name: read.name, run: () => runScenario(read, steps, rules, options) }
}
