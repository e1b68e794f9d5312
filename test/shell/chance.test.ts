import { describe, expect, it } from 'vitest'
import { evenly, normalBelow, normalQuantile } from '../../src/shell/forecast/simulate-rest'

describe('the normal distribution', () => {
  it('has the values of the tables', () => {
    for (const [x, p] of [
      [-3, 0.001349898],
      [-1.281552, 0.1],
      [0, 0.5],
      [1, 0.841344746],
      [2.326348, 0.99],
    ] as const) {
      expect(normalBelow(x)).toBeCloseTo(p, 6)
      expect(Math.abs(normalQuantile(p) - x)).toBeLessThan(5e-4)
    }
  })

  it('stays finite far outside', () => {
    for (const p of [0, 1]) expect(Number.isFinite(normalQuantile(p))).toBe(true)
    expect(normalBelow(40)).toBe(1)
    expect(normalBelow(-40)).toBeGreaterThanOrEqual(0)
  })
})

describe('evenly', () => {
  it('is the same for the same numbers, and spread over (0, 1) along both', () => {
    expect(evenly(7, 3)).toBe(evenly(7, 3))
    for (const draw of [(n: number) => evenly(n, 5), (n: number) => evenly(5, n)]) {
      const numbers = Array.from({ length: 10_000 }, (_, n) => draw(n))
      expect(Math.min(...numbers)).toBeGreaterThan(0)
      expect(Math.max(...numbers)).toBeLessThan(1)
      const tenths = Array.from({ length: 10 }, (_, n) => numbers.filter((each) => Math.floor(each * 10) === n).length)
      for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150)
    }
  })
})
