import type { WrittenFigure, WrittenLab } from '../files'

/** A difference of one set of rules to the baseline, with an interval. */
export interface Difference {
  readonly load: number
  readonly rules: string
  /** Booking class; null for all patients together. */
  readonly source: string | null
  readonly metric: string
  readonly better: 'less' | 'more'
  readonly mean: number
  readonly half: number
  /** Whether the interval excludes 0. */
  readonly isReal: boolean
}

/** Returns all differences that have an interval. */
export function differencesIn({ tables }: Pick<WrittenLab, 'tables'>): Difference[] {
  return tables.flatMap(({ load, figures }) => figures.flatMap((figure) => differencesOf(load, figure)))
}

function differencesOf(load: number, { class: source, metric, better, byRules }: WrittenFigure): Difference[] {
  return Object.entries(byRules).flatMap(([rules, { difference }]) => {
    if (difference === null || difference.mean === null || difference.plusMinus === null) return []
    const { mean, plusMinus: half, isReal } = difference
    return [{ load, rules, source, metric, better, mean, half, isReal }]
  })
}

/** Returns the sets of rules that gave the baseline's figures on every day. */
export function sameAsBaseline({ tables, rules, baseline }: WrittenLab): string[] {
  return rules.filter((label) => {
    if (label === baseline) return false
    const own = tables.flatMap(({ figures }) => figures.map(({ byRules }) => byRules[label]!.difference!))
    return own.every(({ mean, plusMinus }) => (mean ?? 0) === 0 && (plusMinus ?? 0) === 0)
  })
}
