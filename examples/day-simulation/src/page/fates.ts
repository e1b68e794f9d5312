import type { TokenStatus } from 'opd-scheduler'
import type { ClassOutcomes } from '../report/outcomes'

/** The outcome of a request: the token's final status, `gave-up` if it was cancelled without a seat, or `rejected`. */
export type End = TokenStatus | 'gave-up' | 'rejected'

/** Returns how many requests of a class had this outcome. */
export function countOfEnd({ first, ends, gaveUp }: ClassOutcomes, end: End): number {
  if (end === 'rejected') return first.rejected
  if (end === 'gave-up') return gaveUp
  return (ends.get(end) ?? 0) - (end === 'cancelled' ? gaveUp : 0)
}

/** The look of an outcome: a colour of the style sheet, and a texture unless it is plain. */
interface Look {
  readonly colour: string
  readonly texture?: keyof typeof TEXTURES
}

/** SVG shapes of the textures. Each fills a tile of 8 by 8 pixels, which repeats over the colour. */
const TEXTURES = {
  rising: '<path d="M-2 2L2-2M-2 10L10-2M6 10L10 6"/>',
  falling: '<path d="M-2 6L2 10M-2-2L10 10M6-2L10 2"/>',
  crossed: '<path d="M-2 2L2-2M-2 10L10-2M6 10L10 6M-2 6L2 10M-2-2L10 10M6-2L10 2"/>',
  level: '<path d="M0 2H8M0 6H8"/>',
  upright: '<path d="M2 0V8M6 0V8"/>',
  squared: '<path d="M0 4H8M4 0V8"/>',
  dotted: '<path d="M2 2h.01M6 6h.01" stroke-linecap="round" stroke-width="3"/>',
  ringed: '<circle cx="4" cy="4" r="2.2"/>',
  chequered: '<path d="M0 2H4M4 6H8" stroke-width="4"/>',
  waved: '<path d="M0 3L2 1L6 5L8 3M0 7L2 5L4 7M4 7L6 9L8 7M4-1L6 1L8-1"/>',
} as const

/**
 * Each outcome has its own look: the colour says how it went (seen, at the clinic, seated, away, called off, without a seat), the
 * texture tells outcomes of one colour apart. Plain colours differ in lightness, so that no two looks are alike in greyscale.
 */
export const END_LOOKS: Readonly<Record<End, Look>> = {
  completed: { colour: 'seen' },
  'in-consultation': { colour: 'inside' },
  called: { colour: 'inside', texture: 'dotted' },
  'checked-in': { colour: 'inside', texture: 'level' },
  confirmed: { colour: 'seated' },
  held: { colour: 'seated', texture: 'upright' },
  offered: { colour: 'seated', texture: 'ringed' },
  waitlisted: { colour: 'waiting', texture: 'falling' },
  'no-show': { colour: 'absent' },
  left: { colour: 'absent', texture: 'squared' },
  cancelled: { colour: 'off' },
  rescheduled: { colour: 'off', texture: 'waved' },
  expired: { colour: 'off', texture: 'chequered' },
  'gave-up': { colour: 'lost', texture: 'dotted' },
  dropped: { colour: 'lost', texture: 'rising' },
  rejected: { colour: 'lost', texture: 'crossed' },
}

/** The colour or pattern of an outcome. */
export function fillOfEnd(end: End): string {
  return END_LOOKS[end].texture === undefined ? groundOf(end) : `url(#end-${end})`
}

/** The colour behind the texture, which text on it needs around its letters. */
export function groundOf(end: End): string {
  return `var(--${END_LOOKS[end].colour})`
}

/** The colour of text on an outcome. */
export function inkOnEnd(end: End): string {
  return `var(--on-${END_LOOKS[end].colour})`
}

/** A sample of an outcome's look, for the legend. */
export function swatch(end: End): string {
  return `<svg class="swatch" viewBox="0 0 24 20" aria-hidden="true"><rect width="24" height="20" rx="3" fill="${fillOfEnd(end)}"/></svg>`
}

/** Definitions of the patterns. */
export const PATTERNS = `<svg class="patterns" aria-hidden="true" width="0" height="0"><defs>
${(Object.keys(END_LOOKS) as End[]).map(pattern).filter(Boolean).join('\n')}
</defs></svg>`

function pattern(end: End): string {
  const { colour, texture } = END_LOOKS[end]
  if (texture === undefined) return ''
  const lines = `<g fill="none" stroke="var(--${colour}-line)" stroke-width="1.5">${TEXTURES[texture]}</g>`
  return `<pattern id="end-${end}" patternUnits="userSpaceOnUse" width="8" height="8"><rect width="8" height="8" fill="${groundOf(end)}"/>${lines}</pattern>`
}
