/** A value as a message shows it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (typeof value === 'function') return 'a function'
  if (value instanceof Promise) return 'a promise'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : shown(thrown)
}

/** A line break, another control character, or half of a surrogate pair. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u

/**
 * Whether a text fits on one line and every store can hold it: it has no line break and no other control character, and it is well-formed
 * Unicode.
 */
export function isOneLine(text: string): boolean {
  return !UNFIT.test(text)
}

/** Returns the words of a source in lower case: `Paid_Priority` is `paid priority`. */
function wordsOf(source: string): string[] {
  return source.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/**
 * Returns the known source that another one is a spelling of, or begins with: `EMERGENCY`, `walk_in`, `Paid Priority`. Undefined if it is
 * known itself, or like none.
 */
export function meantSource(source: string, known: readonly string[]): string | undefined {
  if (known.includes(source)) return undefined
  const words = wordsOf(source)
  const letters = words.join('')
  return known.find((each) => {
    const own = wordsOf(each)
    return own.length > 0 && (own.join('') === letters || own.every((word, index) => word === words[index]))
  })
}
