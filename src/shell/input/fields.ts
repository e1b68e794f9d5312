import type { TokenAttributes } from '../../core/rules/rules'
import { isOneLine } from '../../core/rules/words'
import { isOpdError, OpdError } from '../../errors'
import { DOCTOR_ID, HOST_ID } from '../../events/names'

/** Returns the error `invalid-input`, which names the field, shows the value and says what to give. */
export function invalid(field: string, value: unknown, advice: string): OpdError {
  return refuse(field, show(value), advice)
}

/** Returns the error `invalid-input` for a field that may be about a patient: it says what the value is like, but does not show it. */
function invalidPersonal(field: string, value: unknown, advice: string): OpdError {
  return refuse(field, likeness(value), advice)
}

function refuse(field: string, shown: string, advice: string): OpdError {
  return new OpdError('invalid-input', `${field} is ${shown}. ${advice}.`, { field, value: shown })
}

/** Reads an untrusted value. What its getters or proxies throw becomes `invalid-input`. */
export function untrusted<Value, Given extends readonly unknown[], Read>(
  what: string,
  value: Value,
  read: (value: Value, ...given: Given) => Read,
  ...given: Given
): Read {
  try {
    return read(value, ...given)
  } catch (thrown) {
    throw isOpdError(thrown) ? thrown : invalid(what, value, 'Give a plain object')
  }
}

function likeness(value: unknown): string {
  if (typeof value === 'string' && value.length < 2) return value === '' ? 'an empty text' : 'a text of 1 character'
  if (typeof value === 'string') return `a text of ${value.length} characters`
  if (typeof value === 'bigint' || Number.isFinite(value)) return 'a number'
  return show(value)
}

/** Returns any value as a text of at most about 80 characters. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return value.length <= 60 ? `'${value}'` : `'${value.slice(0, 60)}…' (${value.length} characters)`
  }
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value === 'bigint') return `${String(value).slice(0, 60)}n`
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (value instanceof Promise) return 'a promise'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

const MINUTE_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/
const DATE = /^(19[7-9]\d|2[01]\d\d)-(\d\d)-(\d\d)$/
const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/
/** A control character that is neither a line break nor a tab, or half of a surrogate pair. */
const UNFIT_FOR_NOTE = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u

/** Reads the fields of an untrusted object. Each read checks one field, and `done` refuses fields that were not read. */
export class Fields {
  /** Names that were read. There is room for those of a booking, because the array of each command would grow otherwise. */
  private readonly read = new Array<string | undefined>(24)
  private count = 0

  constructor(
    readonly object: Readonly<Record<string, unknown>>,
    private readonly path = '',
  ) {}

  static of(value: unknown, what: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return new Fields(value as Record<string, unknown>, what)
    // A text may be a command as JSON, so it is not shown.
    throw invalidPersonal(what === '' ? 'the command' : what, value, 'Give an object')
  }

  /** The same fields, which the host cannot change any more if they are texts, numbers and flags. */
  copy(): Fields {
    return new Fields({ ...this.object }, this.path)
  }

  /** Whether an optional field was given. */
  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  get(name: string): unknown {
    const { read, count } = this
    // An optional field is asked for, then read.
    if (count === 0 || read[count - 1] !== name) read[this.count++] = name
    const value = this.object[name]
    // Most optional fields are not given. What an object inherits does not count.
    return value === undefined || Object.hasOwn(this.object, name) ? value : undefined
  }

  /** A text of one line. */
  text(name: string, longest: number): string {
    const value = this.get(name)
    if (isText(value, longest) && isOneLine(value)) return value
    throw invalid(this.at(name), value, oneLineOf(longest))
  }

  optionalText(name: string, longest: number): string | undefined {
    return this.has(name) ? this.text(name, longest) : undefined
  }

  /** A text of one line that errors do not show, because it may be about a patient. */
  personalText(name: string, longest: number): string {
    const value = this.get(name)
    if (isText(value, longest) && isOneLine(value)) return value
    throw invalidPersonal(this.at(name), value, oneLineOf(longest))
  }

  /** Free text, which may have several lines. Errors do not show it. */
  optionalNote(name: string, longest: number): string | undefined {
    const value = this.get(name)
    if (value === undefined || (isText(value, longest) && !UNFIT_FOR_NOTE.test(value))) return value
    const advice = `Give 1 to ${longest} characters, without control characters but line breaks and tabs`
    throw invalidPersonal(this.at(name), value, advice)
  }

  doctorId(name: string): string {
    return this.matching(name, DOCTOR_ID, 'Give 1 to 40 letters, digits and hyphens')
  }

  /** A list of different doctors. */
  doctorIds(name: string, least: number, most: number): readonly string[] {
    const ids = this.get(name)
    if (!Array.isArray(ids) || ids.length < least || ids.length > most)
      throw invalid(this.at(name), ids, `Give a list of ${least} to ${most} ids of doctors`)
    return Array.from(ids, (id: unknown, index) => {
      const place = `${this.at(name)}[${index}]`
      if (typeof id !== 'string' || !DOCTOR_ID.test(id))
        throw invalid(place, id, 'Give 1 to 40 letters, digits and hyphens')
      if (ids.indexOf(id) < index) throw invalid(place, id, 'Name each doctor once')
      return id
    })
  }

  /** An id in the grammar of FHIR ids. */
  id(name: string): string {
    return this.matching(name, HOST_ID, 'Give 1 to 64 letters, digits, hyphens and dots')
  }

  date(name: string): string {
    const date = this.matching(name, DATE, "Give a date such as '2026-01-30'")
    if (isDay(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8)))) return date
    throw invalid(this.at(name), date, 'Give a day that exists')
  }

  /** Minutes since midnight of an `HH:MM`. */
  minuteOfDay(name: string): number {
    const text = this.matching(name, MINUTE_OF_DAY, "Give a time such as '09:30'")
    return Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  }

  whole(name: string, least: number, most: number): number {
    const value = this.get(name)
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    throw invalid(this.at(name), value, `Give a whole number from ${least} to ${most}`)
  }

  flag(name: string): boolean {
    const value = this.get(name)
    if (value === undefined || typeof value === 'boolean') return value === true
    throw invalid(this.at(name), value, 'Give true or false')
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.get(name)
    if (allowed.includes(value as T)) return value as T
    throw invalid(this.at(name), value, `Give one of ${allowed.join(', ')}`)
  }

  list(name: string, longest: number, least = 1): Fields[] {
    const value = this.get(name)
    if (Array.isArray(value) && value.length >= least && value.length <= longest) {
      return Array.from(value, (item: unknown, index) => Fields.of(item, `${this.at(name)}[${index}]`))
    }
    throw invalid(this.at(name), value, `Give a list of ${least} to ${longest}`)
  }

  attributes(name: string): TokenAttributes | undefined {
    if (!this.has(name)) return undefined
    const given = Fields.of(this.get(name), this.at(name))
    const names = Object.keys(given.object).sort()
    if (names.length > 16) throw invalid(this.at(name), `${names.length} attributes`, 'Give at most 16')
    const checked: Record<string, number | string | boolean> = {}
    for (const each of names) {
      if (!ATTRIBUTE.test(each))
        throw invalid(this.at(name), each, 'Start an attribute name with a letter, then use letters, digits, _ . or -')
      const value = given.get(each)
      if (typeof value === 'string') checked[each] = given.personalText(each, 64)
      else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
        checked[each] = value
      else throw invalidPersonal(given.at(each), value, 'Give a finite number, a short text, true or false')
    }
    return Object.freeze(checked)
  }

  /** Refuses fields that were not read, so that a misspelt name does not go unnoticed. */
  done(noun: 'field' | 'option' = 'field'): void {
    for (const name of Object.keys(this.object))
      if (!this.read.includes(name)) throw unexpected(noun, this.at(name), [...new Set(this.read.slice(0, this.count))])
  }

  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`
  }

  private matching(name: string, pattern: RegExp, advice: string): string {
    const value = this.get(name)
    if (typeof value === 'string' && pattern.test(value)) return value
    throw invalid(this.at(name), value, advice)
  }
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest
}

function oneLineOf(longest: number): string {
  return `Give 1 to ${longest} characters in one line, without control characters`
}

function unexpected(noun: string, name: string, names: readonly unknown[]): OpdError {
  const message = `There is no ${noun} '${name}' here. The ${noun}s are ${names.join(', ')}.`
  return new OpdError('invalid-input', message, { field: name, value: name })
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  return day <= 28 || day <= daysOf(month, year)
}

/** Number of days of a month. A `Date` would take half a microsecond. */
function daysOf(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
