import * as Plot from '@observablehq/plot'
import { inOrder } from '../report/classes'
import { waitOf, waitsOf } from '../report/waits'
import type { Outcome } from '../run/run'
import { asIs, type Caption, draw, tagged } from './draw'
import { fillOf, lookOf } from './palette'

/** More patients than these are shown as a box, not each as a dot. */
const MOST_DOTS = 500

/** Height of the row of one class. */
const ROW = 58

/** Minutes that the patients of a class waited, from check-in to the doctor, ascending. */
export interface ClassWaits {
  readonly source: string
  readonly waits: readonly number[]
}

export function waitsByClass({ desk, ledger, sessions }: Outcome): ClassWaits[] {
  const classes = new Map<string, string>()
  for (const { id, source } of sessions.flatMap(({ tokens }) => tokens)) classes.set(id, desk.askedAs.get(id) ?? source)
  return inOrder(desk.firstOutcomes.keys()).map((source) => ({
    source,
    waits: waitsOf(ledger, (tokenId) => classes.get(tokenId) === source),
  }))
}

interface Dot {
  readonly source: string
  readonly wait: number
}

/** A row a class: every patient a dot at the minutes waited, the median a line. */
export function waitsChart(classes: readonly ClassWaits[], reach: number, width: number, caption: Caption): string {
  const dots = classes.flatMap(({ source, waits }) => waits.map((wait): Dot => ({ source, wait })))
  const shown = classes.filter(({ waits }) => waits.length > 0)
  const isCrowded = dots.length > MOST_DOTS
  return draw(
    {
      width,
      height: Math.max(1, classes.length) * ROW + 36,
      marginLeft: 8,
      marginRight: 14,
      marginTop: 4,
      marginBottom: 32,
      x: {
        domain: [0, reach],
        label: 'minutes from check-in to the doctor',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0,
        ticks: 6,
      },
      fy: { domain: classes.map(({ source }) => source), axis: null, padding: 0.08 },
      marks: [
        Plot.gridX({ ticks: 6, stroke: 'var(--grid)', strokeOpacity: 1 }),
        isCrowded ? box(shown) : strip(dots),
        Plot.tickX(shown, {
          fy: 'source',
          x: ({ waits }: ClassWaits) => middle(waits),
          stroke: 'var(--ink)',
          strokeWidth: 2,
          insetTop: 18,
        }),
        Plot.text(classes, {
          fy: 'source',
          text: rowText,
          frameAnchor: 'top-left',
          fill: 'var(--ink)',
          dy: 2,
        }),
      ],
    },
    'waits',
    caption,
  )
}

function strip(dots: readonly Dot[]): Plot.Markish {
  return Plot.dot(
    dots,
    Plot.dodgeY(
      { anchor: 'bottom', padding: 0.4 },
      {
        fy: 'source',
        x: 'wait',
        r: 2.4,
        symbol: ({ source }: Dot) => lookOf(source).symbol,
        fill: asIs(({ source }: Dot) => fillOf(source)),
        title: ({ source, wait }: Dot) => `${source}: ${Math.round(wait)} minutes`,
        ...tagged(dots, () => ({ mark: 'wait' })),
      },
    ),
  )
}

/** From the shortest tenth of all waits to the longest. */
function box(classes: readonly ClassWaits[]): Plot.Markish {
  return Plot.barX(classes, {
    fy: 'source',
    x1: ({ waits }: ClassWaits) => quantile(0.1, waits),
    x2: ({ waits }: ClassWaits) => quantile(0.9, waits),
    fill: asIs(({ source }: ClassWaits) => fillOf(source)),
    insetTop: 22,
    insetBottom: 6,
    title: ({ source, waits }: ClassWaits) => `${source}: ${waits.length} patients`,
    ...tagged(classes, ({ waits }) => ({ mark: 'wait', count: waits.length })),
  })
}

function quantile(share: number, waits: readonly number[]): number {
  return waits[Math.floor(waits.length * share)]!
}

function middle(waits: readonly number[]): number {
  return quantile(0.5, waits)
}

function rowText({ source, waits }: ClassWaits): string {
  if (waits.length === 0) return `${source}: nobody was called in`
  return `${source}: half within ${waitOf(0.5, waits)} min, nine in ten within ${waitOf(0.9, waits)}`
}
