import { describe, expect, it } from 'vitest'
import { Reached } from '../../support/reached'
import { deferredAcceptance } from './matching'
import { agedWaiters, anyPreferences, byClass, vacancyChains, waitersWithoutEnvy, wholeOrder } from './oracle-suite'

/** Runs a comparison on this many days, and prints the situations that they reached. */
function days(count: number, compare: (seed: number, note: Reached['note']) => void): Reached {
  const reached = new Reached()
  for (let seed = 0; seed < count; seed++) compare(seed, reached.note)
  expect(reached.count('days')).toBe(count)
  return reached
}

describe('deferred acceptance itself', () => {
  it("finds the residents' best matching of Manlove's instance", () => {
    // Numbered from 1 in the book, from 0 here: r1: h2 h1; r2: h1 h2; r3: h1 h3; r4: h2 h3; r5: h2 h1; r6: h1 h2.
    const residents = [
      [1, 0],
      [0, 1],
      [0, 2],
      [1, 2],
      [1, 0],
      [0, 1],
    ]
    const hospitals = [
      [0, 2, 1, 4, 5],
      [1, 5, 0, 3, 4],
      [3, 2],
    ]
    const prefers = (hospital: number, a: number, b: number) =>
      hospitals[hospital]!.indexOf(a) < hospitals[hospital]!.indexOf(b)
    expect(deferredAcceptance(residents, [2, 2, 2], prefers)).toEqual([1, 0, 0, 2, -1, 1])
  })
})

describe('the engine is a stable matching', () => {
  it('seat by seat, with the whole order: 10,000 days against the serial dictatorship', () => {
    const reached = days(10_000, wholeOrder)
    expect(reached.count('bump')).toBeGreaterThan(10_000)
    expect(reached.missing(['deep cascade'])).toEqual([])
  })

  it('class by class, if only lower classes are bumped', () => {
    expect(days(5000, byClass).missing(['bump', 'deep cascade', 'other seats within a class'])).toEqual([])
  })

  it('for lists in any order of preference, by a strategy of the host', () => {
    expect(days(5000, anyPreferences).missing(['bump', 'deep cascade'])).toEqual([])
  })

  it('also after cancellations, if vacancies are pulled forward', () => {
    expect(days(5000, vacancyChains).missing(['bump', 'deep cascade', 'promotion'])).toEqual([])
  })

  it('for waiting tokens, if only the waiting list fills vacancies', () => {
    expect(days(5000, waitersWithoutEnvy).missing(['bump', 'deep cascade', 'promotion'])).toEqual([])
  })

  it('for waiters that age, if each token counts with the rank that it has now or would have if it waited', () => {
    expect(days(2000, agedWaiters).missing(['bump', 'aged', 'promotion'])).toEqual([])
  })
})
