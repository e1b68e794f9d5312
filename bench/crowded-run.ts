import { boundRules, CLASSES, type Clinic, openSessions, type Stage } from './clinic'
import { CommandWriter } from './command-writer'
import { engineRun } from './engine-run'
import { IntegerBound } from './integer-bound'
import { boundOutcome, difference, engineOutcome } from './outcome'
import type { Stopwatch } from './stopwatch'
import type { Stream } from './stream'

/** Sessions with more tokens than seats, in which as many tokens arrive as leave. */
export interface Crowd {
  readonly clinic: Clinic
  /** Bookings that fill each session: first of all classes, then of the lowest alone. */
  readonly mixed: number
  readonly lowest: number
}

/** Time of every command, in minutes after the first slot starts: the evening before. */
const EVENING = -720

/** Coprime to every number of sessions, so that all are visited equally often, in an order far from sequential. */
const STRIDE = 7919

/** The engine and the integer bound on the same crowd, a stretch of commands at a time. */
export class CrowdedRun {
  readonly stream: Stream
  private readonly stages: readonly Stage[]
  private readonly bound: IntegerBound
  /** Number of commands that each has executed. */
  private engineAt: number
  private boundAt: number

  constructor(
    private readonly name: string,
    { clinic, mixed, lowest }: Crowd,
    commands: number,
  ) {
    const { sessions } = clinic
    const rules = boundRules()
    const writer = new CommandWriter(clinic, rules, 2)
    for (let turn = 0; turn < (mixed + lowest) * sessions; turn++)
      writer.book(turn % sessions, EVENING, turn < mixed * sessions ? undefined : CLASSES.length - 1)
    const filled = writer.written
    writer.restartTally()
    for (let turn = 0; writer.written < filled + commands; turn++) {
      const session = (turn * STRIDE) % sessions
      const other = (session + (sessions >> 1)) % sessions
      if (writer.book(session, EVENING)) writer.release('cancel', other, EVENING, true)
    }
    this.stream = writer.finish()
    this.stages = openSessions(clinic, rules)
    this.bound = new IntegerBound(this.stream)
    engineRun(this.stages, this.stream, 0, filled)
    this.bound.run(this.stream.columns, 0, filled)
    this.engineAt = filled
    this.boundAt = filled
  }

  timeEngine(stopwatch: Stopwatch, commands: number): void {
    const from = this.engineAt
    this.engineAt += commands
    stopwatch.time(`engine ${this.name}`, commands, () => engineRun(this.stages, this.stream, from, this.engineAt))
  }

  timeBound(stopwatch: Stopwatch, commands: number): void {
    const from = this.boundAt
    this.boundAt += commands
    stopwatch.time(`bound ${this.name}`, commands, () => this.bound.run(this.stream.columns, from, this.boundAt))
  }

  /** Returns the difference between the final states of both, in words. */
  difference(): string | undefined {
    return difference(boundOutcome(this.bound), engineOutcome(this.stages))
  }
}
