import { RuleFault } from '../../core/rules/rules'
import { isOpdError, OpdError } from '../../errors'

/** A failure that names the field, shows the value and says what would do. */
export function invalid(field: string, value: unknown, maybe: string): OpdError {
  const shown = show(value)
  return new OpdError('invalid-input', `${field} is ${shown}. Maybe ${maybe}.`, { field, value: shown })
}

/** Reads something untrusted: a getter or a proxy of the caller may throw anything, and only `invalid-input` comes out. */
export function untrusted<T>(what: string, value: unknown, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    throw isOpdError(thrown) ? thrown : invalid(what, value, 'give a plain object')
  }
}

/** Runs what the host wrote, such as a rule: whatever it throws is reported as the host's, and nothing was changed. */
export function hostCode<T>(what: string, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    if (isOpdError(thrown)) throw thrown
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    const message = thrown instanceof RuleFault ? text : `${what} threw: ${text}`
    throw new OpdError('invalid-rules', `${message}. Maybe one of the host's own functions is wrong.`, {}, thrown)
  }
}

/** A value in at most 80 characters, whatever it is. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return value.length <= 60 ? `'${value}'` : `'${value.slice(0, 60)}…' (${value.length} characters)`
  }
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value === 'bigint') return `${String(value).slice(0, 60)}n`
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
