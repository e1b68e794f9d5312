import type { Command } from '../api/commands'
import type { CommandResult } from '../api/results'
import type { TokenView } from '../api/views'
import type { RulesOption } from '../core/rules/rules'
import { isOpdError } from '../index'
import type { SessionChange } from './check-leave'
import { type ClinicDay, scenarioOf, tableOf } from './clinic-day'
import type { ScenarioText } from './read-scenario'
import { readStep, type Step } from './read-step'
import { showCell } from './show-cell'
import { type StepOptions, StepRun } from './step-run'

/** How a day is run. */
export interface DayOptions extends StepOptions {
  /** Called after each command. Throws if something is wrong, as an assertion of a test runner does. */
  readonly after?: (done: DayStep) => void | Promise<void>
}

/** A command of a day, and what it did. */
export interface DayStep {
  /** The step in words, such as `A books O 09:00`. */
  readonly step: string
  /** The command. */
  readonly command: Command
  /** What it returned. */
  readonly result: CommandResult
  /** What changed in the session of each doctor, in the order of the day. */
  readonly changes: readonly SessionChange[]
  /** Returns a token of the day as it is now. Throws an error if no session has it. */
  readonly token: (id: string) => TokenView
}

/**
 * Runs a day on a new scheduler with these rules. After each step it checks what `checkInvariants`, `checkBumps`, `checkCalls` and
 * `checkLeave` check, and then calls `after`. Rejects with an `Error` at the first thing that is wrong: its message shows the day until
 * then as a scenario, and its `cause` is what `after` or a rule threw. If `after` calls `fc.pre(false)`, fast-check passes over the day.
 * Rejects with `invalid-rules` if the rules are missing or wrong.
 *
 * @example
 * ```ts
 * await runDay({ slots: { rao: ['09:00-10:00 x1'] }, clock: '06:00', steps: ['A books O 09:00', 'B books E 09:00'] }, standard())
 * ```
 */
export async function runDay(day: ClinicDay, rules: RulesOption, options: DayOptions = {}): Promise<void> {
  const text = scenarioOf(day)
  const steps = text.lines.map(({ step, line }) => readStep(step, line, text))
  const run = new StepRun(text, rules, options)
  const told: string[][] = []
  try {
    await observed(async (wrong) => {
      wrong.push(...(await run.open()))
    })
    for (const [index, { step }] of text.lines.entries()) {
      const known = steps[index]!.filter((each) => run.unknownNames(each).length === 0)
      if (known.length === 0) continue
      const results: CommandResult[] = []
      await observed(
        (wrong) => carryOut(known, step, run, options, results, wrong),
        (code) => told.push([step, ...cellsOf(text, run, results, code)]),
      )
    }
  } finally {
    await run.opd.close()
  }

  /** Does something, tells it, and throws an error that shows the day if something was wrong. */
  async function observed(
    act: (wrong: string[]) => Promise<void>,
    tell: (code: string | undefined) => void = () => {},
  ): Promise<void> {
    const wrong: string[] = []
    let cause: unknown
    try {
      await act(wrong)
    } catch (thrown) {
      if (isPrecondition(thrown)) throw thrown
      cause = thrown
      wrong.push(thrown instanceof Error ? thrown.message : String(thrown))
    }
    tell(isOpdError(cause) ? cause.code : undefined)
    if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n\n${tableOf(day, told)}`, { cause })
  }
}

/** Whether `fc.pre` of fast-check threw this: the day is none of those that the property is about. */
function isPrecondition(thrown: unknown): boolean {
  return thrown instanceof Error && 'footprint' in thrown && thrown.footprint === PRECONDITION
}

/** By this symbol fast-check knows its own error, whichever copy of fast-check threw it. */
const PRECONDITION = Symbol.for('fast-check/PreconditionFailure')

/** Carries out the steps of a line until something is wrong. Adds what they returned, and what is wrong. */
async function carryOut(
  steps: readonly Step[],
  words: string,
  run: StepRun,
  { after }: DayOptions,
  results: CommandResult[],
  wrong: string[],
): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'book' && run.tokenIds.has(step.name))
      throw new Error(`A token '${step.name}' was booked before. Give this one another name.`)
    const { command, result, changes, broken } = await run.perform(step)
    wrong.push(...broken)
    if (result !== undefined) results.push(result)
    if (broken.length > 0) return
    if (command === undefined || result === undefined) continue
    await after?.({ step: words, command, result, changes, token: (id) => tokenIn(changes, id) })
  }
}

/** Returns the cells of a line; of one that ended with an error, its code as the result. */
function cellsOf(text: ScenarioText, run: StepRun, results: readonly CommandResult[], code?: string): string[] {
  const scene = { results, sessions: run.sessions, queues: new Map(), tokenIds: run.tokenIds }
  return text.columns.map((column) => (column.shows === 'result' && code) || showCell(column, '', scene))
}

function tokenIn(changes: readonly SessionChange[], id: string): TokenView {
  for (const { after } of changes) for (const token of after.tokens) if (token.id === id) return token
  throw new Error(`No session of the day has a token '${id}'.`)
}
