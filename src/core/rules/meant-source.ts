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
