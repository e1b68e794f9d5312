import type { Caption } from './draw'
import { escaped, prose } from './html'
import type { PageRun, Scene } from './page-run'

/**
 * Widths of drawings in pixels: a desktop page, half of it, a tablet or paper, a phone, and a panel. The style sheet shows each at this
 * width or larger, so that letters keep their size.
 */
export const FULL = 1040
export const HALF = 480
const MEDIUM = 700
const NARROW = 320
export const PANEL = 280

/** Narrower drawings shorten their texts. */
export function isNarrow(width: number): boolean {
  return width < 400
}

/** A part of the page: a heading, a summary in sentences, and the body. */
export interface Section {
  readonly id: string
  readonly heading: string
  readonly sentences: readonly string[]
  /** Markup. */
  readonly body: string
}

export function section({ id, heading, sentences, body }: Section): string {
  return `<section id="${id}">\n<h2>${escaped(heading)}</h2>\n<p>${prose(sentences.join(' '))}</p>\n${body}\n</section>`
}

/** Draws for each kind of page; the style sheet shows the drawing that fits. Half a desktop page is about a whole tablet. */
export function responsive(wide: number, drawAt: (width: number) => string): string {
  const drawing = (views: string, width: number): string => `<div class="${views}">${drawAt(width)}</div>`
  const larger = wide === FULL ? [drawing('wide', FULL), drawing('medium', MEDIUM)] : [drawing('wide medium', wide)]
  return [...larger, drawing('narrow', NARROW)].join('\n')
}

/** One drawing for each run: a single run fills the page, several are drawn side by side. */
export function beside({ runs }: Scene, wide: number, drawFor: (run: PageRun, width: number) => string): string {
  const [only, ...others] = runs
  if (only !== undefined && others.length === 0) return responsive(wide, (width) => drawFor(only, width))
  return panels(runs.map((run) => [run.rules, drawFor(run, PANEL)]))
}

/** Drawings side by side, each under its name; on narrow screens they scroll sideways. */
export function panels(items: readonly (readonly [name: string, drawing: string])[]): string {
  const figures = items.map(([name, drawing]) => `<figure><figcaption>${escaped(name)}</figcaption>${drawing}</figure>`)
  return `<div class="panels">\n${figures.join('\n')}\n</div>`
}

/** Returns the caption of a run's drawing. */
export function captionOf(scene: Scene, run: PageRun, text: string): Caption {
  return { rules: run.rules, label: `${prefix(scene, run)}${text}` }
}

/** Returns the preset's name as a prefix if there are several runs. */
export function prefix({ runs }: Scene, { rules }: PageRun): string {
  return runs.length > 1 ? `${rules}: ` : ''
}

/** Renders a legend: each key has a sign, its style and its meaning. */
export function legend(keys: readonly (readonly [sign: string, style: string, meaning: string])[]): string {
  return legendOf(
    keys.map(([sign, style, meaning]) => [`<b style="${style}" aria-hidden="true">${sign}</b>`, meaning] as const),
  )
}

/** The same of keys whose sign is markup. */
export function legendOf(keys: readonly (readonly [sign: string, meaning: string])[]): string {
  return `<ul class="legend">${keys.map(([sign, meaning]) => `<li>${sign} ${escaped(meaning)}</li>`).join('')}</ul>`
}
