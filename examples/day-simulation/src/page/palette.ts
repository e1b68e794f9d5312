import type { TokenStatus } from 'opd-scheduler'

/**
 * The look of a booking class. Neighbours in a stack alternate between dark and light, so that they differ in greyscale and for
 * every kind of colour vision. Shape and letter repeat the information.
 */
interface Look {
  readonly name: string
  readonly symbol: 'triangle' | 'diamond' | 'square' | 'circle' | 'star' | 'cross'
}

const LOOKS: Readonly<Record<string, Look>> = {
  emergency: { name: 'emergency', symbol: 'triangle' },
  paid: { name: 'paid', symbol: 'diamond' },
  'follow-up': { name: 'follow-up', symbol: 'square' },
  online: { name: 'online', symbol: 'circle' },
  'walk-in': { name: 'walk-in', symbol: 'star' },
}

const OTHER: Look = { name: 'other', symbol: 'cross' }

export function lookOf(source: string): Look {
  return (Object.hasOwn(LOOKS, source) ? LOOKS[source] : undefined) ?? OTHER
}

/** The colour of a class, and of text on it. */
export function fillOf(source: string): string {
  return `var(--${lookOf(source).name})`
}

export function inkOn(source: string): string {
  return `var(--on-${lookOf(source).name})`
}

/** The outcome of a request: the token's final status, or `rejected`. */
export type End = TokenStatus | 'rejected'

/** Plain for patients seen or seated, hatched for patients without a seat, grey for patients who gave up or did not come. */
export const END_LOOKS: Readonly<Record<End, { readonly fill: string; readonly ink: string }>> = {
  completed: { fill: 'var(--seen)', ink: 'var(--on-seen)' },
  'in-consultation': { fill: 'var(--inside)', ink: 'var(--on-inside)' },
  'checked-in': { fill: 'var(--inside)', ink: 'var(--on-inside)' },
  called: { fill: 'var(--inside)', ink: 'var(--on-inside)' },
  held: { fill: 'var(--seated)', ink: 'var(--on-seated)' },
  offered: { fill: 'var(--seated)', ink: 'var(--on-seated)' },
  confirmed: { fill: 'var(--seated)', ink: 'var(--on-seated)' },
  waitlisted: { fill: 'url(#hatch-waiting)', ink: 'var(--ink)' },
  'no-show': { fill: 'var(--absent)', ink: 'var(--on-absent)' },
  left: { fill: 'var(--off)', ink: 'var(--on-off)' },
  rescheduled: { fill: 'var(--off)', ink: 'var(--on-off)' },
  expired: { fill: 'var(--off)', ink: 'var(--on-off)' },
  cancelled: { fill: 'var(--off)', ink: 'var(--on-off)' },
  dropped: { fill: 'url(#hatch-dropped)', ink: 'var(--ink)' },
  rejected: { fill: 'url(#hatch-refused)', ink: 'var(--ink)' },
}

/** Definitions of the hatch patterns. */
export const PATTERNS = `<svg class="patterns" aria-hidden="true" width="0" height="0"><defs>
${pattern('waiting', 0, 5)}
${pattern('dropped', 45, 5)}
${pattern('refused', -45, 3)}
</defs></svg>`

function pattern(name: string, degrees: number, apart: number): string {
  return `<pattern id="hatch-${name}" patternUnits="userSpaceOnUse" width="${apart}" height="${apart}" patternTransform="rotate(${degrees})"><rect width="${apart}" height="${apart}" fill="var(--hatch-ground)"/><rect width="1.4" height="${apart}" fill="var(--hatch)"/></pattern>`
}
