import * as Plot from '@observablehq/plot'
import { tagged } from '../../page/draw'
import type { Written, WrittenFigure } from '../files'
import type { Look } from './looks'

/** A mark: a mean with its interval, at a place across the axis. */
export interface Mark {
  readonly at: number
  readonly mean: number
  readonly low: number
  readonly high: number
  /** Whether it is a difference whose interval excludes 0, or no difference at all. */
  readonly isFilled: boolean
  /** What the mark shows, for tests. */
  readonly tags: Readonly<Record<string, string | number>>
}

/** Returns the mark of a mean; none if there was nobody to measure. */
export function markOf(
  written: Written | null,
  at: number,
  isFilled: boolean,
  tags: Readonly<Record<string, string | number>>,
): Mark[] {
  if (written === null || written.mean === null) return []
  const { mean, plusMinus } = written
  const half = plusMinus ?? 0
  return [{ at, mean, low: mean - half, high: mean + half, isFilled, tags: { ...tags, mean, half: plusMinus ?? '?' } }]
}

/** Draws marks of one set of rules; values run along `x` or `y`. */
export function drawn(marks: readonly Mark[], { symbol, colour }: Look, along: 'x' | 'y', r = 5): Plot.Markish[] {
  const across = along === 'x' ? 'y' : 'x'
  const rule = along === 'x' ? Plot.ruleY : Plot.ruleX
  const dots = (data: readonly Mark[], fill: string): Plot.Markish =>
    Plot.dot(data, {
      [along]: 'mean',
      [across]: 'at',
      symbol,
      r,
      fill,
      stroke: colour,
      strokeWidth: 1.6,
      ...tagged(data, ({ tags }) => tags),
    })
  return [
    rule(marks as Mark[], {
      [across]: 'at',
      [`${along}1`]: 'low',
      [`${along}2`]: 'high',
      stroke: colour,
      strokeWidth: 2,
    }),
    dots(
      marks.filter(({ isFilled }) => isFilled),
      colour,
    ),
    dots(
      marks.filter(({ isFilled }) => !isFilled),
      'var(--ground)',
    ),
  ]
}

/** Returns an axis range that holds these values and 0, with some room. */
export function rangeOf(values: readonly number[]): [number, number] {
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const room = (high - low) * 0.08 || 1
  return [low - room, high + room]
}

/** Shades both sides of zero, the better and the worse, and draws the zero line. */
export function sides(
  [low, high]: readonly [number, number],
  better: WrittenFigure['better'],
  along: 'x' | 'y',
): Plot.Markish[] {
  const [from, to] = [`${along}1`, `${along}2`]
  const shade = (ends: readonly [number, number], isBetter: boolean): Plot.Markish =>
    Plot.rect([ends], { [from]: '0', [to]: '1', fill: `var(--${isBetter ? 'better' : 'worse'}-ground)` })
  const zero = { stroke: 'var(--ink)', strokeWidth: 1.2 }
  return [
    shade([low, 0], better === 'less'),
    shade([0, high], better === 'more'),
    along === 'x' ? Plot.ruleX([0], zero) : Plot.ruleY([0], zero),
  ]
}
