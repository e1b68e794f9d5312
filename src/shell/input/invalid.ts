import { isOpdError, OpdError } from '../../errors'

/** Returns the error `invalid-input`, which names the field, shows the value and says what to give. */
export function invalid(field: string, value: unknown, advice: string): OpdError {
  const shown = show(value)
  return new OpdError('invalid-input', `${field} is ${shown}. ${advice}.`, { field, value: shown })
}

/** Reads an untrusted value. What its getters or proxies throw becomes `invalid-input`. */
export function untrusted<T>(what: string, value: unknown, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    throw isOpdError(thrown) ? thrown : invalid(what, value, 'Give a plain object')
  }
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
