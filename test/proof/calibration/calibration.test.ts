import { beforeAll, describe, expect, it } from 'vitest'
import { DAY, MIDNIGHT } from '../../../examples/day-simulation/src/day/clinic'
import { type Estimate, estimatesOf } from '../../simulation/queue-day'
import { cases } from '../../support/amount'

const SEEDS = Array.from({ length: 16 }, (_, n) => 101 + n)

/** Share of the visits that began within the range, scaled around its middle by `width`. */
function inside(estimates: readonly Estimate[], width = 1): number {
  const seen = estimates.filter(({ began }) => began !== undefined)
  const hits = seen.filter(({ from, to, began }) => Math.abs(began! - (from + to) / 2) <= ((to - from) / 2) * width)
  return hits.length / seen.length
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/**
 * Counts only patients who were seen, because only their visits have a beginning. Patients who did not come, left unseen, were
 * dropped or got another token are left out. That is fair, because an estimate assumes that the patient comes.
 */
describe.each(
  cases(1, [
    ['standard', 1.1, 'three doctors', { doctors: 3, rooms: 1 }],
    ['emergencyOverflow', 1.4, 'three doctors', { doctors: 3, rooms: 1 }],
    ['standard', 1.1, 'one queue of three rooms', { doctors: 1, rooms: 3 }],
    ['publicHospital', 1.4, 'one queue of three rooms', { doctors: 1, rooms: 3 }],
  ] as const),
)('ranges of four in five under %s, with %d requests a seat, for %s', (rules, load, who, staff) => {
  let all: Estimate[] = []
  beforeAll(async () => {
    all = []
    for (const seed of SEEDS) all.push(...(await estimatesOf(seed, rules, load, staff)))
  })

  it.each(['present', 'expected'] as const)('hold for 74 to 85 of 100 patients who are %s', (kind) => {
    const own = all.filter((each) => each.kind === kind)
    const seen = own.filter(({ began }) => began !== undefined).length
    const share = inside(own)
    console.log(
      `${rules}, ${who}, seeds ${SEEDS[0]} to ${SEEDS.at(-1)}: ${kind}: ${percent(share)} of ${seen}; ${own.length - seen} not seen`,
    )
    expect(seen).toBeGreaterThan(1000)
    expect(share).toBeGreaterThanOrEqual(0.74)
    expect(share).toBeLessThanOrEqual(0.85)
  })

  it.each(['present', 'expected'] as const)('would not hold with half or twice the width for those %s', (kind) => {
    const own = all.filter((each) => each.kind === kind)
    expect(inside(own, 0.5)).toBeLessThan(0.7)
    expect(inside(own, 2)).toBeGreaterThan(0.9)
  })

  it('lie neither before the moment of asking nor on another day, and end after they begin', () => {
    for (const { asOf, from, to } of all) {
      expect(from).toBeGreaterThanOrEqual(asOf)
      expect(to).toBeGreaterThanOrEqual(from)
      expect(to).toBeLessThan(MIDNIGHT + DAY)
    }
  })
})
