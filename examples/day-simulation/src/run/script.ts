import type { Command, CommandResult } from 'opd-scheduler'

/** A command and the moment at which it is given, in epoch milliseconds. */
export interface TimedCommand {
  readonly at: number
  readonly command: Command
}

/** A course of events: yields commands in order of time and is told what came of each. It knows no scheduler and no clock. */
export type Script = Generator<TimedCommand, void, CommandResult>
