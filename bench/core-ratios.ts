import type { BenchReport } from './bench-report'
import type { Ratio } from './ratios'

/** The most that a command may cost: in multiples of the integer bound, in bytes allocated, and in bytes kept for a live token. */
export const MOST = { overBound: 8, allocated: 500, retained: 300 }

/** Returns what holds on every machine: ratios within the run, and bytes. */
export function ratiosOf({ day, growth, publicPath, memory }: BenchReport): readonly Ratio[] {
  return [
    ...day.engine.map(({ name, ratio }) => ({
      name: `engine, ${name}, × bound`,
      measured: ratio,
      most: MOST.overBound,
    })),
    ...growth.map(({ name, measured, goal }) => ({ name: `growth over ${name}`, measured, most: goal })),
    ...publicPath.map(({ name, ratio, most }) => ({
      name: `public API, ${name}, × p-queue`,
      measured: ratio,
      most: most.overPeer,
    })),
    { name: 'bytes allocated per command', measured: memory.allocatedPerCommand, most: MOST.allocated },
    { name: 'bytes retained per live token', measured: memory.retainedPerToken, most: MOST.retained },
  ]
}

/** Returns the times whose goal is an absolute one. They can only be compared with others that were measured in turns with them. */
export function timesOf({ publicPath }: BenchReport): readonly Ratio[] {
  return publicPath.map(({ name, engine, most }) => ({
    name: `public API, ${name}, µs a booking`,
    measured: engine.median / 1000,
    most: most.microseconds,
  }))
}
