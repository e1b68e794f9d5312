import type { Clinic } from './clinic'
import { type Crowd, CrowdedRun } from './crowded-run'
import { type Figure, Stopwatch } from './stopwatch'

/** One dimension of the work that grows while the others stay the same. */
export interface Dimension {
  readonly name: string
  readonly small: number
  readonly large: number
  /** Limit for the growth of a command's cost: absolute, or relative to the growth of the integer bound. */
  readonly goal: number
  readonly overBound: boolean
  crowd(size: number): Crowd
}

/** Costs with a small and with a large dimension. */
export interface Costs {
  readonly small: Figure
  readonly large: Figure
  readonly growth: number
}

/** Growth of a command's cost with one dimension. */
export interface GrowthReport extends Omit<Dimension, 'crowd'> {
  readonly engine: Costs
  readonly bound: Costs
  /** The figure that the goal limits. */
  readonly measured: number
  /** Tokens bumped by a booking on average. About the same in both cases, so that the work is the same. */
  readonly bumps: { readonly small: number; readonly large: number }
  /** Faults that make the figures worthless; should be empty. */
  readonly failures: readonly string[]
}

const WARM_UPS = 2

/**
 * Returns the dimensions, with `sessions` sessions in the large case. The first three use one session, so that they show the work
 * and not the effect of the processor's caches. The last one shows the caches.
 */
export function dimensions(sessions: number): readonly Dimension[] {
  const flat = { goal: 1.5, overBound: false }
  const queue = (lowest: number): Crowd => ({ clinic: { sessions: 1, slots: 10, seats: 10 }, mixed: 100, lowest })
  return [
    { ...flat, name: 'slots', small: 10, large: 300, crowd: (slots) => overfull({ sessions: 1, slots, seats: 10 }) },
    { ...flat, name: 'capacity', small: 10, large: 300, crowd: (seats) => overfull({ sessions: 1, slots: 10, seats }) },
    { ...flat, name: 'waiters', small: 10, large: 10_000, crowd: queue },
    {
      name: 'sessions',
      small: 10,
      large: sessions,
      goal: 1.7,
      overBound: true,
      crowd: (count) => overfull({ sessions: count, slots: 5, seats: 10 }),
    },
  ]
}

/** Ten per cent more tokens than seats. */
function overfull(clinic: Clinic): Crowd {
  return { clinic, mixed: Math.round(clinic.slots * clinic.seats * 1.1), lowest: 0 }
}

/** Measures a dimension with `rounds` interleaved runs, small and large, of `commands` commands each, in one process. */
export function measureGrowth(dimension: Dimension, rounds: number, commands: number): GrowthReport {
  const { name, small, large, goal, overBound, crowd } = dimension
  const total = (rounds + WARM_UPS) * commands
  const runs = [new CrowdedRun('small', crowd(small), total), new CrowdedRun('large', crowd(large), total)] as const
  const stopwatch = new Stopwatch(WARM_UPS)
  for (let round = 0; round < rounds + WARM_UPS; round++) {
    for (const run of runs) run.timeEngine(stopwatch, commands)
    for (const run of runs) run.timeBound(stopwatch, commands)
  }
  const costs = (who: string): Costs => {
    const figures = { small: stopwatch.figure(`${who} small`), large: stopwatch.figure(`${who} large`) }
    return { ...figures, growth: figures.large.median / figures.small.median }
  }
  const [engine, bound] = [costs('engine'), costs('bound')]
  const [a, b] = runs.map(({ stream: { tally } }) => tally.bumps / tally.bookings)
  const failures = runs.flatMap((run) => run.difference() ?? []).map((text) => `${name}: ${text}`)
  if (Math.abs(a! / b! - 1) > 0.25) failures.push(`${name}: ${a} bumps a booking became ${b}, so the work differs`)
  return {
    name,
    small,
    large,
    goal,
    overBound,
    engine,
    bound,
    measured: overBound ? engine.growth / bound.growth : engine.growth,
    bumps: { small: a!, large: b! },
    failures,
  }
}
