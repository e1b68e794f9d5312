import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Rules } from '../src/core/rules/rules'
import { isLive } from '../src/core/state/status'
import { openSessions } from './clinic'
import { engineRun } from './engine-run'
import { COMMANDS, DAY } from './measure-day'
import type { Stream } from './stream'

/** What the engine asks of memory, in bytes. */
export interface MemoryReport {
  readonly allocatedPerCommand: number
  readonly retainedPerToken: number
}

/** Stretches in which allocation is watched. */
const WINDOWS = 100

/** Commands of each: what they allocate fits into the youngest generation, so that nothing is freed meanwhile. */
const WINDOW_COMMANDS = 300

/**
 * Measures memory over the day. Allocation: stretches spread over it, each right after a collection of the youngest
 * generation, so that what heap and array buffers grow by is what was allocated. Retention: what opening and filling
 * the sessions leaves behind after a full collection, per token that is live in the end.
 */
export function measureMemory(stream: Stream, rules: Rules): MemoryReport {
  setFlagsFromString('--expose-gc')
  const collect: (options?: { type: 'minor' }) => void = runInNewContext('gc')
  const before = settled(collect)
  const stages = openSessions(DAY, rules)
  let allocated = 0
  for (let window = 0, done = 0; window < WINDOWS; window++) {
    const next = Math.floor(((window + 1) / WINDOWS) * COMMANDS) - WINDOW_COMMANDS
    engineRun(stages, stream, rules, done, next)
    done = next + WINDOW_COMMANDS
    collect({ type: 'minor' })
    const start = inUse()
    engineRun(stages, stream, rules, next, done)
    allocated += inUse() - start
  }
  const retained = settled(collect) - before
  let live = 0
  for (const [session] of stages)
    for (let token = 0; token < session.tokens.count; token++) if (isLive(session.statusOf(token))) live++
  return { allocatedPerCommand: allocated / (WINDOWS * WINDOW_COMMANDS), retainedPerToken: retained / live }
}

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** What is in use after everything unreachable is gone. */
function settled(collect: () => void): number {
  collect()
  collect()
  return inUse()
}
