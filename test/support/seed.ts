import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { onTestFailed, TestRunner } from 'vitest'
import { IN_FULL } from './amount'

/** The seed of random tests, unless they choose one. */
const USUAL_SEED = 20_260_130

/**
 * Returns the seed for a proof that goes on until it has reached its situations: that of `SEED` in the environment, or in full a new one,
 * which is printed. A proof of a fixed number of days keeps the usual seed, because another one may miss a rare situation in them.
 */
export function newSeed(): number {
  const seed = Number(process.env.SEED ?? (IN_FULL ? randomInt(2 ** 31) : USUAL_SEED))
  if (IN_FULL) console.log(`SEED=${seed} repeats this proof.`)
  return seed
}

/**
 * Runs a property and prints its seed if the test fails. If no seed is given, `SEED` and `RUNS` in the environment choose the seed and
 * the number of runs.
 */
export async function property<T>(
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => void | Promise<void>,
  runs: number,
  given?: number,
): Promise<void> {
  const seed = given ?? Number(process.env.SEED ?? USUAL_SEED)
  const numRuns = given === undefined ? Number(process.env.RUNS ?? runs) : runs
  let started = 0
  let isTold = false
  // A test that times out, or misses a situation, fails without the words of fast-check.
  if (TestRunner.getCurrentTest() !== undefined)
    onTestFailed(() => {
      if (!isTold) console.error(`Seed ${seed}: the property had begun ${started} of ${numRuns} runs.`)
    })
  try {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (value) => {
        started++
        await check(value)
      }),
      // A canary only has to be caught, so its counterexample need not be shrunk.
      { seed, numRuns, endOnFailure: process.env.SHRINK === 'no' },
    )
  } catch (thrown) {
    isTold = true
    throw thrown
  }
}

/** A small generator (mulberry32, by Tommy Ettinger) for inputs for which fast-check is too slow. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}
