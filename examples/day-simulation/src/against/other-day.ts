import { createHash } from 'node:crypto'
import type { Command } from 'opd-scheduler'
import type { Replay } from '../replay/replay-file'
import type { TimedCommand } from '../run/script'
import type { Overtaken } from './overtaken'

/** A file's commands on other days, for a server at which they all happen before the first of them. */
export interface OtherDay {
  /** At the times of the file, on the new days. */
  readonly commands: readonly TimedCommand[]
  /** Begins the ids of all tokens and all idempotency keys: the same for the same file, rules and days. */
  readonly prefix: string
}

const DATE = /\b\d{4}-\d\d-\d\d\b/g
const DAY_MS = 86_400_000

/** Fields that are no ids and dates. */
const WORDS: ReadonlySet<string> = new Set(['name', 'specialization', 'note', 'actor', 'source', 'attributes'])

/** Steps that say whether the patient came. Before the service date they need an override. */
const ATTENDANCE: ReadonlySet<Command['op']> = new Set(['checkIn', 'call', 'start', 'complete', 'noShow'])

/** The file's first service date. */
function firstDateOf({ commands }: Replay): string | undefined {
  return commands.flatMap(({ command }) => (command.op === 'openSession' ? [command.date] : [])).sort()[0]
}

/** Moves a file so that its first service date is `date`. No-shows by the clock become commands. */
export function onOtherDay(replay: Replay, rules: string, date: string, overtaken: Overtaken): OtherDay {
  const days = Math.round((Date.parse(date) - Date.parse(firstDateOf(replay) ?? date)) / DAY_MS)
  const content = JSON.stringify([rules, date, replay.commands])
  const prefix = `d${createHash('sha256').update(content).digest('hex').slice(0, 8)}`

  const ids = new Map<string, string>()
  const commands: TimedCommand[] = []
  const add = (at: number, command: Command): void => {
    commands.push({ at: at + days * DAY_MS, command: renamed(later(command, days), ids) })
  }
  for (const [index, { at, command }] of replay.commands.entries()) {
    for (const tokenId of overtaken.noShows.get(index) ?? []) add(at, overriding({ op: 'noShow', tokenId }))
    const { commandId: _, ...rest } = command
    const given = rest as Command
    if (given.op !== 'book') {
      add(at, overriding(given))
      continue
    }
    const tokenId = overtaken.booked.get(index) ?? given.tokenId ?? String(index)
    ids.set(laterText(tokenId, days), ownId(prefix, tokenId, index))
    add(at, { ...given, tokenId })
  }
  return { commands, prefix }
}

function ownId(prefix: string, tokenId: string, index: number): string {
  const id = `${prefix}-${tokenId}`
  return id.length <= 64 ? id : `${prefix}-${index}`
}

function overriding(command: Command): Command {
  return ATTENDANCE.has(command.op) ? ({ actor: 'simulation', ...command, override: true } as Command) : command
}

function later(command: Command, days: number): Command {
  return mapped(command, (text) => laterText(text, days))
}

function laterText(text: string, days: number): string {
  return text.replace(DATE, (date) => {
    const at = Date.parse(date)
    return Number.isNaN(at) ? date : new Date(at + days * DAY_MS).toISOString().slice(0, 10)
  })
}

/** Gives the tokens their ids of this run. */
function renamed(command: Command, ids: ReadonlyMap<string, string>): Command {
  return mapped(command, (text, key) => (key === 'tokenId' || key === 'bump' ? (ids.get(text) ?? text) : text))
}

/** The value with all texts replaced, except those that are no ids and dates. */
function mapped<T>(value: T, replace: (text: string, key: string) => string, key = ''): T {
  if (typeof value === 'string') return replace(value, key) as T
  if (Array.isArray(value)) return value.map((each) => mapped(each, replace, key)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    WORDS.has(name) ? each : mapped(each as unknown, replace, name),
  ])
  return Object.fromEntries(entries) as T
}
