import { type Command, isOpdError, type Rules } from 'opd-scheduler'
import { TIME_ZONE } from '../day/clinic'
import { Desk } from '../run/desk'
import type { Script, TimedCommand } from '../run/script'

/** A file of commands, read whole and checked. */
export interface Replay {
  readonly timeZone: string
  readonly commands: readonly TimedCommand[]
}

/** Thrown for a malformed file: the first wrong line, counted from 1, and the reason. */
export class BadLine extends Error {
  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`)
  }
}

interface Line extends TimedCommand {
  readonly number: number
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
  return { timeZone: reader.timeZone, commands: reader.lines }
}

/** Yields all commands of a file, whatever the results. */
export function* replayOf({ commands }: Replay): Script {
  for (const command of commands) yield command
}

class LineReader {
  timeZone = TIME_ZONE
  readonly lines: Line[] = []
  /** The line that names the zone; line 1 if none does. */
  facilityLine = 1
  private isFirst = true
  private clock: number | undefined

  constructor(private readonly sources: ReadonlyMap<string, string>) {}

  /** Adds a line. Returns what is wrong with it, or undefined if it is accepted. */
  read(text: string, number: number): BadLine | undefined {
    if (text.trim() === '') return undefined
    const isFirst = this.isFirst
    this.isFirst = false
    const object = parse(text)
    if (typeof object === 'string') return new BadLine(number, object)
    const { at, ...fields } = object
    if (fields.op === 'facility') return this.readFacility(fields, number, isFirst)
    if (at !== undefined) {
      const instant = instantOf(at)
      const last = this.clock ?? Number.NEGATIVE_INFINITY
      if (instant === undefined) {
        return new BadLine(number, `at is ${show(at)}. Give an instant such as '2026-01-30T09:00:00+05:30'.`)
      }
      if (instant < last)
        return new BadLine(number, `at is ${show(at)}, before that of a line above. Sort the file by time.`)
      this.clock = instant
    }
    const source = typeof fields.source === 'string' ? this.sources.get(fields.source) : undefined
    // The library checks the fields when the command is rehearsed.
    const command = (source === undefined ? fields : { ...fields, source }) as unknown as Command
    this.lines.push({ at: this.clock ?? 0, command, number })
    return undefined
  }

  private readFacility(fields: Record<string, unknown>, number: number, isFirst: boolean): BadLine | undefined {
    if (!isFirst) return new BadLine(number, "'facility' is not the first line. Move it there.")
    const extra = Object.keys(fields).find((name) => name !== 'op' && name !== 'timeZone')
    if (extra !== undefined) return new BadLine(number, `'facility' has the unknown field '${extra}'. Leave it out.`)
    if (typeof fields.timeZone !== 'string') {
      return new BadLine(number, `timeZone is ${show(fields.timeZone)}. Give an IANA name such as 'Asia/Kolkata'.`)
    }
    this.timeZone = fields.timeZone
    this.facilityLine = number
    return undefined
  }
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

function parse(line: string): Record<string, unknown> | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (thrown) {
    return `the line is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  return `the line is ${Array.isArray(value) ? 'an array' : show(value)}. Give a JSON object.`
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

function instantOf(value: unknown): number | undefined {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null
  if (match === null) return undefined
  const instant = Date.parse(match[0])
  const day = Date.parse(`${match[1]}T00:00:00Z`)
  // JavaScript reads 30 February as 2 March.
  const exists = Number.isFinite(instant) && new Date(day).toISOString().startsWith(match[1]!)
  return exists ? instant : undefined
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? 'missing')
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`
}
