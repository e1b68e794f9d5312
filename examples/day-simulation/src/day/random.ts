/**
 * Random numbers, the same on every machine for the same seed: the generator xoshiro128** (Blackman and Vigna, "Scrambled
 * linear pseudorandom number generators", ACM TOMS 47(4), 2021), seeded by a 32-bit splitmix. It uses only integer arithmetic
 * and division by a power of two, because logarithms and powers may differ in the last bit between machines.
 */
export class Random {
  private readonly state = new Uint32Array(4)

  constructor(seed: number) {
    let z = seed
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) | 0
      let word = z ^ (z >>> 16)
      word = Math.imul(word, 0x21f0aaad)
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
      this.state[i] = word ^ (word >>> 15)
    }
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    const { state } = this
    const [a, b] = [state[0]!, state[1]!]
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    state[2]! ^= a
    state[3]! ^= b
    state[1]! ^= state[2]!
    state[0]! ^= state[3]!
    state[2]! ^= b << 9
    state[3] = rotate(state[3]!, 11)
    return result / 0x1_0000_0000
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from)
  }

  /** An index, chosen in proportion to its weight. */
  weighted(weights: readonly number[]): number {
    return indexAt(this.next(), weights)
  }

  /** A number from a distribution given by its quantiles in equal steps, from the minimum to the maximum. */
  quantile(table: readonly number[]): number {
    const place = this.next() * (table.length - 1)
    const step = Math.floor(place)
    const low = table[step]!
    return low + (place - step) * ((table[step + 1] ?? low) - low)
  }
}

/** Returns the index of the weight that contains this part, 0 to 1, of their sum. */
export function indexAt(part: number, weights: readonly number[]): number {
  let rest = part * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [index, weight] of weights.entries()) {
    rest -= weight
    if (rest < 0) return index
  }
  return weights.length - 1
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
