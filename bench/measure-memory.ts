import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Rules } from '../src/core/rules/rules'
import { isLive } from '../src/core/state/status'
import { openSessions } from './clinic'
import { engineRun } from './engine-run'
import { COMMANDS, DAY } from './measure-day'
import type { Stream } from './stream'

/** Memory that the engine uses, in bytes. */
export interface MemoryReport {
  readonly allocatedPerCommand: number
  readonly retainedPerToken: number
}

/** Number of stretches in which allocation is measured. */
const WINDOWS = 100

/** Commands in each stretch. What they allocate fits into the youngest generation, so that nothing is freed meanwhile. */
const WINDOW_COMMANDS = 300

/**
 * Measures memory over the day. Allocation: the growth of heap and array buffers in stretches spread over the day, each right
 * after a collection of the youngest generation. Retention: the growth after opening and filling the sessions and a full
 * collection, per token that is live at the end.
 */
export function measureMemory(stream: Stream, rules: Rules): MemoryReport {
  setFlagsFromString('--expose-gc')
  const collect: (options?: { type: 'minor' }) => void = runInNewContext('gc')
  const before = afterCollection(collect)
  const stages = openSessions(DAY, rules)
  let allocated = 0
  for (let window = 0, done = 0; window < WINDOWS; window++) {
    const next = Math.floor(((window + 1) / WINDOWS) * COMMANDS) - WINDOW_COMMANDS
    engineRun(stages, stream, done, next)
    done = next + WINDOW_COMMANDS
    collect({ type: 'minor' })
    const start = inUse()
    engineRun(stages, stream, next, done)
    allocated += inUse() - start
  }
  const retained = afterCollection(collect) - before
  let live = 0
  for (const [{ session }] of stages)
    for (let token = 0; token < session.tokens.count; token++) if (isLive(session.statusOf(token))) live++
  return { allocatedPerCommand: allocated / (WINDOWS * WINDOW_COMMANDS), retainedPerToken: retained / live }
}

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Returns the memory in use after a full collection. */
function afterCollection(collect: () => void): number {
  collect()
  collect()
  return inUse()
}
