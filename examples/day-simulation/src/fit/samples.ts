/** What is known of a number from records. */
export interface Sample {
  readonly count: number
  readonly mean: number
  readonly sd: number
  readonly sorted: readonly number[]
}

export function sampleOf(numbers: readonly number[]): Sample {
  const count = numbers.length
  const mean = numbers.reduce((sum, each) => sum + each, 0) / count
  const squares = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  return { count, mean, sd: Math.sqrt(squares / Math.max(1, count - 1)), sorted: numbers.toSorted((a, b) => a - b) }
}

/** The number below which this part of the sample lies, 0 to 1, interpolated. */
export function quantileOf({ sorted }: Sample, part: number): number {
  const place = part * (sorted.length - 1)
  const low = sorted[Math.floor(place)]!
  return low + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - low)
}

/** Largest difference between the shares of the sample and of a distribution (Kolmogorov and Smirnov), 0 to 1. */
export function distance({ sorted, count }: Sample, below: (value: number) => number): number {
  return sorted.reduce((most, value, index) => {
    const share = below(value)
    return Math.max(most, Math.abs(share - index / count), Math.abs((index + 1) / count - share))
  }, 0)
}

/** Share of a normal distribution below a value: Abramowitz and Stegun (1964), 7.1.26, exact to 1e-7. */
export function normalShare(value: number, mean: number, sd: number): number {
  const z = (value - mean) / (sd * Math.SQRT2)
  const t = 1 / (1 + 0.3275911 * Math.abs(z))
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const tail = (poly * Math.exp(-z * z)) / 2
  return z > 0 ? 1 - tail : tail
}

export function exponentialShare(value: number, mean: number): number {
  return 1 - Math.exp(-value / mean)
}

export function lognormalShare(value: number, mean: number, cv: number): number {
  const variance = Math.log(1 + cv ** 2)
  return value <= 0 ? 0 : normalShare(Math.log(value / mean), -variance / 2, Math.sqrt(variance))
}
