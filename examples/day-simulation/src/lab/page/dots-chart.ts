import * as Plot from '@observablehq/plot'
import { draw } from '../../page/draw'
import type { WrittenFigure } from '../files'
import { drawn, markOf, rangeOf, sides } from './marks'
import { decimal, digitsFor, signed, valueText } from './numbers'
import { type AtLoad, classOf, type Scene } from './scene'

/** Drawings are as wide as a phone's page, or are scaled up. */
export const WIDTH = 340

/** Heights of a mark's line, and of a class's name above several. */
const LINE = 22
const NAME = 20

/** The text at the right of a line. */
const VALUE = 76
const VERDICT = 88

/** Widths of letters, on average. */
const LETTER = 6.9

/** The baseline's values with their intervals: a line for each class. */
export function valuesChart({ home, figures: { baseline } }: Scene, figures: readonly AtLoad[]): string {
  const lines = figures.map(({ load, figure }, at) => {
    const cell = figure.byRules[baseline]!
    return { at, name: classOf(figure), text: valueText(cell), marks: markOf(cell, at, true, tagsOf(load, figure, 0)) }
  })
  const marks = lines.flatMap((line) => line.marks)
  const { unit, metric } = figures[0]!.figure
  const highest = unit.startsWith('%') ? 100 : Math.max(1, ...marks.map(({ high }) => high)) * 1.06
  const lowest = Math.min(0, ...marks.map(({ low }) => low))
  return draw(
    {
      width: WIDTH,
      height: lines.length * LINE + 26,
      marginLeft: leftOf(lines.map(({ name }) => name)),
      marginRight: VALUE,
      marginTop: 2,
      marginBottom: 24,
      x: { domain: [lowest, highest], label: null, ticks: 4, tickSize: 0 },
      y: { domain: [lines.length - 0.5, -0.5], axis: null },
      marks: [
        Plot.gridX({ ticks: 4, stroke: 'var(--grid)', strokeOpacity: 1 }),
        ...names(lines),
        ...drawn(marks, home, 'x'),
        texts(lines, () => 'var(--ink)'),
      ],
    },
    'values',
    {
      rules: baseline,
      label: `${metric}, ${unit}, under ${baseline}: ${lines.map(({ name, text }) => `${name} ${text}`).join(', ')}`,
    },
  )
}

/** Differences to the baseline with their intervals: by class, a line for each of the other sets of rules. */
export function differencesChart({ others, looks, figures: { baseline } }: Scene, figures: readonly AtLoad[]): string {
  const [only, ...more] = others
  const isSingle = only !== undefined && more.length === 0
  const step = isSingle ? LINE : LINE * others.length + NAME
  const lines = figures.flatMap(({ load, figure }, row) =>
    others.map((look, index) => {
      const difference = figure.byRules[look.rules]!.difference!
      const at = row * step + (isSingle ? 0 : NAME + index * LINE) + LINE / 2
      const { mean, plusMinus, verdict } = difference
      const digits = mean === null || plusMinus === null ? 1 : digitsFor(mean, plusMinus)
      return {
        at,
        look,
        row,
        verdict,
        name: isSingle ? classOf(figure) : look.short,
        text: mean === null ? 'nobody' : `${signed(mean, digits)}${verdict === '' ? '' : ` ${verdict}`}`,
        spoken: `${classOf(figure)}${isSingle ? '' : `, ${look.rules}`} ${mean === null ? 'nobody' : signed(mean, digits)}${plusMinus === null ? '' : ` ± ${decimal(plusMinus, digits)}`} ${verdict}`,
        marks: markOf(difference, at, verdict !== '', tagsOf(load, figure, looks.indexOf(look))),
      }
    }),
  )
  const { better, metric, unit } = figures[0]!.figure
  const range = rangeOf(lines.flatMap(({ marks }) => marks.flatMap(({ low, high }) => [low, high])))
  const [left, right] = better === 'less' ? (['better', 'worse'] as const) : (['worse', 'better'] as const)
  const height = figures.length * step
  const marginLeft = leftOf(lines.map(({ name }) => name))
  const end = (word: 'better' | 'worse', isLeft: boolean): Plot.Markish =>
    Plot.text([isLeft ? `◀ ${word}` : `${word} ▶`], {
      frameAnchor: isLeft ? 'top-left' : 'top-right',
      dy: -15,
      fill: `var(--${word})`,
    })
  return draw(
    {
      width: WIDTH,
      height: height + 42,
      marginLeft,
      marginRight: VERDICT,
      marginTop: 18,
      marginBottom: 24,
      x: { domain: range, label: null, ticks: 3, tickSize: 0, tickFormat: tickText },
      y: { domain: [height, 0], axis: null },
      marks: [
        ...sides(range, better, 'x'),
        end(left, true),
        end(right, false),
        ...(isSingle ? [] : headings(figures, step, marginLeft)),
        ...names(lines),
        ...sweepsOf(lines),
        ...others.flatMap((look) =>
          drawn(
            lines.filter((line) => line.look === look).flatMap(({ marks }) => marks),
            look,
            'x',
          ),
        ),
        texts(lines, ({ verdict }) => (verdict === '' ? 'var(--soft)' : `var(--${verdict})`)),
      ],
    },
    'differences',
    {
      rules: baseline,
      label: `${metric}, ${unit}, difference to ${baseline}: ${lines.map(({ spoken }) => spoken.trim()).join('; ')}`,
    },
  )
}

/** What a mark shows: the place of its rules in the list, its class and load. */
export function tagsOf(
  load: number,
  { class: source, metric }: WrittenFigure,
  rules: number,
): Record<string, string | number> {
  return { mark: 'mean', metric, class: source ?? '', load, rules }
}

/** A tick of an axis of differences. */
export function tickText(value: number): string {
  const text = String(Math.round(Math.abs(value) * 1000) / 1000)
  return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${text}`
}

interface Line {
  readonly at: number
  readonly name: string
  readonly text: string
}

function leftOf(labels: readonly string[]): number {
  return 12 + Math.max(...labels.map((label) => label.length)) * LETTER
}

function names(lines: readonly Line[]): Plot.Markish[] {
  const dx = 4 - leftOf(lines.map(({ name }) => name))
  return [Plot.text(lines as Line[], { y: 'at', text: 'name', frameAnchor: 'left', dx, fill: 'var(--soft)' })]
}

function headings(figures: readonly AtLoad[], step: number, marginLeft: number): Plot.Markish[] {
  if (figures.length === 1) return []
  const data = figures.map(({ figure }, row) => ({ at: row * step + NAME / 2 + 2, name: classOf(figure) }))
  return [
    Plot.text(data, {
      y: 'at',
      text: 'name',
      frameAnchor: 'left',
      dx: 4 - marginLeft,
      fill: 'var(--ink)',
      fontWeight: 600,
    }),
  ]
}

function texts<Each extends Line>(lines: readonly Each[], colourOf: (line: Each) => string): Plot.Markish {
  return Plot.text(lines as Each[], {
    y: 'at',
    text: 'text',
    frameAnchor: 'right',
    textAnchor: 'start',
    dx: 8,
    fill: { value: colourOf, scale: null },
  })
}

/** Joins the values of a sweep, so that their course is seen. */
function sweepsOf(
  lines: readonly {
    readonly row: number
    readonly look: { readonly sweep: string | undefined }
    readonly marks: readonly { readonly at: number; readonly mean: number }[]
  }[],
): Plot.Markish[] {
  const points = lines.flatMap(({ row, look: { sweep }, marks }) =>
    sweep === undefined ? [] : marks.map(({ at, mean }) => ({ at, mean, sweep: `${row} ${sweep}` })),
  )
  return [
    Plot.line(points, {
      x: 'mean',
      y: 'at',
      z: 'sweep',
      stroke: 'var(--faint)',
      strokeWidth: 1,
      strokeDasharray: '2 2',
    }),
  ]
}
