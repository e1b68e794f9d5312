import type { Written } from '../files'

/** A number with a true minus sign. A minus before zero would say nothing. */
export function decimal(value: number, digits = 1): string {
  return (Number(value.toFixed(digits)) || 0).toFixed(digits).replace('-', '−')
}

/** The same with a plus sign. */
export function signed(value: number, digits = 1): string {
  return `${Number(value.toFixed(digits)) > 0 ? '+' : ''}${decimal(value, digits)}`
}

/** One decimal; more for a difference whose interval excludes 0 but would not with one decimal. */
export function digitsFor(mean: number, half: number): number {
  const nearest = Math.abs(mean) - half
  return [1, 2, 3].find((digits) => nearest <= 0 || Number(nearest.toFixed(digits)) > 0) ?? 4
}

/** A mean with its interval, such as `3.7 ± 1.1`. */
export function valueText({ mean, plusMinus }: Written): string {
  return mean === null ? 'nobody' : `${decimal(mean)} ± ${plusMinus === null ? '?' : decimal(plusMinus)}`
}

/** A difference with its interval, such as `−0.4 ± 0.9`. */
export function differenceText({ mean, plusMinus }: Written): string {
  if (mean === null) return 'nobody'
  if (plusMinus === null) return `${signed(mean)} ± ?`
  const digits = digitsFor(mean, plusMinus)
  return `${signed(mean, digits)} ± ${decimal(plusMinus, digits)}`
}
