import type { CommandResult } from 'opd-scheduler'
import { DATE } from '../day/clinic'
import type { Script } from '../run/script'

/** Times in epoch milliseconds are larger than any other number of a command or an answer. */
const LEAST_INSTANT = 1e11

/** The script of the simulated day, on another date. The zone has no clock changes, so every instant moves by whole days. */
export function* shifted(script: Script, date: string): Script {
  const ms = Date.parse(date) - Date.parse(DATE)
  for (let step = script.next(); step.done !== true; ) {
    const { at, command, sentence } = step.value
    const answer: CommandResult = yield { at: at + ms, command: onDate(command, DATE, date, ms), sentence }
    step = script.next(onDate(answer, date, DATE, -ms))
  }
}

/** The scripts as one, in order of time. */
export function* merged(scripts: readonly Script[]): Script {
  const steps = scripts.map((script) => script.next())
  for (;;) {
    let first: number | undefined
    let earliest = Number.POSITIVE_INFINITY
    for (const [index, { done, value }] of steps.entries())
      if (done !== true && value.at < earliest) {
        first = index
        earliest = value.at
      }
    if (first === undefined) return
    const { value } = steps[first]!
    if (value !== undefined) steps[first] = scripts[first]!.next(yield value)
  }
}

/** A copy in which every text names another date, and every instant is moved. */
function onDate<T>(value: T, from: string, to: string, ms: number): T {
  if (typeof value === 'string') return value.replaceAll(from, to) as T
  if (typeof value === 'number') return (value > LEAST_INSTANT ? value + ms : value) as T
  if (Array.isArray(value)) return value.map((each) => onDate(each, from, to, ms)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, onDate(each, from, to, ms)])) as T
}
