import { type Command, type CommandResult, memoryStore, OpdScheduler, type Plan, type Rules } from 'opd-scheduler'
import type { Store } from 'opd-scheduler/store'
import type { TimedCommand } from './script'

/** A doctor's timetable. */
export type Timetable = Parameters<OpdScheduler['openSessions']>[0]

/** First answers to booking requests, by outcome. */
export interface FirstOutcomes {
  confirmed: number
  held: number
  waitlisted: number
  rejected: number
}

export function noOutcomes(): FirstOutcomes {
  return { confirmed: 0, held: 0, waitlisted: 0, rejected: 0 }
}

/** Returns the number of booking requests behind these answers. */
export function requestsIn({ confirmed, held, waitlisted, rejected }: FirstOutcomes): number {
  return confirmed + held + waitlisted + rejected
}

/** A scheduler with its own clock, and counts of its answers. */
export class Desk {
  readonly opd: OpdScheduler
  /** First outcomes by the booking class asked for. */
  readonly firstOutcomes = new Map<string, FirstOutcomes>()
  readonly refusedByCode = new Map<string, number>()
  /** Refused booking requests by the class asked for and by code. */
  readonly refusedBookings = new Map<string, Map<string, number>>()
  /** The booking class of each token's request; triage may change it later. */
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
   * Moves the clock and runs the command, or carries out its plan. A command without an id gets a number as its id, so that the log is the same on every
   * run.
   */
  async execute({ at, command }: TimedCommand, plan?: Plan): Promise<CommandResult> {
    this.now = at
    const basis = plan?.basis
    const result = await this.opd.execute({ commandId: `command-${++this.given}`, ...command }, { basis })
    this.count(command, result)
    return result
  }

  /** Moves the clock, and opens the sessions of a timetable. */
  async openSessions(at: number, timetable: Timetable): Promise<Awaited<ReturnType<OpdScheduler['openSessions']>>> {
    this.now = at
    return this.opd.openSessions(timetable)
  }

  /** Moves the clock, and returns what the command would do. */
  async plan({ at, command }: TimedCommand): Promise<Plan> {
    this.now = at
    return this.opd.plan(command)
  }

  /** Number of commands refused. */
  get refused(): number {
    return [...this.refusedByCode.values()].reduce((sum, each) => sum + each, 0)
  }

  private count(command: Command, result: CommandResult): void {
    const { status } = result
    if (status === 'rejected') addOne(this.refusedByCode, result.code)
    if (command.op !== 'book') return
    if (status === 'rejected') {
      const codes = this.refusedBookings.get(command.source) ?? new Map<string, number>()
      this.refusedBookings.set(command.source, codes)
      addOne(codes, result.code)
    }
    if ('token' in result) this.askedAs.set(result.token.id, command.source)
    const outcomes = this.firstOutcomes.get(command.source) ?? noOutcomes()
    this.firstOutcomes.set(command.source, outcomes)
    if (Object.hasOwn(outcomes, status)) outcomes[status as keyof FirstOutcomes]++
  }
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
