import type { QueueView } from '../api/queue-view'
import type { CommandResult } from '../api/results'
import type { SessionView } from '../api/session-view'
import type { RulesOption } from '../core/rules/rules-by-doctor'
import { memoryStore, OpdScheduler } from '../index'
import type { Store } from '../store/store'
import { checkBumps } from './check-bumps'
import { checkCalls } from './check-calls'
import { checkInvariants } from './check-invariants'
import type { ScenarioLine, ScenarioText } from './read-scenario'
import type { Step } from './read-step'
import { showCell } from './show-cell'

/** Options of a scenario that its text cannot give. */
export interface ScenarioOptions {
  /** Rules to use instead of the preset that the text names. */
  readonly rules?: RulesOption
  /**
   * Returns the store for a run.
   *
   * @defaultValue `memoryStore`
   */
  readonly store?: () => Store
  /**
   * Whether to look for justified envy after each step, as `checkInvariants` does.
   *
   * @defaultValue true
   */
  readonly envy?: boolean
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
  private now: number
  private readonly store: Store
  private readonly opd: OpdScheduler
  private readonly tokenIds = new Map<string, string>()
  private readonly sessions = new Map<string, SessionView>()
  private shown: readonly string[] = []

  constructor(
    private readonly text: ScenarioText,
    private readonly rules: RulesOption,
    private readonly options: ScenarioOptions,
  ) {
    this.now = instantOf(text.date, text.clock, text.zone)
    this.store = (options.store ?? memoryStore)()
    this.opd = new OpdScheduler({ timeZone: text.zone, rules, store: this.store, clock: () => this.now })
  }

  async follow(steps: readonly (readonly Step[])[]): Promise<void> {
    const { doctors, date, lines, minutesPerVisit } = this.text
    try {
      for (const [id, slots] of doctors) {
        await this.opd.registerDoctor({ id, name: id, minutesPerVisit })
        const opened = await this.opd.openSession({ doctorId: id, date, slots })
        if (opened.status === 'rejected')
          throw new Error(`${this.text.name}: the session of ${id} could not be opened: ${opened.message}`)
      }
      const wrong = await this.check()
      if (wrong.length > 0) throw new Error(`${this.text.name}, at the start\n  ${wrong.join('\n  ')}`)
      for (const [index, line] of lines.entries()) await this.carryOut(line, steps[index] ?? [])
      await this.options.end?.({ opd: this.opd, tokenIds: this.tokenIds })
    } finally {
      await this.opd.close()
    }
  }

  private async carryOut({ line, step: words, cells }: ScenarioLine, steps: readonly Step[]): Promise<void> {
    const results: CommandResult[] = []
    const broken: string[] = []
    for (const step of steps) {
      if (step.kind === 'clock') this.now = instantOf(this.text.date, step.time, this.text.zone)
      else results.push(await this.execute(step, line))
      broken.push(...(await this.check(results.at(-1))))
    }
    const { sessions, tokenIds, shown } = this
    const queues = await this.queues()
    const expected = cells.map((cell, index) => (cell === '"' ? (shown[index] ?? '') : cell))
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

  private async execute(step: Exclude<Step, { kind: 'clock' }>, line: number): Promise<CommandResult> {
    if (step.kind === 'hospital') return this.opd.execute(step.command)
    const known = this.tokenIds.get(step.name)
    const idOf = (name: string): string => {
      const id = this.tokenIds.get(name)
      if (id === undefined)
        throw new Error(
          `${this.text.name}, line ${line}: there is no token '${name}' yet, only ${[...this.tokenIds.keys()].join(', ') || 'none at all'}.`,
        )
      return id
    }
    if (step.kind === 'token') return this.opd.execute(step.command(idOf(step.name)))
    if (known !== undefined)
      throw new Error(
        `${this.text.name}, line ${line}: a token '${step.name}' was booked before. Give this one another name.`,
      )
    const result = await this.opd.execute(step.command(idOf))
    if ('token' in result) this.tokenIds.set(step.name, result.token.id)
    return result
  }

  /** Returns the queues that a column shows, by doctor. */
  private async queues(): Promise<Map<string, QueueView>> {
    const queues = new Map<string, QueueView>()
    for (const column of this.text.columns) {
      if (column.shows !== 'queue') continue
      const queue = await this.opd.queue({ doctorId: column.doctor, date: this.text.date })
      if (queue !== undefined) queues.set(column.doctor, queue)
    }
    return queues
  }

  /** Returns every violation in the sessions now, and in the events that the last command added to them. */
  private async check(result?: CommandResult): Promise<string[]> {
    const wrong: string[] = []
    for (const doctor of this.text.doctors.keys()) {
      const sessionId = `${doctor}.${this.text.date}`
      const after = await this.opd.session(sessionId)
      if (after === undefined) throw new Error(`${this.text.name}: the store has lost the session ${sessionId}.`)
      const before = this.sessions.get(doctor) ?? after
      this.sessions.set(doctor, after)
      const events = await this.store.load(sessionId, before.version)
      const found = [
        ...checkInvariants(after, this.rules, { envy: this.options.envy ?? true }),
        ...checkBumps(before, events, this.rules),
        ...checkCalls(before, events, this.rules),
      ]
      wrong.push(...found.map(({ invariant, message }) => `invariant ${invariant}: ${message}`))
      if (result?.status === 'rejected' && events.length > 0)
        wrong.push(`the command was refused, but wrote ${events.length} events to ${sessionId}`)
    }
    return wrong
  }
}

/** Returns the epoch milliseconds of a wall-clock time, on a date on which the zone does not change its clocks. */
function instantOf(date: string, time: string, timeZone: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`)
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(wall)
  const [, sign, hours, minutes] =
    /([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? []
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === '-' ? wall + offset : wall - offset
}
