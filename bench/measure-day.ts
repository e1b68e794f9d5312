import type { Rules } from '../src/core/rules/rules'
import { bumpByClass } from '../src/presets/bump-by-class'
import { boundRules, type Clinic, openSessions } from './clinic'
import { CommandWriter } from './command-writer'
import { engineRun } from './engine-run'
import { IntegerBound } from './integer-bound'
import { boundOutcome, difference, engineOutcome, type Outcome } from './outcome'
import { type Figure, Stopwatch } from './stopwatch'
import type { Stream } from './stream'

/** Clinic of the measured day. */
export const DAY: Clinic = { sessions: 200, slots: 20, seats: 10 }

/** Commands of the measured day. */
export const COMMANDS = 120_000

/** First and last command, in minutes after the first slot starts. */
const BEFORE_MINUTES = 240
const AFTER_MINUTES = 120

const WARM_UPS = 2

/** The engine under one set of rules. */
export interface EngineDay {
  readonly name: string
  readonly figure: Figure
  /** Median in multiples of the integer bound's. */
  readonly ratio: number
  readonly tally: Stream['tally']
  readonly outcome: Outcome
}

/** The measured day, run by the integer bound and by the engine. */
export interface DayReport {
  readonly bound: Figure
  readonly engine: readonly EngineDay[]
  /** Faults that make the figures worthless; should be empty. */
  readonly failures: readonly string[]
}

/** 70 % bookings, 20 % cancellations, 5 % no-shows and 5 % completed visits, in random sessions. */
export function prepareDay(rules: Rules): Stream {
  const writer = new CommandWriter(DAY, rules, 1)
  const { random } = writer
  while (writer.written < COMMANDS) {
    const minute = Math.floor((writer.written / COMMANDS) * (BEFORE_MINUTES + AFTER_MINUTES)) - BEFORE_MINUTES
    const session = random(DAY.sessions)
    const kind = random(100)
    if (kind < 70) writer.book(session, minute)
    else if (kind < 90) writer.release('cancel', session, minute, false)
    else writer.release(kind < 95 ? 'noShow' : 'complete', session, minute, true)
  }
  return writer.finish()
}

/** Measures the day with `rounds` interleaved runs of each, in one process. */
export function measureDay(rounds: number): DayReport {
  const stopwatch = new Stopwatch(WARM_UPS)
  const failures: string[] = []
  const variants = [
    { name: 'its rules', rules: boundRules() },
    { name: 'bumpByClass()', rules: bumpByClass() },
  ].map((variant) => ({ ...variant, stream: prepareDay(variant.rules), outcomes: [] as Outcome[] }))
  const shared = variants[0]!
  for (let round = 0; round < rounds + WARM_UPS; round++) {
    const bound = new IntegerBound(shared.stream)
    stopwatch.time('bound', COMMANDS, () => bound.run(shared.stream.columns, 0, COMMANDS))
    for (const { name, rules, stream, outcomes } of variants) {
      const stages = openSessions(DAY, rules)
      stopwatch.time(name, COMMANDS, () => engineRun(stages, stream, 0, COMMANDS))
      outcomes.push(engineOutcome(stages))
    }
    const differs = difference(boundOutcome(bound), shared.outcomes[round]!)
    if (differs !== undefined) failures.push(differs)
  }
  const bound = stopwatch.figure('bound')
  const engine = variants.map(({ name, stream, outcomes }) => {
    const { tally } = stream
    if (tally.bumping < 0.05 * tally.bookings)
      failures.push(`${name}: only ${tally.bumping} of ${tally.bookings} bookings bump`)
    if (tally.deepest < 3) failures.push(`${name}: no booking moves three others, only ${tally.deepest}`)
    const figure = stopwatch.figure(name)
    return { name, figure, ratio: figure.median / bound.median, tally, outcome: outcomes[0]! }
  })
  return { bound, engine, failures }
}
