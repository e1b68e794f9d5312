import { isOpdError, type Rules } from 'opd-scheduler'
import type { PresetName } from '../options/preset-name'
import { Desk } from '../run/desk'
import type { Script, TimedCommand } from '../run/script'
import { BadLine } from './bad-line'
import { LineReader } from './line-reader'

/** A file of commands, read whole and checked. */
export interface Replay {
  readonly timeZone: string
  /** The preset that the file names, if it does. */
  readonly rules: PresetName | undefined
  /** Names of patients by id, for printing. */
  readonly names: ReadonlyMap<string, string>
  readonly commands: readonly TimedCommand[]
}

/**
 * Reads commands, one JSON object a line; blank lines are skipped. The whole file is first run on a throw-away scheduler, so that
 * the library's checks find every malformed line before the run starts.
 *
 * @throws BadLine for the first line that is not a valid command
 */
export async function readReplay(text: string, rules: Rules, sources: ReadonlyMap<string, string>): Promise<Replay> {
  const reader = new LineReader(sources)
  let bad: BadLine | undefined
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    bad = reader.read(line, index + 1)
    if (bad !== undefined) break
  }
  // The rehearsal may find an earlier bad line.
  bad = (await rehearse(reader, rules)) ?? bad
  if (bad !== undefined) throw bad
  const { timeZone, rules: preset, names, lines } = reader
  return { timeZone, rules: preset, names, commands: lines }
}

/** Yields all commands of a file, whatever the results. */
export function* replayOf({ commands }: Replay): Script {
  for (const command of commands) yield command
}

/** Runs all commands on a throw-away scheduler. Returns the first line that it could not read, if any. */
async function rehearse(reader: LineReader, rules: Rules): Promise<BadLine | undefined> {
  let number = reader.facilityLine
  try {
    const desk = new Desk(reader.timeZone, rules)
    for (const line of reader.lines) {
      number = line.number
      await desk.execute(line)
    }
    return undefined
  } catch (thrown) {
    if (isOpdError(thrown)) return new BadLine(number, thrown.message)
    throw thrown
  }
}
