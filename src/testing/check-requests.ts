import type { Command } from '../api/commands'
import type { TokenAttributes } from '../core/rules/rules'
import { scenarioOf } from './clinic-day'
import { readStep, SOURCE_LETTERS, type Step } from './read-step'
import { type RawStep, type Roster, writeSteps } from './write-steps'

/** The values of each attribute that a booking may have. */
type Values = Readonly<Record<string, readonly (number | string | boolean)[]>>

/** What the scheduler takes as the name of an attribute, as a source, and as the text of an attribute. */
const NAME = /^[A-Za-z][\w.-]{0,39}$/
const SOURCE = /^[^\p{Cc}\p{Cs}]{1,40}$/u
const VALUE = /^[^\p{Cc}\p{Cs}]{1,64}$/u

/** Kinds of steps that say a source or attributes. */
const ASKING = ['book', 'book the day', 'hold', 'book again', 'override', 'bump by hand', 'become'] as const

/** Throws a RangeError if the steps of a day could not say a source or an attribute, or if the scheduler would not take it. */
export function checkRequests(sources: readonly string[] | undefined, attributes: Values): void {
  if (sources?.length === 0) throw new RangeError('arbitraries: sources is []. Give at least one.')
  for (const source of sources ?? []) {
    if (SOURCE.test(source) && isRead(source, {}) && isRead(source, { vip: true })) continue
    const own = [...SOURCE_LETTERS.keys(), 'book', 'hold', 'with'].join(', ')
    throw new RangeError(
      `arbitraries: a source is ${JSON.stringify(source)}. Give single words of at most 40 characters without '|', and none that a scenario has itself (${own}).`,
    )
  }
  for (const [name, values] of Object.entries(attributes)) {
    const areFit = values.every((value) => VALUE.test(String(value)) && isRead('online', { [name]: value }))
    if (NAME.test(name) && values.length > 0 && areFit) continue
    throw new RangeError(
      `arbitraries: the attribute '${name}' is ${JSON.stringify(values)}. Give a name that begins with a letter, then at most 39 letters, digits, _ . or -, and numbers, booleans or single words of at most 64 characters without '|'.`,
    )
  }
}

/** Whether the steps that say this source and these attributes are read as they were meant, with one doctor and with two. */
function isRead(source: string, attributes: TokenAttributes): boolean {
  const raw: RawStep[] = ASKING.flatMap((kind) =>
    [0, 1].map((pick) => ({ kind, minutes: 0, doctor: 0, slot: 0, source: 0, pick, attributes })),
  )
  const rosters: Roster[] = ['rao', 'shah'].map((doctor) => ({ doctor, starts: ['09:00'] }))
  const meant = JSON.stringify([source, attributes])
  return [rosters.slice(1), rosters].every((some) => {
    const slots = Object.fromEntries(some.map(({ doctor }) => [doctor, ['09:00-10:00 x1']]))
    try {
      const text = scenarioOf({ slots, clock: '06:00', steps: writeSteps(raw, some, [source], 6 * 60) })
      const read = text.lines.flatMap(({ step, line }) => readStep(step, line, text))
      return read.length === raw.length && read.every((step) => requestOf(step) === meant)
    } catch {
      return false
    }
  })
}

/** Returns the source and the attributes of a step, to be compared. */
function requestOf(step: Step): string {
  if (step.kind !== 'book' && step.kind !== 'token') return ''
  const command: Command = step.kind === 'book' ? step.command((name) => name) : step.command(step.name)
  if (command.op !== 'book' && command.op !== 'reclassify') return ''
  return JSON.stringify([command.source, command.attributes ?? {}])
}
