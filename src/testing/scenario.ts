import type { Rules } from '../core/rules/rules'
import { presets } from '../index'
import { readScenario } from './read-scenario'
import { readStep } from './read-step'
import { runScenario, type ScenarioOptions } from './run-scenario'

const PRESETS: ReadonlyMap<string, () => Rules> = new Map(Object.entries(presets))

/** A scenario, for any test runner. */
export interface Scenario {
  /** First line of the text. */
  readonly name: string
  /** Runs the scenario on a new scheduler. Rejects with an `Error` that names the line and what differs from the table. */
  run(): Promise<void>
}

/**
 * Returns a test for any test runner from a table that a ward clerk can read. Throws an `Error` that names the line if the text is wrong.
 *
 * @example
 * ```ts
 * const { name, run } = scenario(readFileSync('last-seat.txt', 'utf8'))
 * test(name, run)
 * ```
 *
 * @remarks
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
 * Settings: `rules` (a preset; `rules of rao` for a doctor with other rules), `slots` (with several doctors one `slots of rao` for each),
 * `date`, `zone`, `clock` and `minutes per visit`.
 *
 * Steps for tokens: `A books O 09:00` (E, P, F, O, W or a source in full; the doctor before the time; without a time the earliest slot
 * of the day, with `now` also the running one; `any` for any of the doctors, in the order of the text; `for` a patient and `with triage=2` are optional), `cancels`, `no-show`, `checks in`, `starts`, `completes`,
 * `is reinstated` and `becomes E`, each for one token or several (`A B`, `W1..W4`). Steps for the hospital: `resize 09:00 to 3`
 * (`displacing`), `add 11:00-12:00 x2`, `close` and `clock 09:30`.
 *
 * Columns: `result` is a status, optionally with position or planned time, or `refused` and the code; an empty cell allows every
 * result but a refusal. A time shows the tokens of that slot by rank and arrival, with `/in`, `/now` or `/done` after check-in, start
 * and completion. `waiting` or `waiting 09:00` shows the waiting tokens in order, with `/in` on standby. `queue` shows the called, the
 * present, and those on standby with `/standby`. `moves` shows every other token that moved: `B to
 * 10:00`, `B waits`, `B dropped end-of-day`. A ditto mark `"` means as before. After each step `checkInvariants` and `checkBumps` must
 * find no violation.
 */
export function scenario(text: string, options: ScenarioOptions = {}): Scenario {
  const read = readScenario(text)
  const rules = options.rules ?? {
    default: preset(read.rules ?? 'standard'),
    doctors: Object.fromEntries([...read.rulesOf].map(([doctor, name]) => [doctor, preset(name)])),
  }
  const steps = read.lines.map((line) => readStep(line.step, line.line, read))
  return { name: read.name, run: () => runScenario(read, steps, rules, options) }
}

function preset(name: string): Rules {
  const rules = PRESETS.get(name)?.()
  if (rules !== undefined) return rules
  throw new Error(
    `'${name}' is not a preset. Give one of ${[...PRESETS.keys()].join(', ')}, or pass the rules as an option.`,
  )
}
