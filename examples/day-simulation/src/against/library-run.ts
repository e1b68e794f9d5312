import { presets } from 'opd-scheduler'
import type { PresetName } from '../options/preset-name'
import type { ShownAnswer } from '../report/shown'
import { type Outcome, run } from '../run/run'
import type { TimedCommand } from '../run/script'
import type { Observed } from './differences'

/** The library's own run of the commands that a server gets. */
export interface LibraryRun extends Observed {
  readonly answers: readonly ShownAnswer[]
  readonly outcome: Outcome
}

/** Runs all commands now, as the server does. */
export async function libraryRun(
  commands: readonly TimedCommand[],
  rules: PresetName,
  timeZone: string,
  now: number,
): Promise<LibraryRun> {
  const answers: ShownAnswer[] = []
  function* script() {
    for (const { command } of commands) yield { at: now, command }
  }
  const outcome = await run(
    { timeZone, rules: presets[rules](), script: script() },
    { onAnswer: async (_, answer) => void answers.push(answer) },
  )
  const { opd } = outcome.desk
  const stats = outcome.sessions.map(({ doctorId, date }) => opd.stats({ doctorId, from: date, to: date }))
  return { answers, sessions: outcome.sessions, stats: await Promise.all(stats), outcome }
}
