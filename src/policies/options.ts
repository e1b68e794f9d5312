import type { CapacityPolicy, PriorityPolicy } from '../core/rules/rules'
import { shown } from '../core/rules/words'

/** Throws a RangeError unless `options` is an object that has no option but these. */
export function checkOptions(policy: string, options: object, names: readonly string[]): void {
  const list = names.join(', ')
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new RangeError(`${policy}: the options are ${shown(options)}. Give an object with ${list}.`)
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new RangeError(`${policy}: there is no option '${unknown}'. It has ${list}.`)
}

/** Throws a RangeError unless `value` is one of these texts. */
export function checkChoice(what: string, value: unknown, choices: readonly string[]): void {
  const isListed = choices.some((choice) => choice === value)
  if (!isListed) throw new RangeError(`${what} is ${shown(value)}. Give ${choices.map(shown).join(' or ')}.`)
}

/** Throws a RangeError unless `value` is a list of sources: a text would be read as a list of letters. */
export function checkSources(what: string, value: unknown, allowed = 'a list of sources'): void {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return
  const example = typeof value === 'string' ? value : 'emergency'
  throw new RangeError(`${what} is ${shown(value)}. Give ${allowed}, such as ['${example}'].`)
}

/** Throws a RangeError unless `value` is a finite number. */
export function checkRank(what: string, value: unknown): void {
  if (!Number.isFinite(value)) throw new RangeError(`${what} is ${shown(value)}. Give a finite number.`)
}

/** Throws a RangeError unless `value` is an object of ranks. */
export function checkRanks(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError(`${what} are ${shown(value)}. Give an object, such as { emergency: 1, online: 2 }.`)
  for (const [name, rank] of Object.entries(value)) checkRank(`${what}: '${name}'`, rank)
}

/** Throws a RangeError unless `value` is a boolean. */
export function checkFlag(what: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new RangeError(`${what} is ${shown(value)}. Give true or false.`)
}

/** Throws a RangeError unless `value` is a function. */
export function checkFunction(what: string, value: unknown, example: string): void {
  if (typeof value !== 'function')
    throw new RangeError(`${what} is ${shown(value)}. Give a function, such as ${example}.`)
}

/** Throws a RangeError unless `policy` is a priority policy. */
export function checkPriority(what: string, policy: PriorityPolicy): void {
  if (typeof policy?.base !== 'function')
    throw new RangeError(`${what} is ${shown(policy)}. Give a priority policy, such as bySource({ online: 1 }).`)
}

/** Throws a RangeError unless `policy` is a capacity policy. */
export function checkCapacity(what: string, policy: CapacityPolicy): void {
  if (typeof policy?.seats !== 'function')
    throw new RangeError(`${what} is ${shown(policy)}. Give a capacity policy, such as fixed().`)
}

/** Refuses NaN and negative minutes: a comparison with NaN would switch the rule off silently. */
export function checkMinutes(what: string, minutes: number | undefined): void {
  if (minutes === undefined || minutes >= 0) return
  throw new RangeError(`${what} is ${minutes}. Give minutes from 0 on, or leave it out.`)
}
