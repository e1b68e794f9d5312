/** Booking classes in the order of most rules, with the letter of each. */
const LETTERS: Readonly<Record<string, string>> = {
  emergency: 'E',
  paid: 'P',
  'follow-up': 'F',
  online: 'O',
  'walk-in': 'W',
}

/** Returns one letter for a class: upper case for the built-in ones, lower case for those of an input file. */
export function letterOf(source: string): string {
  return (Object.hasOwn(LETTERS, source) ? LETTERS[source] : undefined) ?? source.slice(0, 1).toLowerCase()
}

/** Sorts classes: the built-in ones in their order, then others by name. Duplicates are removed. */
export function inOrder(sources: Iterable<string>): string[] {
  const known = Object.keys(LETTERS)
  const place = (source: string): number => (known.indexOf(source) + known.length + 1) % (known.length + 1)
  return [...new Set(sources)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}
