import type { Command } from 'opd-scheduler'
import { TIME_ZONE } from '../day/clinic'
import { isPresetName, noPreset, type PresetName } from '../options/preset-name'
import type { TimedCommand } from '../run/script'
import { BadLine } from './bad-line'

/** A command and the number of its line. */
export interface Line extends TimedCommand {
  readonly number: number
}

/** Reads a file line by line. */
export class LineReader {
  timeZone = TIME_ZONE
  rules: PresetName | undefined
  readonly names = new Map<string, string>()
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
    if (fields.op === 'patient') return this.readPatient(object, number)
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
    const extra = extraIn(fields, ['op', 'timeZone', 'rules'])
    if (extra !== undefined) return new BadLine(number, `'facility' has the unknown field '${extra}'. Leave it out.`)
    if (typeof fields.timeZone !== 'string') {
      return new BadLine(number, `timeZone is ${show(fields.timeZone)}. Give an IANA name such as 'Asia/Kolkata'.`)
    }
    const { timeZone, rules } = fields
    if (rules !== undefined && typeof rules !== 'string')
      return new BadLine(number, `rules is ${show(rules)}. Give the name of a preset, such as 'standard'.`)
    if (rules !== undefined && !isPresetName(rules)) return new BadLine(number, noPreset(rules))
    this.rules = rules
    this.timeZone = timeZone
    this.facilityLine = number
    return undefined
  }

  /** Names are only printed: the scheduler's log has no personal data. */
  private readPatient(object: Record<string, unknown>, number: number): BadLine | undefined {
    const extra = extraIn(object, ['op', 'id', 'name'])
    if (extra !== undefined) return new BadLine(number, `'patient' has the unknown field '${extra}'. Leave it out.`)
    const { id, name } = object
    if (typeof id !== 'string' || id === '')
      return new BadLine(number, `id is ${show(id)}. Give the id of a patient, such as 'p-17'.`)
    if (typeof name !== 'string' || name.trim() === '')
      return new BadLine(number, `name is ${show(name)}. Give the patient's name.`)
    this.names.set(id, name)
    return undefined
  }
}

function extraIn(fields: Record<string, unknown>, expected: readonly string[]): string | undefined {
  return Object.keys(fields).find((name) => !expected.includes(name))
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
