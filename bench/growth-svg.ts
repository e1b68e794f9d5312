import { writeFileSync } from 'node:fs'
import type { GrowthReport } from './measure-growth'

const FILE = new URL('../docs/growth.svg', import.meta.url)

const PANEL = { width: 210, height: 170, gap: 52 }
const EDGE = { left: 46, top: 64, right: 16, bottom: 64 }
/** Multiples from one line of the grid to the next. */
const STEP = 2
const COLOURS = {
  engine: '#1456a0',
  bound: '#8a8f98',
  goal: '#b3261e',
  ink: '#1d2129',
  soft: '#5b6270',
  line: '#e3e6ea',
}

/** Draws how the cost of a command grows with each dimension, in multiples of its cost when the dimension is small. */
export function drawGrowth(machine: string, growth: readonly GrowthReport[]): void {
  const width = EDGE.left + growth.length * (PANEL.width + PANEL.gap) - PANEL.gap + EDGE.right
  const height = EDGE.top + PANEL.height + EDGE.bottom
  const most =
    STEP *
    Math.ceil(Math.max(...growth.flatMap((each) => [each.engine.growth, each.bound.growth, limitOf(each)])) / STEP)
  const panels = growth.map((each, n) => panel(each, EDGE.left + n * (PANEL.width + PANEL.gap), most))
  const title = 'Cost of a command in the core, in multiples of its cost when the session or the clinic is small'
  writeFileSync(
    FILE,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="${COLOURS.ink}">
<title>${title}</title>
<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>
${text(EDGE.left, 26, title, 'font-weight="600"')}
${legend(EDGE.left, 46)}
${panels.join('\n')}
${text(EDGE.left, height - 14, machine, `font-size="11" fill="${COLOURS.soft}"`)}
</svg>
`,
  )
}

function legend(x: number, y: number): string {
  const entries = [
    ['the library', COLOURS.engine, ''],
    ['a bare loop over integers', COLOURS.bound, ''],
    ['goal', COLOURS.goal, '4 3'],
  ] as const
  return entries
    .map(([name, colour, dash], n) => {
      const left = x + n * 220
      return `${line(left, y - 4, left + 22, y - 4, colour, dash)}${text(left + 28, y, name, `fill="${COLOURS.soft}"`)}`
    })
    .join('\n')
}

function panel({ name, small, large, engine, bound, ...goal }: GrowthReport, x: number, most: number): string {
  const bottom = EDGE.top + PANEL.height
  const right = x + PANEL.width - 34
  const at = (times: number): number => bottom - (times / most) * PANEL.height
  const grid = Array.from({ length: most / STEP + 1 }, (_, n) => n * STEP).map((times) =>
    [line(x, at(times), x + PANEL.width, at(times), COLOURS.line), text(x - 8, at(times) + 4, `${times}×`, scale)].join(
      '',
    ),
  )
  const limit = at(limitOf({ engine, bound, ...goal }))
  return [
    ...grid,
    line(x, limit, right, limit, COLOURS.goal, '4 3'),
    curve(x, at(1), right, at(bound.growth), COLOURS.bound),
    curve(x, at(1), right, at(engine.growth), COLOURS.engine),
    text(right + 9, at(engine.growth) + 4.5, engine.growth.toFixed(2), `font-weight="600" fill="${COLOURS.engine}"`),
    text(x, bottom + 18, small.toLocaleString('en'), `fill="${COLOURS.soft}"`),
    text(right, bottom + 18, large.toLocaleString('en'), `fill="${COLOURS.soft}" text-anchor="middle"`),
    text(x + PANEL.width / 2 - 17, bottom + 36, name, 'text-anchor="middle"'),
  ].join('\n')
}

const scale = `font-size="11" text-anchor="end" fill="${COLOURS.soft}"`

/** The growth that the goal allows. */
function limitOf({ goal, overBound, bound }: Pick<GrowthReport, 'goal' | 'overBound' | 'bound' | 'engine'>): number {
  return overBound ? goal * bound.growth : goal
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string, dash = ''): string {
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`
  return `<line x1="${x1}" y1="${round(y1)}" x2="${x2}" y2="${round(y2)}" stroke="${colour}" stroke-width="${colour === COLOURS.line ? 1 : 2}"${dashes}/>`
}

function curve(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `${line(x1, y1, x2, y2, colour)}<circle cx="${x2}" cy="${round(y2)}" r="3.5" fill="${colour}"/>`
}

function text(x: number, y: number, words: string, more = ''): string {
  return `<text x="${x}" y="${round(y)}" ${more}>${words}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
