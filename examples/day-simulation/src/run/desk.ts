import { type Command, type CommandResult, memoryStore, OpdScheduler, type Rules } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import type { TimedCommand } from './script'

/** What was answered first to the booking requests of one class. */
export interface FirstOutcomes {
  confirmed: number
  held: number
  waitlisted: number
  rejected: number
}

export function noOutcomes(): FirstOutcomes {
  return { confirmed: 0, held: 0, waitlisted: 0, rejected: 0 }
}

/** Number of booking requests that were answered so. */
export function requestsIn({ confirmed, held, waitlisted, rejected }: FirstOutcomes): number {
  return confirmed + held + waitlisted + rejected
}

/** A scheduler of its own, its clock, and a count of what it answered. */
export class Desk {
  readonly opd: OpdScheduler
  /** First outcomes by the booking class asked for. */
  readonly firstOutcomes = new Map<string, FirstOutcomes>()
  readonly refusedByCode = new Map<string, number>()
  /** The booking class under which each token was asked for; triage may change it later. */
  readonly askedAs = new Map<string, string>()
  private now = 0
  private given = 0

  constructor(
    timeZone: string,
    rules: Rules,
    readonly store: Store = memoryStore(),
  ) {
    this.opd = new OpdScheduler({ timeZone, rules, store, clock: () => this.now })
  }

  /**
   * Moves the clock and gives the command. Commands are numbered, so that the log is the same on every run; one that brings an
   * id of its own keeps it.
   */
  async execute({ at, command }: TimedCommand): Promise<CommandResult> {
    this.now = at
    const result = await this.opd.execute({ commandId: `command-${++this.given}`, ...command })
    this.count(command, result)
    return result
  }

  /** Number of commands refused. */
  get refused(): number {
    return [...this.refusedByCode.values()].reduce((sum, each) => sum + each, 0)
  }

  private count(command: Command, result: CommandResult): void {
    const { status } = result
    if (status === 'rejected') this.refusedByCode.set(result.code, (this.refusedByCode.get(result.code) ?? 0) + 1)
    if (command.op !== 'book') return
    if ('token' in result) this.askedAs.set(result.token.id, command.source)
    const outcomes = this.firstOutcomes.get(command.source) ?? noOutcomes()
    this.firstOutcomes.set(command.source, outcomes)
    if (Object.hasOwn(outcomes, status)) outcomes[status as keyof FirstOutcomes]++
  }
}
