import { student95 } from './student'

/** The mean of some days, with half the width of its 95 % interval. */
export interface Figure {
  /** Number of days that have a value. */
  readonly days: number
  /** Null if no day has a value. */
  readonly mean: number | null
  /** Null with fewer than two days, which say nothing about the spread. */
  readonly half: number | null
}

/** A value of one day; null if there was nobody to measure. */
export type DayValue = number | null

/** Returns the mean of the days that have a value. */
export function figureOf(values: readonly DayValue[]): Figure {
  const present = values.filter((value) => value !== null)
  const days = present.length
  if (days === 0) return { days, mean: null, half: null }
  const mean = present.reduce((sum, value) => sum + value, 0) / days
  if (days === 1) return { days, mean, half: null }
  const squares = present.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { days, mean, half: student95(days - 1) * Math.sqrt(squares / (days - 1) / days) }
}

/** Returns the mean difference of two sets of rules on the same days. A day without a value under one of them does not count. */
export function differenceOf(values: readonly DayValue[], baseline: readonly DayValue[]): Figure {
  return figureOf(
    values.map((value, day) => {
      const other = baseline[day] ?? null
      return value === null || other === null ? null : value - other
    }),
  )
}

/** Whether the interval of a difference excludes 0. */
export function isReal({ mean, half }: Figure): boolean {
  return mean !== null && half !== null && Math.abs(mean) > half
}
