import { runAll } from './crew'
import { type DayValue, differenceOf, type Figure, figureOf } from './figure'
import { type Lab, requestsAt } from './lab'
import { METRICS, type Metric } from './metrics'

/** A figure under one set of rules, and its difference to the baseline. */
export interface Cell {
  readonly value: Figure
  /** Over the same days; null for the baseline itself. */
  readonly difference: Figure | null
}

/** One line of a table. */
export interface Compared {
  readonly metric: Metric
  /** By the label of the variant. */
  readonly byRules: Readonly<Record<string, Cell>>
}

/** The comparison at one load. */
export interface Table {
  readonly load: number
  /** Booking requests on each day. */
  readonly requests: number
  readonly lines: readonly Compared[]
}

export interface Comparison {
  readonly tables: readonly Table[]
  /** Processor seconds of all days, and the share of them in the library, 0 to 1. They differ from run to run. */
  readonly seconds: number
  readonly engineShare: number
}

/**
 * Runs every day under every set of rules and compares the figures day by day. The tables depend on the laboratory alone, not on the
 * number of workers.
 */
export async function compare(lab: Lab, workers: number, onDay: () => void = () => {}): Promise<Comparison> {
  const days = lab.loads.map(() => new Array<readonly (readonly DayValue[])[]>(lab.days))
  let totalMs = 0
  let engineMs = 0
  await runAll(lab, workers, ({ load, day }, trial) => {
    days[load]![day] = trial.values
    totalMs += trial.totalMs
    engineMs += trial.engineMs
    onDay()
  })
  const tables = lab.loads.map((load, index) => ({
    load,
    requests: requestsAt(lab, load),
    lines: linesOf(lab, days[index]!),
  }))
  return { tables, seconds: totalMs / 1000, engineShare: engineMs / totalMs }
}

/** Compares days: by day and variant, the values of `METRICS`. */
function linesOf(
  { variants, baseline }: Pick<Lab, 'variants' | 'baseline'>,
  days: readonly (readonly (readonly DayValue[])[])[],
): Compared[] {
  const home = variants.findIndex(({ label }) => label === baseline)
  return METRICS.map((metric, place) => {
    const valuesOf = (variant: number): DayValue[] => days.map((day) => day[variant]![place]!)
    const cells = variants.map(({ label }, index): [string, Cell] => {
      const value = figureOf(valuesOf(index))
      return [label, { value, difference: index === home ? null : differenceOf(valuesOf(index), valuesOf(home)) }]
    })
    return { metric, byRules: Object.fromEntries(cells) }
  })
}
