/** Width of a digit or letter of a drawing, and the least space between two labels, in pixels. */
const LETTER = 7.6
const GAP = 8

/** Returns about how wide a text is in a drawing, with the space to the next one. */
export function roomFor(text: string): number {
  return text.length * LETTER + GAP
}

/**
 * Shortens the times of slots, such as `09:00`, to the width of each: to the hour alone if all begin on the hour, or else to every
 * second, third … of them.
 */
export function timesThatFit(times: readonly string[], width: number): string[] {
  if (width >= roomFor('00:00')) return [...times]
  if (times.every((time) => time.endsWith(':00')) && width >= roomFor('00') - GAP / 2)
    return times.map((time) => time.slice(0, 2))
  const every = Math.ceil(roomFor('00:00') / width)
  return times.map((time, index) => (index % every === 0 ? time : ''))
}
