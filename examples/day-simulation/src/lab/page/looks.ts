import type { Lab, Variant } from '../lab'

/** The look of a set of rules. Its shape repeats what its colour says. */
export interface Look {
  /** Label of the set of rules. */
  readonly rules: string
  /** A label that is short enough for a drawing. */
  readonly short: string
  readonly symbol: 'circle' | 'diamond2' | 'square2' | 'triangle' | 'star'
  /** The shape as a character. */
  readonly sign: string
  readonly colour: string
  /** The sweep whose values are joined by a line, if any. */
  readonly sweep: string | undefined
}

const SHAPES = [
  ['diamond2', '◆'],
  ['triangle', '▲'],
  ['square2', '■'],
  ['star', '★'],
] as const

/** Number of colours `--rules-0`, `--rules-1`, … in the style sheet. */
const COLOURS = 7

const LONGEST = 18

/** Returns the look of each set of rules: the baseline is a circle in the colour of the text. */
export function looksOf({ variants, baseline }: Pick<Lab, 'variants' | 'baseline'>): Look[] {
  let place = 0
  return variants.map((variant): Look => {
    const common = { rules: variant.label, short: shortOf(variant, variants), sweep: sweepOf(variant) }
    if (variant.label === baseline) return { ...common, symbol: 'circle', sign: '●', colour: 'var(--ink)' }
    const [symbol, sign] = SHAPES[place % SHAPES.length]!
    return { ...common, symbol, sign, colour: `var(--rules-${place++ % COLOURS})` }
  })
}

function sweepOf({ preset, setting, seats }: Variant): string | undefined {
  if (seats !== undefined) return `${preset}.seats`
  return setting && `${preset}.${setting.path}`
}

function shortOf({ label, preset, setting, seats }: Variant, all: readonly Variant[]): string {
  if (setting !== undefined) return shortened(`${setting.path.split('.').pop()}=${setting.value}`)
  const isOnly = all.every((each) => each.preset === preset)
  return shortened(seats !== undefined && isOnly ? `${seats} seats` : label)
}

/** The ends of a long label; its shape and colour tell the rest. */
function shortened(label: string): string {
  return label.length <= LONGEST ? label : `${label.slice(0, 9)}…${label.slice(10 - LONGEST)}`
}
