import type { Command, CommandResult } from 'opd-scheduler'

/** A command and its time, in epoch milliseconds. */
export interface TimedCommand {
  readonly at: number
  readonly command: Command
  /** What the desk would say. If given, the command is planned first, and the plan is shown. */
  readonly sentence?: string | undefined
}

/** Yields commands in order of time and receives the result of each. It uses no scheduler and no clock. */
export type Script = Generator<TimedCommand, void, CommandResult>
