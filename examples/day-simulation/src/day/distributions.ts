import type { Random } from './random'

/*
 * Logarithms and exponentials may differ between machines in the last bit. Days are rounded to seconds, so that such a difference shows
 * in one draw of about ten billion.
 */

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next())
}

/** The mean and standard deviation are those of the number drawn. Box and Muller (1958), of whose two numbers one is used. */
export function normal(random: Random, mean: number, deviation: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
  return mean + deviation * radius * Math.cos(2 * Math.PI * random.next())
}

/** The mean and coefficient of variation are those of the number drawn, not of its logarithm. */
export function lognormal(random: Random, mean: number, variation: number): number {
  const variance = Math.log(1 + variation ** 2)
  return mean * Math.exp(normal(random, -variance / 2, Math.sqrt(variance)))
}
