import { isOpdError, OpdError } from '../../errors'

/** Returns the error `invalid-input`, which names the field, shows the value and says what to give. */
export function invalid(field: string, value: unknown, advice: string): OpdError {
  return refuse(field, show(value), advice)
}

/** Returns the error `invalid-input` for a field that may be about a patient: it says what the value is like, but does not show it. */
export function invalidPersonal(field: string, value: unknown, advice: string): OpdError {
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
