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
