import { describe, expect, it } from 'vitest'
import { differenceOf, figureOf, isReal } from '../../examples/day-simulation/src/lab/figure'
import { student95 } from '../../examples/day-simulation/src/lab/student'
import { verdictOf } from '../../examples/day-simulation/src/lab/tables'

describe('Student95', () => {
  it('is the quantile of the printed tables', () => {
    const printed: readonly (readonly [freedom: number, value: number])[] = [
      [1, 12.7062047],
      [2, 4.3026527],
      [3, 3.1824463],
      [4, 2.7764451],
      [5, 2.5705818],
      [9, 2.2621572],
      [10, 2.2281389],
      [29, 2.0452296],
      [99, 1.984217],
      [100, 1.9839715],
      [1000, 1.9623391],
    ]
    for (const [freedom, value] of printed) expect(student95(freedom), `${freedom}`).toBeCloseTo(value, 6)
  })

  it('falls towards the quantile of the normal distribution', () => {
    for (let freedom = 1; freedom < 400; freedom++)
      expect(student95(freedom + 1), `${freedom}`).toBeLessThan(student95(freedom))
    expect(student95(9999)).toBeCloseTo(1.95996, 3)
  })
})

describe('a figure', () => {
  it('is the mean with half the width of its interval', () => {
    const { days, mean, half } = figureOf([1, 2, 3, 4])
    expect([days, mean]).toEqual([4, 2.5])
    expect(half).toBeCloseTo(3.1824463 * Math.sqrt(5 / 3 / 4), 6)
  })

  it('leaves days without a value out', () => {
    expect(figureOf([null, 4, null, 6])).toEqual(figureOf([4, 6]))
    expect(figureOf([null, 4])).toEqual({ days: 1, mean: 4, half: null })
    expect(figureOf([null])).toEqual({ days: 0, mean: null, half: null })
  })

  it('of a difference counts the days that have both values', () => {
    const difference = differenceOf([5, null, 7, 9, 2], [4, 4, null, 6, 2])
    expect(difference).toEqual(figureOf([1, 3, 0]))
    expect(difference.days).toBe(3)
  })
})

describe('a difference', () => {
  it('is real if its interval excludes 0', () => {
    expect(isReal({ days: 9, mean: -2, half: 1.9 })).toBe(true)
    expect(isReal({ days: 9, mean: -2, half: 2 })).toBe(false)
    expect(isReal({ days: 1, mean: 9, half: null })).toBe(false)
    expect(isReal(differenceOf([1, 2, 3], [1, 2, 3]))).toBe(false)
  })

  it('is better or worse as the metric says', () => {
    const metric = { source: null, name: 'wait', unit: 'minutes' }
    const shorter = { days: 9, mean: -2, half: 1 }
    expect(verdictOf(shorter, { ...metric, better: 'less' })).toBe('better')
    expect(verdictOf(shorter, { ...metric, better: 'more' })).toBe('worse')
    expect(verdictOf({ ...shorter, half: 3 }, { ...metric, better: 'less' })).toBe('')
  })
})
