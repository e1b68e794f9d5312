import type { Command } from '../api/commands'
import type { CommandResult } from '../api/results'
import type { SessionView } from '../api/views'
import type { RulesOption } from '../core/rules/rules'
import { memoryStore, OpdScheduler } from '../index'
import type { Store } from '../store/store'
import { checkBumps } from './check-bumps'
import { checkCalls } from './check-calls'
import { checkInvariants } from './check-invariants'
import { checkLeave, type SessionChange } from './check-leave'
import type { ScenarioText } from './read-scenario'
import type { Step } from './read-step'
import type { Violation } from './violation'

/** What a step did. */
export interface StepDone {
  /** The command and its result; undefined if only the time passed. */
  readonly command: Command | undefined
  readonly result: CommandResult | undefined
  /** What changed in the session of each doctor, in the order of the text. */
  readonly changes: readonly SessionChange[]
  /** Every broken invariant, as a sentence. */
  readonly broken: readonly string[]
}

/** How steps are carried out and checked. */
export interface StepOptions {
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
}

/** A scheduler of its own on which the steps of a scenario are carried out, one after the other, and the invariants checked after each. */
export class StepRun {
  readonly opd: OpdScheduler
  /** Ids of the tokens, by their names in the text. */
  readonly tokenIds = new Map<string, string>()
  /** The sessions after the last step, by doctor. */
  readonly sessions = new Map<string, SessionView>()
  private now: number
  private readonly offset: number
  private readonly store: Store

  constructor(
    private readonly text: ScenarioText,
    private readonly rules: RulesOption,
    private readonly options: StepOptions,
  ) {
    this.offset = offsetOf(text.date, text.zone)
    this.now = this.instantOf(text.clock)
    this.store = (options.store ?? memoryStore)()
    // Rules that are missing must not become the scheduler's default ones, because the checks need them as well.
    const given = rules ?? (null as never)
    this.opd = new OpdScheduler({ timeZone: text.zone, rules: given, store: this.store, clock: () => this.now })
  }

  /** Opens the session of each doctor. Returns every broken invariant. */
  async open(): Promise<readonly string[]> {
    const { doctors, date, minutesPerVisit, name } = this.text
    for (const [id, slots] of doctors) {
      await this.opd.registerDoctor({ id, name: id, minutesPerVisit })
      const opened = await this.opd.openSession({ doctorId: id, date, slots })
      if (opened.status === 'rejected')
        throw new Error(`${name}: the session of ${id} could not be opened: ${opened.message}`)
    }
    return this.check(undefined, undefined, await this.changes())
  }

  /** Returns the names in a step that no token has. */
  unknownNames(step: Step): string[] {
    const names: string[] = []
    if (step.kind === 'token') names.push(step.name)
    if (step.kind === 'book')
      step.command((name) => {
        names.push(name)
        return name
      })
    return names.filter((name) => !this.tokenIds.has(name))
  }

  /** Carries out a step. Every name in it must be the name of a token. */
  async perform(step: Step): Promise<StepDone> {
    let command: Command | undefined
    if (step.kind === 'clock') this.now = this.instantOf(step.time)
    else if (step.kind === 'hospital') command = step.command
    else if (step.kind === 'token') command = step.command(this.idOf(step.name))
    else command = step.command((name) => this.idOf(name))
    const result = command && (await this.opd.execute(command))
    if (step.kind === 'book' && result !== undefined && 'token' in result) this.tokenIds.set(step.name, result.token.id)
    const changes = await this.changes()
    return { command, result, changes, broken: this.check(command, result, changes) }
  }

  /** Returns the epoch milliseconds of a wall-clock time. */
  private instantOf(time: string): number {
    return Date.parse(`${this.text.date}T${time}:00Z`) - this.offset
  }

  private idOf(name: string): string {
    return this.tokenIds.get(name) as string
  }

  /** Reads what changed in every session since the last step. */
  private async changes(): Promise<SessionChange[]> {
    const changes: SessionChange[] = []
    for (const doctor of this.text.doctors.keys()) {
      const sessionId = `${doctor}.${this.text.date}`
      const after = await this.opd.session(sessionId)
      if (after === undefined) throw new Error(`${this.text.name}: the store has lost the session ${sessionId}.`)
      const before = this.sessions.get(doctor) ?? after
      this.sessions.set(doctor, after)
      changes.push({ before, events: await this.store.load(sessionId, before.version), after })
    }
    return changes
  }

  /** Returns every violation in the sessions now, and in the events that the last command added to them. */
  private check(
    command: Command | undefined,
    result: CommandResult | undefined,
    changes: readonly SessionChange[],
  ): string[] {
    const { envy = true } = this.options
    const wrong: string[] = []
    const report = (found: readonly Violation[]): void => {
      wrong.push(...found.map(({ invariant, message }) => `invariant ${invariant}: ${message}`))
    }
    for (const { before, events, after } of changes) {
      // Nothing was added and no time passed: what was right is right.
      if (command !== undefined && events.length === 0 && before.asOf === after.asOf) continue
      report(checkInvariants(after, this.rules, { envy }))
      report(checkBumps(before, events, this.rules))
      report(checkCalls(before, events, this.rules))
      if (result?.status === 'rejected' && events.length > 0)
        wrong.push(`the command was refused, but wrote ${events.length} events to ${after.id}`)
    }
    const left = command && result?.status !== 'rejected' ? ofLeave(command, changes) : undefined
    if (left !== undefined) report(checkLeave(left, this.rules))
    return wrong
  }
}

/** Returns the changes of a command by which the doctor is away, as `checkLeave` takes them; undefined for another command. */
function ofLeave(command: Command, changes: readonly SessionChange[]): [SessionChange, ...SessionChange[]] | undefined {
  if (command.op !== 'blockTime' && !(command.op === 'closeSession' && command.expected === 'move')) return undefined
  if (!('sessionId' in command)) return undefined
  const [home, ...elsewhere] = [command.sessionId, ...(command.elsewhere ?? [])].flatMap((id) =>
    changes.filter(({ after }) => after.id === id),
  )
  return home && [home, ...elsewhere]
}

/** Returns how many milliseconds a zone is ahead of UTC, on a date on which it does not change its clocks. */
function offsetOf(date: string, timeZone: string): number {
  const key = `${date} ${timeZone}`
  const known = OFFSETS.get(key)
  if (known !== undefined) return known
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    Date.parse(`${date}T12:00:00Z`),
  )
  const [, sign, hours, minutes] =
    /([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? []
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  const signed = sign === '-' ? -offset : offset
  OFFSETS.set(key, signed)
  return signed
}

/** Offsets by date and zone: a property runs hundreds of days on the same one, and making a format is slow. */
const OFFSETS = new Map<string, number>()
