import * as Plot from '@observablehq/plot'
import { draw } from '../../page/draw'
import { tagsOf, tickText, WIDTH } from './dots-chart'
import type { Look } from './looks'
import { drawn, type Mark, markOf, rangeOf, sides } from './marks'
import { differenceText, valueText } from './numbers'
import { type AtLoad, classOf, type Scene } from './scene'

const LEFT = 44
const RIGHT = 12

/** Most loads that are written under the axis. */
const MOST_TICKS = 8

/** The baseline's values over the loads. */
export function valuesOverLoads({ home, figures: { baseline } }: Scene, course: readonly AtLoad[]): string {
  const marks = course.flatMap(({ load, figure }, at) =>
    markOf(figure.byRules[baseline]!, at, true, tagsOf(load, figure, 0)),
  )
  const { figure } = course[0]!
  const highest = figure.unit.startsWith('%') ? 100 : Math.max(1, ...marks.map(({ high }) => high)) * 1.05
  const lowest = figure.unit.startsWith('%')
    ? Math.min(...marks.map(({ low }) => low), 90)
    : Math.min(0, ...marks.map(({ low }) => low))
  const told = course.map(({ load, figure: { byRules } }) => `load ${load} ${valueText(byRules[baseline]!)}`)
  return draw(
    {
      width: WIDTH,
      height: 96,
      ...margins(course, 6, 6),
      x: { domain: [-0.5, course.length - 0.5], axis: null },
      y: { domain: [lowest, highest], label: null, ticks: 3, tickSize: 0 },
      marks: [
        Plot.gridY({ ticks: 3, stroke: 'var(--grid)', strokeOpacity: 1 }),
        lineOf(marks, home),
        ...drawn(marks, home, 'y', 4),
      ],
    },
    'values',
    {
      rules: baseline,
      label: `${classOf(figure)}: ${figure.metric}, ${figure.unit}, under ${baseline}: ${told.join(', ')}`,
    },
  )
}

/** Differences to the baseline over the loads: a line for each of the other sets of rules. */
export function differencesOverLoads(
  { others, looks, figures: { baseline } }: Scene,
  course: readonly AtLoad[],
): string {
  const apart = Math.min(0.16, 0.6 / others.length)
  const lines = others.map((look, index) => ({
    look,
    marks: course.flatMap(({ load, figure }, place) => {
      const difference = figure.byRules[look.rules]!.difference!
      // Side by side, so that intervals do not cover each other.
      const at = place + (index - (others.length - 1) / 2) * apart
      return markOf(difference, at, difference.verdict !== '', tagsOf(load, figure, looks.indexOf(look)))
    }),
  }))
  const { figure } = course[0]!
  const range = rangeOf(lines.flatMap(({ marks }) => marks.flatMap(({ low, high }) => [low, high])))
  const [top, bottom] = figure.better === 'less' ? (['worse', 'better'] as const) : (['better', 'worse'] as const)
  const skip = Math.ceil(course.length / MOST_TICKS)
  const told = others.map(({ rules }) => {
    const values = course.map(({ load, figure: { byRules } }) =>
      `load ${load} ${differenceText(byRules[rules]!.difference!)} ${byRules[rules]!.difference!.verdict}`.trim(),
    )
    return `${rules} ${values.join(', ')}`
  })
  const end = (word: 'better' | 'worse', isTop: boolean): Plot.Markish =>
    Plot.text([isTop ? `▲ ${word}` : `▼ ${word}`], {
      frameAnchor: isTop ? 'top-left' : 'top-right',
      dy: -16,
      fill: `var(--${word})`,
    })
  return draw(
    {
      width: WIDTH,
      height: 190,
      ...margins(course, 20, 24),
      x: {
        domain: [-0.5, course.length - 0.5],
        ticks: course.map((_, place) => place).filter((place) => place % skip === 0),
        tickFormat: (place: number) => String(course[place]!.load),
        tickSize: 0,
        label: null,
      },
      y: { domain: range, label: null, ticks: 5, tickSize: 0, tickFormat: tickText },
      marks: [
        ...sides(range, figure.better, 'y'),
        end(top, true),
        end(bottom, false),
        ...lines.map(({ look, marks }) => lineOf(marks, look)),
        ...lines.flatMap(({ look, marks }) => drawn(marks, look, 'y', 4)),
      ],
    },
    'differences',
    {
      rules: baseline,
      label: `${classOf(figure)}: ${figure.metric}, ${figure.unit}, difference to ${baseline}: ${told.join('; ')}`,
    },
  )
}

function margins(_: readonly AtLoad[], marginTop: number, marginBottom: number): Plot.PlotOptions {
  return { marginLeft: LEFT, marginRight: RIGHT, marginTop, marginBottom }
}

function lineOf(marks: readonly Mark[], { colour }: Look): Plot.Markish {
  return Plot.line(marks as Mark[], { x: 'at', y: 'mean', stroke: colour, strokeWidth: 1.2, strokeOpacity: 0.7 })
}
