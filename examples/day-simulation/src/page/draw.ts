import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { escaped } from './html'

/** The run that a drawing shows, and its label for screen readers. */
export interface Caption {
  /** The preset whose run it shows. */
  readonly rules: string
  readonly label: string
}

/** Draws marks as an SVG element that scales with its container and takes its colours from the page. */
export function draw(options: Plot.PlotOptions, chart: string, { rules, label }: Caption): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const svg = Plot.plot({ ...options, document })
  // The page's style sheet covers all drawings.
  svg.querySelector('style')?.remove()
  for (const each of svg.querySelectorAll('[aria-label]')) each.removeAttribute('aria-label')
  for (const each of svg.querySelectorAll('*')) {
    for (const { name, value } of [...each.attributes]) if (GEOMETRY.has(name)) each.setAttribute(name, rounded(value))
  }
  // The names are added here because the document's serialiser does not escape `<` in attributes.
  const names = `role="img" aria-label="${escaped(label)}" data-chart="${chart}" data-rules="${escaped(rules)}"`
  return `<svg viewBox="${svg.getAttribute('viewBox')}" text-anchor="middle" ${names}>${svg.innerHTML}</svg>`
}

const GEOMETRY = new Set(['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height', 'cx', 'cy', 'r'])

/** A tenth of a pixel is enough, and half the bytes. */
function rounded(value: string): string {
  return value.replace(/-?\d+\.\d\d+/g, (number) => String(Math.round(Number(number) * 10) / 10))
}

/** Draws an empty frame with a reason. */
export function drawNothing(why: string, width: number, chart: string, caption: Caption): string {
  const marks = [Plot.frame({ stroke: 'var(--grid)' }), Plot.text([why], { frameAnchor: 'middle' })]
  return draw({ width, height: 72, margin: 1, marks }, chart, caption)
}

/** Adds data attributes to each drawn mark, so that a test can count what the drawing shows. */
export function tagged<Datum>(
  data: readonly Datum[],
  attributesOf: (datum: Datum) => Readonly<Record<string, string | number>>,
): { render: Plot.RenderFunction } {
  return {
    render(index, scales, values, dimensions, context, next) {
      const group = next!(index, scales, values, dimensions, context)!
      const drawn = [...group.children]
      for (const [place, item] of [...index].entries()) {
        for (const [name, value] of Object.entries(attributesOf(data[item]!)))
          drawn[place]!.setAttribute(`data-${name}`, String(value))
      }
      return group
    },
  }
}

/** Passes a colour or pattern through unchanged; the channel would otherwise look it up in a scale. */
export function asIs<Datum>(value: (datum: Datum) => string): { value: (datum: Datum) => string; scale: null } {
  return { value, scale: null }
}
