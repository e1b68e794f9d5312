/** The figure of a finding under one set of rules. */
export interface Value {
  readonly rules: string
  readonly count: number
  /** What the count is a part of, if it is one. */
  readonly of?: number
  /** The figure as the reader sees it: `43 %`, `12 min`, `21`. */
  readonly text: string
}

/** One thing that a day shows: a sentence, and its figure under each set of rules. */
export interface Finding {
  /** Name for programs, such as `turned-away`. */
  readonly name: string
  readonly sentence: string
  /** One value for a single run; one for each run of a comparison. */
  readonly values: readonly Value[]
}

/** A share in whole percent, which says 0 or 100 only if it is. */
export function shareOf(count: number, of: number): string {
  if (of === 0) return '0 %'
  const percent = Math.round((count / of) * 100)
  if (percent === 0 && count > 0) return 'under 1 %'
  if (percent === 100 && count < of) return 'over 99 %'
  return `${percent} %`
}

/** Returns the patients of a booking class, in words: `emergencies`, `walk-in patients`. */
export function patientsOf(source: string): string {
  return source === 'emergency' ? 'emergencies' : `${source} patients`
}

/** Starts a sentence with a capital letter. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** `a`, `a and b`, `a, b and c`; or with another word than `and`. */
export function listed(parts: readonly string[], and = 'and'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`
}
