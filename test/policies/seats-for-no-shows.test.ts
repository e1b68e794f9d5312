import fc from 'fast-check'
import { seatsForNoShows } from 'opd-scheduler/rules'
import { describe, expect, it } from 'vitest'
import { property } from '../support/seed'

/** Chance that more than `capacity` of `booked` patients come, from the whole distribution, one patient after the other. */
function chanceOfTooMany(booked: number, capacity: number, shows: number): number {
  let come = [1]
  for (let patient = 0; patient < booked; patient++)
    come = [...come, 0].map((chance, number) => chance * (1 - shows) + (come[number - 1] ?? 0) * shows)
  return come.slice(capacity + 1).reduce((sum, chance) => sum + chance, 0)
}

describe('seatsForNoShows', () => {
  it.each([
    [5, [5, 5, 6], [5, 5, 5], [5, 5, 5]],
    [10, [11, 12, 12], [10, 11, 11], [10, 10, 10]],
    [20, [24, 25, 26], [22, 22, 23], [20, 20, 21]],
    [30, [37, 38, 40], [33, 34, 35], [31, 31, 32]],
  ] as const)('gives the seats of the published table for %d', (capacity, ...rows) => {
    const risks = [0.05, 0.1, 0.2]
    const seats = [0.7, 0.8, 0.9].map((shows) => risks.map((risk) => seatsForNoShows(capacity, { shows, risk })))
    expect(seats).toEqual(rows)
  })

  it('keeps the risk, and one seat more would not, up to a capacity of 40', () => {
    let overbooked = 0
    for (let capacity = 0; capacity <= 40; capacity++)
      for (const shows of [0.5, 0.67, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99])
        for (const risk of [0.01, 0.05, 0.1, 0.2, 0.5]) {
          const seats = seatsForNoShows(capacity, { shows, risk })
          const bound = risk * (1 + 1e-9)
          expect(chanceOfTooMany(seats, capacity, shows), `${capacity} ${shows} ${risk}`).toBeLessThanOrEqual(bound)
          expect(chanceOfTooMany(seats + 1, capacity, shows)).toBeGreaterThan(bound)
          if (seats > capacity) overbooked++
        }
    expect(overbooked).toBeGreaterThan(800)
  })

  it('accepts a chance that is equal to the risk', () => {
    expect(seatsForNoShows(1, { shows: 0.5, risk: 0.25 })).toBe(2)
    expect(seatsForNoShows(2, { shows: 0.1, risk: 0.001 })).toBe(3)
  })

  it('never gives fewer seats for more risk, fewer shows or more capacity', async () => {
    const whole = fc.integer({ min: 0, max: 400 })
    const share = fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100)
    const risk = fc.integer({ min: 0, max: 500 }).map((part) => part / 1000)
    let apart = 0
    await property(
      fc.tuple(whole, fc.tuple(share, share), fc.tuple(risk, risk)),
      ([capacity, shows, risks]) => {
        const [few, many] = [Math.min(...shows), Math.max(...shows)]
        const [bold, shy] = [Math.max(...risks), Math.min(...risks)]
        const least = seatsForNoShows(capacity, { shows: many, risk: shy })
        const byRisk = seatsForNoShows(capacity, { shows: many, risk: bold })
        const byShows = seatsForNoShows(capacity, { shows: few, risk: shy })
        expect(least).toBeGreaterThanOrEqual(capacity)
        expect(byRisk).toBeGreaterThanOrEqual(least)
        expect(byShows).toBeGreaterThanOrEqual(least)
        expect(seatsForNoShows(capacity + 1, { shows: many, risk: shy })).toBeGreaterThan(least)
        if (byRisk > least && byShows > least) apart++
      },
      500,
    )
    expect(apart).toBeGreaterThan(100)
  })

  it('offers no seat more if all come or no risk is accepted, and answers for large clinics', () => {
    expect(seatsForNoShows(7, { shows: 1, risk: 0.5 })).toBe(7)
    expect(seatsForNoShows(5000, { shows: 0.5, risk: 0 })).toBe(5000)
    // Computed with whole numbers of any size: C(n, 0) + … + C(n, 10000) is at least 19/20 of 2ⁿ for n = 19,769, not for 19,770.
    expect(seatsForNoShows(10_000, { shows: 0.5, risk: 0.05 })).toBe(19_769)
  })

  it.each([
    [2.5, { shows: 0.8, risk: 0.1 }, 'capacity is 2.5'],
    [-1, { shows: 0.8, risk: 0.1 }, 'capacity is -1'],
    [10_001, { shows: 0.8, risk: 0.1 }, 'capacity is 10001'],
    [Number.NaN, { shows: 0.8, risk: 0.1 }, 'capacity is NaN'],
    ['20', { shows: 0.8, risk: 0.1 }, "capacity is '20'"],
    [20, { shows: 0, risk: 0.1 }, 'shows is 0'],
    [20, { shows: 80, risk: 0.1 }, 'shows is 80'],
    [20, { shows: Number.NaN, risk: 0.1 }, 'shows is NaN'],
    [20, { shows: 0.8, risk: 0.51 }, 'risk is 0.51'],
    [20, { shows: 0.8, risk: -0.1 }, 'risk is -0.1'],
    [20, { shows: 0.8 }, 'risk is undefined'],
    [20, { shows: 0.8, risk: 0.1, overbook: 2 }, "no option 'overbook'"],
    [20, undefined, 'the options are undefined'],
  ])('refuses %s with %j', (capacity, options, message) => {
    const call = () => seatsForNoShows(capacity as number, options as { shows: number; risk: number })
    expect(call).toThrow(RangeError)
    expect(call).toThrow(message)
  })
})
