/** A line break, another control character, or half of a surrogate pair. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u

/**
 * Whether a text fits on one line and every store can hold it: it has no line break and no other control character, and it is well-formed
 * Unicode.
 */
export function isOneLine(text: string): boolean {
  return !UNFIT.test(text)
}
