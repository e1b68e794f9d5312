/** Returns the probability that a standard normal variable is below `x`, to seven digits (Abramowitz and Stegun, 26.2.17). */
export function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const above = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series
  return x < 0 ? above : 1 - above
}

/** Returns the quantile of a standard normal variable for probability `p`, to three digits (Abramowitz and Stegun, 26.2.23). */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  const t = Math.sqrt(-2 * Math.log(Math.max(p, 1e-12)))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  return above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
}

/** Returns the quantile of a lognormal variable for probability `p`, given that the variable is above `more`. */
export function lognormalQuantile(p: number, mean: number, deviation: number, more = 0): number {
  const sigma = Math.sqrt(Math.log(1 + (deviation / mean) ** 2))
  const middle = Math.log(mean) - (sigma * sigma) / 2
  const passed = more <= 0 ? 0 : normalBelow((Math.log(more) - middle) / sigma)
  return Math.max(more, Math.exp(middle + sigma * normalQuantile(passed + (1 - passed) * p)))
}

/**
 * Returns a pseudo-random number, uniform over (0, 1), that depends only on two whole numbers (the finaliser of MurmurHash3, by Austin
 * Appleby).
 */
export function evenly(a: number, b: number): number {
  let mixed = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 4_294_967_296
}
