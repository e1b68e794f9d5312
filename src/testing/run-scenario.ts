import type { CommandResult } from '../api/results'
import type { QueueView } from '../api/views'
import type { RulesOption } from '../core/rules/rules'
import type { OpdScheduler } from '../index'
import type { ScenarioLine, ScenarioText } from './read-scenario'
import type { Step } from './read-step'
import { showCell } from './show-cell'
import { type StepOptions, StepRun } from './step-run'

/** Options of a scenario that its text cannot give. */
export interface ScenarioOptions extends StepOptions {
  /** Rules to use instead of the preset that the text names. */
  readonly rules?: RulesOption
  /** Called at the end of a run, to check what a table does not show. Throws if something is wrong. */
  readonly end?: (end: ScenarioEnd) => void | Promise<void>
}

/** A scenario at the end of its run. */
export interface ScenarioEnd {
  /** The scheduler of the run. */
  readonly opd: OpdScheduler
  /** Ids of the tokens, by their names in the text. */
  readonly tokenIds: ReadonlyMap<string, string>
}

/** Runs a scenario on a new scheduler, line by line. Rejects at the first line whose cells differ, or that breaks an invariant. */
export function runScenario(
  text: ScenarioText,
  steps: readonly (readonly Step[])[],
  rules: RulesOption,
  options: ScenarioOptions,
): Promise<void> {
  return new Run(text, rules, options).follow(steps)
}

class Run {
  private readonly run: StepRun
  private shown: readonly string[] = []

  constructor(
    private readonly text: ScenarioText,
    rules: RulesOption,
    private readonly options: ScenarioOptions,
  ) {
    this.run = new StepRun(text, rules, options)
  }

  async follow(steps: readonly (readonly Step[])[]): Promise<void> {
    const { opd, tokenIds } = this.run
    try {
      const wrong = await this.run.open()
      if (wrong.length > 0) throw new Error(`${this.text.name}, at the start\n  ${wrong.join('\n  ')}`)
      for (const [index, line] of this.text.lines.entries()) await this.carryOut(line, steps[index] ?? [])
      await this.options.end?.({ opd, tokenIds })
    } finally {
      await opd.close()
    }
  }

  private async carryOut({ line, step: words, cells }: ScenarioLine, steps: readonly Step[]): Promise<void> {
    const results: CommandResult[] = []
    const broken: string[] = []
    for (const step of steps) {
      this.checkNames(step, line)
      const done = await this.run.perform(step)
      if (done.result !== undefined) results.push(done.result)
      broken.push(...done.broken)
    }
    const { sessions, tokenIds } = this.run
    const queues = await queuesOf(this.text, this.run)
    const expected = cells.map((cell, index) => (cell === '"' ? (this.shown[index] ?? '') : cell))
    const { columns } = this.text
    const actual = columns.map((column, index) =>
      showCell(column, expected[index] ?? '', { results, sessions, queues, tokenIds }),
    )
    const different = columns.flatMap(({ title, shows }, index) => {
      const isAny = shows === 'result' && expected[index] === '' && !actual[index]?.startsWith('refused')
      if (actual[index] === expected[index] || isAny) return []
      return [`${title}: expected '${expected[index]}', was '${actual[index]}'`]
    })
    const wrong = [...different, ...broken]
    if (wrong.length > 0) throw new Error(`${this.text.name}, line ${line}: ${words}\n  ${wrong.join('\n  ')}`)
    this.shown = actual
  }

  /** Throws an error with the line if a step names a token that does not exist, or gives a name again. */
  private checkNames(step: Step, line: number): void {
    const { tokenIds } = this.run
    const [unknown] = this.run.unknownNames(step)
    if (unknown !== undefined)
      throw new Error(
        `${this.text.name}, line ${line}: there is no token '${unknown}' yet, only ${[...tokenIds.keys()].join(', ') || 'none at all'}.`,
      )
    if (step.kind === 'book' && tokenIds.has(step.name))
      throw new Error(
        `${this.text.name}, line ${line}: a token '${step.name}' was booked before. Give this one another name.`,
      )
  }
}

/** Returns the queues that a column shows, by doctor. */
async function queuesOf({ columns, date }: ScenarioText, { opd }: StepRun): Promise<Map<string, QueueView>> {
  const queues = new Map<string, QueueView>()
  for (const column of columns) {
    if (column.shows !== 'queue') continue
    const queue = await opd.queue({ doctorId: column.doctor, date })
    if (queue !== undefined) queues.set(column.doctor, queue)
  }
  return queues
}
